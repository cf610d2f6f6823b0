"""Draft what is due on a date."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.money import BASE_CURRENCY
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from marketplace.payouts.calendar import day_begins, is_due
from marketplace.payouts.events import SettlementPrepared
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.policies import may_prepare
from marketplace.payouts.selectors.rows import run_of, term_locked
from marketplace.payouts.services.debt_carry import debts_recover
from marketplace.payouts.services.postings_claim import matured_claim


@transaction.atomic
def settlement_prepare(
    *,
    actor: Actor,
    due_date: date,
    now: datetime,
    currency: str = BASE_CURRENCY,
    cut_off_at: datetime | None = None,
) -> SettlementRun:
    """
    Draft a settlement: one statement per organisation, each posting claimed once. A second call changes nothing.

    :param cut_off_at: for a run between two dates of the calendar, which only a person may make; at latest `now`
    :raises NotAllowed: if the actor may not prepare settlements
    :raises NotFound: if nothing says when settlements in this currency are due
    :raises InvalidInput: if the date is not on the calendar and no cut-off is given, or the cut-off lies ahead
    :raises IllegalMove: if the cut-off has not come yet
    """
    term = term_locked(due_date, currency)
    require(may_prepare(actor), _("You may not prepare settlements."))
    known = run_of(due_date, currency)
    if known is not None:
        return known
    run = SettlementRun.objects.create(
        due_date=due_date,
        currency=currency,
        cut_off_at=_cut_off(term, actor, due_date, cut_off_at, now),
        minimum_minor=term.minimum_minor,
        second_person_from_minor=term.second_person_from_minor,
        prepared_at=now,
        prepared_by_id=actor.user_id,
    )
    debts_recover(actor=actor, run=run, now=now)
    matured_claim(run=run, now=now)
    bus.publish(SettlementPrepared(run_id=run.pk, happened_at=now))
    return run


def _cut_off(
    term: SettlementTerm, actor: Actor, due_date: date, wanted: datetime | None, now: datetime
) -> datetime:
    if wanted is not None:
        require(actor.user_id is not None, _("Only a person may settle outside the calendar."))
        if wanted > now:
            raise InvalidInput(_("The cut-off cannot lie ahead."), field="cut_off_at")
        return wanted
    if not is_due(term.days, due_date):
        raise InvalidInput(_("No settlement is due on this date."), field="due_date")
    cut_off = day_begins(due_date) - timedelta(hours=term.cut_off_hours)
    if now < cut_off:
        raise IllegalMove(_("The cut-off of this settlement has not come yet."), field="due_date")
    return cut_off
