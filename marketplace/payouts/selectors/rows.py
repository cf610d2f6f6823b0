"""Rows under lock and the terms that count, for the services."""

from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.kernel.errors import NotFound
from marketplace.ledger.selectors import posting_ids
from marketplace.ledger.unclaimed import Unclaimed
from marketplace.payouts.models.settlement import SettlementRun, StatementLine, Unsettled
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.states import POSTED_RUN_STATES, RunState

# The entry that takes settled money out of the payable account. It is the answer to the lines, not one of them.
SETTLED = "settlement"


def term_on(day: date, currency: str) -> SettlementTerm:
    """
    Return the terms that count on a date.

    :raises NotFound: if none has begun
    """
    return _term(SettlementTerm.objects.all(), day, currency)


def term_locked(day: date, currency: str) -> SettlementTerm:
    """
    Return the terms that count on a date, locked: whoever claims postings of a currency takes turns on this row.

    :raises NotFound: if none has begun
    """
    return _term(SettlementTerm.objects.select_for_update(), day, currency)


def _term(terms: QuerySet[SettlementTerm], day: date, currency: str) -> SettlementTerm:
    term = terms.filter(currency=currency, from_date__lte=day).order_by("-from_date").first()
    if term is None:
        raise NotFound(
            _("Nothing says when settlements in %(currency)s are due.") % {"currency": currency},
            field="currency",
        )
    return term


def is_paid_out(*, entry_key: str, account: str, currency: str) -> bool:
    """
    Say whether an entry's credit of a payable account has left it with a locked settlement.

    Takes turns with settlements (not with other readers) until the end of the transaction, so the answer stays true.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM payouts_settlementterm WHERE currency = %s FOR SHARE", [currency])
    return StatementLine.objects.filter(
        posting_id__in=posting_ids(entry_key, account), statement__run__state__in=POSTED_RUN_STATES
    ).exists()


def run_locked(run_id: int) -> SettlementRun:
    """
    Return a run under lock.

    :raises NotFound: if there is no such run
    """
    run = SettlementRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound(_("There is no such settlement."), field="run")
    return run


def run_of(due_date: date, currency: str) -> SettlementRun | None:
    """Return the run of a date that was not discarded."""
    return (
        SettlementRun.objects.filter(due_date=due_date, currency=currency)
        .exclude(state=RunState.DISCARDED)
        .first()
    )


def usable_accounts(at: datetime) -> QuerySet[BankAccount]:
    """Return the accounts to which money can go at a moment: active, and old enough for a theft to be noticed."""
    return BankAccount.objects.filter(is_active=True, usable_from__lte=at)


def unsettled(*, credits_before: datetime | None, debits_until: datetime) -> Unclaimed:
    """Return what is payable or to be taken off and stands on no statement yet."""
    return Unclaimed(
        waiting=Unsettled.objects.all(),
        credits_before=credits_before,
        debits_until=debits_until,
    )
