"""Note what the bank did with the payouts of a file: paid, or returned and owed again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.formats import COUNTRY_ZONE
from marketplace.kernel.money import exponent
from marketplace.kernel.policy import require
from marketplace.kernel.refused_file import FileRefused
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, NewEntry, ledger_post_many
from marketplace.outbox import bus
from marketplace.payouts.calendar import local_date
from marketplace.payouts.events import PayoutPaid, PayoutReturned
from marketplace.payouts.models.payout import Payout, ResultImport
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.policies import may_book_answers, may_move_money
from marketplace.payouts.services.result_file import MAX_BYTES, ResultRow, result_rows
from marketplace.payouts.services.result_pain002 import pain002_rows
from marketplace.payouts.services.settlement_lock import payout_subject
from marketplace.payouts.states import PAYOUT_FLOW, RUN_FLOW, PayoutState, PayoutWay, RunState


@transaction.atomic
def payout_result_import(*, actor: Actor, content: bytes, name: str, now: datetime) -> ResultImport:
    """
    Read a result file: each row's payout becomes paid (T9), or returned and at once owed again; all rows or none.

    The same file twice changes nothing, nor does a row that says what is known already.

    :raises NotAllowed: if the actor does not handle settlements, or is a machine
    :raises FileRefused: if any line cannot be used; it names each with its reason
    """
    require(may_move_money(actor), _("You may not handle settlements."))
    rows = _rows(content, now)
    payouts = _payouts_locked(rows)
    known = ResultImport.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    if known is not None:
        return known
    paid, returned = _apply(rows, payouts, actor, now)
    return ResultImport.objects.create(
        sha256=hashlib.sha256(content).hexdigest(),
        name=name[:120],
        imported_by_id=actor.user_id or 0,
        imported_at=now,
        paid_count=paid,
        returned_count=returned,
        unchanged_count=len(rows) - paid - returned,
    )


@transaction.atomic
def payout_results_apply(*, actor: Actor, rows: Sequence[ResultRow], now: datetime) -> int:
    """
    Note what a bank statement shows of payouts; what is known already changes nothing. Return how many were news.

    :raises NotAllowed: if the actor may not read the bank's word into the books
    :raises FileRefused: if any row cannot be used; it names each with its reason
    """
    require(may_book_answers(actor), _("You may not read the bank's answers."))
    return sum(_apply(rows, _payouts_locked(rows), actor, now))


@transaction.atomic
def transfer_results_apply(*, actor: Actor, rows: Sequence[ResultRow], now: datetime) -> int:
    """
    Note what the card processor says of its transfers; what is known changes nothing. Return how many were news.

    :raises NotAllowed: if the actor may not read answers into the books
    :raises FileRefused: if any row cannot be used; it names each with its reason
    """
    require(may_book_answers(actor), _("You may not read the bank's answers."))
    return sum(_apply(rows, _payouts_locked(rows), actor, now, by_processor=True))


def _rows(content: bytes, now: datetime) -> list[ResultRow]:
    """Read an answer in the form in which it came: XML is a status report, all else the CSV."""
    if len(content) <= MAX_BYTES and content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return pain002_rows(content, today=local_date(now))
    return result_rows(content, today=local_date(now))


def _apply(
    rows: Sequence[ResultRow],
    payouts: Mapping[str, Payout],
    actor: Actor,
    now: datetime,
    *,
    by_processor: bool = False,
) -> tuple[int, int]:
    """Return how many payouts were paid and how many came back."""
    _check(rows, payouts, by_processor=by_processor)
    changes = [(row, payouts[row.end_to_end_id]) for row in rows if _is_news(row, payouts[row.end_to_end_id])]
    paid = [(row, payout) for row, payout in changes if row.is_paid]
    returned = [(row, payout) for row, payout in changes if not row.is_paid]
    _pay(paid, actor, now)
    _return(returned, actor, now)
    _close_runs([payout for _row, payout in changes], now)
    return len(paid), len(returned)


def _payouts_locked(rows: Iterable[ResultRow]) -> dict[str, Payout]:
    """Lock the payouts, and before them their runs, so that two files of one run take turns in closing it."""
    names = [row.end_to_end_id for row in rows]
    runs = SettlementRun.objects.filter(
        Exists(Payout.objects.filter(statement__run=OuterRef("pk"), end_to_end_id__in=names))
    )
    list(runs.select_for_update().order_by("pk").values_list("pk", flat=True))
    payouts = Payout.objects.select_for_update(of=("self",)).select_related("statement")
    return {payout.end_to_end_id: payout for payout in payouts.filter(end_to_end_id__in=names).order_by("pk")}


def _is_news(row: ResultRow, payout: Payout) -> bool:
    if row.is_paid:
        known = payout.state in (PayoutState.PAID, PayoutState.REOPENED)
        return not (known and payout.booked_date == row.day)
    return not (payout.state == PayoutState.REOPENED and payout.returned_date == row.day)


def _check(rows: Iterable[ResultRow], payouts: Mapping[str, Payout], *, by_processor: bool) -> None:
    problems = [
        (row.line, why)
        for row in rows
        if (why := _problem(row, payouts.get(row.end_to_end_id), by_processor=by_processor))
    ]
    if problems:
        raise FileRefused(problems)


def _problem(row: ResultRow, payout: Payout | None, *, by_processor: bool) -> str:
    """Say why a row cannot be used, or nothing."""
    if payout is None:
        return _("no payout is called %(name)s") % {"name": row.end_to_end_id}
    if (payout.way == PayoutWay.STRIPE) != by_processor:
        # A person's word against the processor's could pay a second time
        return _("the card processor alone answers for a Stripe transfer")
    if row.amount.scaleb(exponent(payout.currency)) != payout.amount_minor:
        return _("the payout is of %(amount)s %(currency)s") % {
            "amount": payout.amount.amount,
            "currency": payout.currency,
        }
    if not _is_news(row, payout):
        return ""
    after = PayoutState.PAID if row.is_paid else PayoutState.RETURNED
    try:
        PAYOUT_FLOW.check(PayoutState(payout.state), after)
    except IllegalMove:
        return _("the payout is %(state)s and cannot become %(after)s") % {
            "state": PayoutState(payout.state).label,
            "after": after.label,
        }
    return ""


def _pay(changes: list[tuple[ResultRow, Payout]], actor: Actor, now: datetime) -> None:
    for row, payout in changes:
        payout.state = PayoutState.PAID
        payout.booked_date = row.day
        bus.publish(PayoutPaid(payout_id=payout.pk, organisation_id=payout.organisation_id, happened_at=now))
    Payout.objects.bulk_update([payout for _row, payout in changes], ["state", "booked_date"])
    ledger_post_many(
        entries=[
            NewEntry(
                key=f"{payout_subject(payout)}:paid",
                reason="payout_paid",
                happened_at=_moment(row.day, now),
                recorded_at=now,
                actor=actor,
                reference=payout_subject(payout),
                facts={
                    "kind": "payout_paid",
                    "end_to_end_id": payout.end_to_end_id,
                    "date": row.day.isoformat(),
                },
                lines=[
                    Line(chart.payouts_in_transit(payout.currency), payout.amount, payout_subject(payout)),
                    Line(_paid_from(payout), -payout.amount),
                ],
            )
            for row, payout in changes
        ]
    )


def _return(changes: list[tuple[ResultRow, Payout]], actor: Actor, now: datetime) -> None:
    """The money never left, or came back: either way it stands on the payable account again, for the next run."""
    entries = []
    for row, payout in changes:
        was_paid = payout.state == PayoutState.PAID
        PAYOUT_FLOW.check(PayoutState.RETURNED, PayoutState.REOPENED)
        payout.state = PayoutState.REOPENED
        payout.returned_date = row.day
        payout.return_reason = row.reason[:300]
        entries.append(_reopening(row, payout, actor, now, was_paid=was_paid))
        bus.publish(
            PayoutReturned(payout_id=payout.pk, organisation_id=payout.organisation_id, happened_at=now)
        )
    Payout.objects.bulk_update(
        [payout for _row, payout in changes], ["state", "returned_date", "return_reason"]
    )
    ledger_post_many(entries=entries)


def _reopening(row: ResultRow, payout: Payout, actor: Actor, now: datetime, *, was_paid: bool) -> NewEntry:
    subject = payout_subject(payout)
    source = _paid_from(payout) if was_paid else chart.payouts_in_transit(payout.currency)
    return NewEntry(
        key=f"{subject}:returned",
        reason="payout_returned",
        happened_at=_moment(row.day, now),
        recorded_at=now,
        actor=actor,
        reference=subject,
        facts={
            "kind": "payout_returned",
            "end_to_end_id": payout.end_to_end_id,
            "returned_on": row.day.isoformat(),
            "bank_reason": row.reason[:300],
            "net_minor": payout.amount_minor,
            "currency": payout.currency,
        },
        lines=[
            Line(source, payout.amount, "" if was_paid else subject),
            Line(chart.payable_available(payout.organisation_id, payout.currency), -payout.amount, subject),
        ],
    )


def _paid_from(payout: Payout) -> str:
    """Return the account that a payout leaves: the bank's, or what the card processor holds for us."""
    if payout.way == PayoutWay.STRIPE:
        return chart.card_clearing(payout.currency)
    return chart.bank(payout.currency)


def _moment(day: date, now: datetime) -> datetime:
    """The bank names a day only: its noon, or now if that lies ahead."""
    return min(datetime.combine(day, time(12), COUNTRY_ZONE), now)


def _close_runs(payouts: Iterable[Payout], now: datetime) -> None:
    """Close the runs whose every payout is answered."""
    run_ids = {payout.statement.run_id for payout in payouts}
    open_ones = Payout.objects.filter(
        statement__run=OuterRef("pk"), state__in=(PayoutState.READY, PayoutState.EXPORTED)
    )
    RUN_FLOW.check(RunState.EXPORTED, RunState.CLOSED)
    SettlementRun.objects.filter(~Exists(open_ones), pk__in=run_ids, state=RunState.EXPORTED).update(
        state=RunState.CLOSED, closed_at=now
    )
