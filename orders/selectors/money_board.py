"""What waits about money, on one page: each with who answers for it, until when, and what to do next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Window
from django.utils import timezone
from django.utils.translation import get_language

from marketplace.accounts.models import User
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in
from marketplace.payouts.models.hold import HoldAppeal
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.states import AppealState, RunState
from orders.cod_states import OPEN_CALLS, DepositState
from orders.models.bank import Break
from orders.models.cash import CashCase, CashRemittance
from orders.models.cod import CodAgreement, ConfirmationCall
from orders.models.dispute import Dispute
from orders.models.refund import Refund
from orders.policies import (
    may_answer_disputes,
    may_call_customers,
    may_confirm_payment,
    may_pay_refunds,
    may_see_breaks,
)
from orders.refund_states import DisputeState, RefundState
from orders.states import BreakState, CaseState

# The most urgent of each kind; the page behind shows them all
SHOWN = 5


class WaitingKind(StrEnum):
    """What can wait."""

    CALL = "call"
    DEPOSIT = "deposit"
    COUNT = "count"
    BREAK = "break"
    CASE = "case"
    DISPUTE = "dispute"
    REFUND = "refund"
    APPEAL = "appeal"
    SETTLEMENT = "settlement"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits; `key` is what its page is addressed by, `owner` who answers for it (empty: whoever can)."""

    key: str
    subject: str
    amount: Money | None
    owner: str
    deadline: date | None


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """All of one kind: how many, and the most urgent."""

    kind: WaitingKind
    count: int
    items: tuple[Waiting, ...]
    today: date

    @property
    def is_late(self) -> bool:
        """Whether the most urgent is overdue."""
        return any(item.deadline is not None and item.deadline < self.today for item in self.items)


def may_follow_settlements(actor: Actor) -> bool:
    """Who prepares and who approves settlements, and answers objections to holds."""
    return actor.may(Permission.APPROVE_SETTLEMENTS) or actor.may(Permission.PREPARE_SETTLEMENTS)


def may_see_money_board(actor: Actor) -> bool:
    """Whoever can act on anything that waits."""
    return any(may_see(actor) for may_see, _read in _KINDS.values())


def money_board(*, actor: Actor, now: datetime) -> list[WaitingGroup]:
    """
    Return what waits of all that the actor may act on, in one statement for each kind.

    Who may act on nothing gets an empty list.
    """
    today = timezone.localdate(now)
    groups = []
    for kind, (may_see, read) in _KINDS.items():
        if may_see(actor):
            rows, shown = read()
            count = rows[0].waiting if rows else 0
            groups.append(WaitingGroup(kind, count, tuple(shown(row) for row in rows), today))
    return groups


_Read = Callable[[], tuple[Sequence[Any], Callable[[Any], Waiting]]]


def _most_urgent(rows: Any, order: str) -> list[Any]:
    """Return the first rows, each with how many there are in all."""
    return list(rows.annotate(waiting=Window(Count("pk"))).order_by(order, "pk")[:SHOWN])


def _name(user: User | None) -> str:
    return user.full_name if user is not None else ""


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment is not None else None


def _calls() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    rows = ConfirmationCall.objects.filter(state__in=OPEN_CALLS).select_related("order", "claimed_by")
    return _most_urgent(rows, "deadline_at"), lambda row: Waiting(
        str(row.pk), str(row.order.number), row.order.total, _name(row.claimed_by), _day(row.deadline_at)
    )


def _deposits() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    rows = CodAgreement.objects.filter(deposit_state=DepositState.DUE).select_related("order")
    return _most_urgent(rows, "expires_at"), lambda row: Waiting(
        str(row.order.number), str(row.order.number), row.deposit, "", _day(row.expires_at)
    )


def _counts() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    # Without any sum: whoever counts must not know it (decision 71).
    rows = CashRemittance.objects.filter(counted_minor=None).select_related("desk", "carrier")
    return _most_urgent(rows, "created_at"), lambda row: Waiting(
        str(row.pk),
        f"{row.number} · {text_in(row.carrier.names, get_language() or 'fr')}",
        None,
        text_in(row.desk.names, get_language() or "fr"),
        _day(row.created_at),
    )


def _breaks() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    rows = Break.objects.filter(state=BreakState.OPEN).select_related("owner")
    return _most_urgent(rows, "deadline_date"), lambda row: Waiting(
        str(row.pk),
        f"{row.get_source_display()} · {row.get_reason_display()}",
        Money(row.found_minor, row.currency) if row.found_minor is not None else None,
        _name(row.owner),
        row.deadline_date,
    )


def _cases() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    rows = CashCase.objects.filter(state=CaseState.OPEN).select_related("holder", "owner")
    return _most_urgent(rows, "deadline_date"), lambda row: Waiting(
        str(row.pk),
        text_in(row.holder.names, get_language() or "fr"),
        row.missing,
        _name(row.owner),
        row.deadline_date,
    )


def _disputes() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    rows = Dispute.objects.filter(state=DisputeState.NEEDS_RESPONSE).select_related("payment__order")
    return _most_urgent(rows, "deadline_at"), lambda row: Waiting(
        str(row.pk),
        str(row.payment.order.number),
        Money(row.amount_minor, row.currency),
        "",
        _day(row.deadline_at),
    )


def _refunds() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    rows = Refund.objects.filter(state__in=(RefundState.DUE, RefundState.SENT)).select_related("order")
    return _most_urgent(rows, "due_date"), lambda row: Waiting(
        str(row.pk), str(row.order.number), row.amount, row.get_medium_display(), row.due_date
    )


def _appeals() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    rows = HoldAppeal.objects.filter(state=AppealState.OPEN).select_related("hold__organisation")
    return _most_urgent(rows, "answer_due_date"), lambda row: Waiting(
        str(row.hold_id),
        text_in(row.hold.organisation.names, get_language() or "fr"),
        Money(row.hold.amount_minor, row.hold.currency),
        "",
        row.answer_due_date,
    )


def _settlements() -> tuple[Sequence[Any], Callable[[Any], Waiting]]:
    rows = SettlementRun.objects.filter(state=RunState.DRAFT).select_related("prepared_by")
    return _most_urgent(rows, "due_date"), lambda row: Waiting(
        str(row.pk), row.due_date.isoformat(), None, _name(row.prepared_by), row.due_date
    )


_KINDS: Mapping[WaitingKind, tuple[Callable[[Actor], bool], _Read]] = {
    WaitingKind.CALL: (may_call_customers, _calls),
    WaitingKind.DEPOSIT: (may_call_customers, _deposits),
    WaitingKind.COUNT: (may_confirm_payment, _counts),
    WaitingKind.BREAK: (may_see_breaks, _breaks),
    WaitingKind.CASE: (may_confirm_payment, _cases),
    WaitingKind.DISPUTE: (may_answer_disputes, _disputes),
    WaitingKind.REFUND: (may_pay_refunds, _refunds),
    WaitingKind.APPEAL: (may_follow_settlements, _appeals),
    WaitingKind.SETTLEMENT: (may_follow_settlements, _settlements),
}
