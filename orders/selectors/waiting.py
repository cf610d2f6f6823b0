"""Why the money of delivered sub-orders cannot be paid out yet."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist

from marketplace.payouts.explanations import Waiting
from orders.models.cash import CashCase, CashCollection
from orders.models.order import Order, SubOrder
from orders.states import CaseState, CashState, PaymentMethod

# What `waiting_of` reads of a sub-order
READ = (
    "order__payment",
    "order__cash__carrier",
    "order__cash__remittance__desk",
    "order__cash__remittance__case__holder",
    "order__cash__deposit__case__holder",
)


def waiting_reasons(subjects: Sequence[str]) -> dict[str, Waiting]:
    """
    Say for each sub-order ("sub-order:<uuid>", as the ledger calls it) why its money waits; in one statement.

    What is no sub-order, or waits for nothing any more, is left out.
    """
    keys = [key for key in (_key(subject) for subject in subjects) if key is not None]
    if not keys:
        return {}
    rows = SubOrder.objects.select_related(*READ).filter(pk__in=keys, matured_at=None)
    found = {row.subject: waiting_of(row) for row in rows}
    return {subject: waiting for subject, waiting in found.items() if waiting is not None}


def _key(subject: str) -> uuid.UUID | None:
    kind, _colon, key = subject.partition(":")
    try:
        return uuid.UUID(key) if kind == "sub-order" else None
    except ValueError:
        return None


def waiting_of(row: SubOrder) -> Waiting | None:
    """Say why the money of a sub-order waits; its relations (READ) are fetched already."""
    if row.earned_at is None:
        return Waiting("on_the_way")
    if row.disputed_at is not None:
        return Waiting("dispute", since=row.disputed_at)
    if row.matures_at is not None:
        return Waiting("withdrawal_period", until=row.matures_at)
    if row.lost_at is not None:
        return Waiting("compensation", since=row.lost_at)
    if row.order.payment_method == PaymentMethod.CASH:
        return _cash_waiting(row.order)
    return Waiting("transfer_expected")


def _cash_waiting(order: Order) -> Waiting | None:
    cash = _cash_of(order)
    if cash is None:
        return None
    case = _open_case(cash)
    if case is not None:
        return Waiting("short", since=case.opened_at, holder=case.holder.names)
    if cash.state == CashState.COLLECTED:
        reason = "with_courier" if cash.remittance is None else "declared"
        return Waiting(reason, since=cash.collected_at, holder=cash.carrier.names)
    if cash.state == CashState.RECEIVED and cash.remittance is not None:
        return Waiting("at_desk", since=cash.remittance.counted_at, holder=cash.remittance.desk.names)
    since: datetime | None = cash.deposit.deposited_at if cash.deposit is not None else None
    return Waiting("at_bank", since=since)


def _cash_of(order: Order) -> CashCollection | None:
    try:
        return order.cash
    except ObjectDoesNotExist:
        return None


def _open_case(cash: CashCollection) -> CashCase | None:
    """The open case of money that is missing where these notes are now."""
    for holding in (cash.remittance, cash.deposit):
        try:
            case: CashCase | None = holding.case if holding is not None else None
        except ObjectDoesNotExist:
            continue
        if case is not None and case.state == CaseState.OPEN and case.missing_minor > 0:
            return case
    return None
