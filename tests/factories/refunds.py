"""Orders that are paid, delivered and payable, and ways to give their money back."""

from datetime import date, datetime, timedelta
from typing import Any

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from orders.models.order import Order, OrderLine
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.refund_states import RefundCause
from orders.refunding import WantedLine
from orders.services.earnings_mature import earnings_mature
from orders.services.order_deliver import order_delivered
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.transfer_confirm import transfer_confirm
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import Market
from tests.factories.payouts import SettlementTermFactory

MACHINE = Actor.of_machine("test")
LATER = NOON + timedelta(days=10)


def transferred(shop: Market, quantities: dict[int, int]) -> Order:
    """An order whose transfer has arrived."""
    order = shop.order(quantities, pay="transfer")
    payment = Payment.objects.get(order=order)
    transfer_confirm(
        actor=shop.accountant,
        payment_id=payment.pk,
        received=payment.amount,
        bank_reference=f"VIR-{order.number}",
        now=NOON,
    )
    return order


def delivered(shop: Market, quantities: dict[int, int]) -> Order:
    """An order that is paid by transfer and in the customer's hands; it matures seven days later."""
    order = transferred(shop, quantities)
    order.sub_orders.update(state="shipped")
    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)
    return order


def matured(shop: Market, quantities: dict[int, int]) -> Order:
    """An order whose money is payable."""
    order = delivered(shop, quantities)
    earnings_mature(actor=MACHINE, now=LATER)
    return order


def settled(on: date = date(2026, 12, 1), *, now: datetime | None = None) -> SettlementRun:
    """Settle a date of the calendar: two people, and locked."""
    SettlementTermFactory.create()
    at = now or datetime(on.year, on.month, on.day, 9, tzinfo=NOON.tzinfo)
    preparing = staff_actor(Permission.PREPARE_SETTLEMENTS)
    approving = staff_actor(Permission.APPROVE_SETTLEMENTS)
    run = settlement_prepare(actor=preparing, due_date=on, now=at)
    settlement_approve(actor=approving, run_id=run.pk, now=at)
    return settlement_lock(actor=preparing, run_id=run.pk, now=at)


def line_of(order: Order, index: int = 0) -> OrderLine:
    """One line of an order, in the order of its cooperatives."""
    return order.lines.order_by("sub_order__number", "id")[index]


def refunded(
    order: Order,
    units: dict[int, int] | None = None,
    *,
    cause: RefundCause = RefundCause.WITHDRAWAL,
    key: str = "refund-1",
    actor: Actor = MACHINE,
    amount: Money | None = None,
    now: datetime = LATER,
    **more: Any,
) -> Refund:
    """Refund so many units of the lines with these places; nothing said: everything."""
    lines = list(order.lines.order_by("sub_order__number", "id"))
    wanted = units if units is not None or amount else {i: line.quantity for i, line in enumerate(lines)}
    return refund_decide(
        actor=actor,
        order_id=order.pk,
        key=key,
        cause=cause,
        wish=Wish(
            lines=[WantedLine(lines[index].pk, count) for index, count in (wanted or {}).items()],
            amount=amount,
            **more,
        ),
        reason="",
        now=now,
    )
