"""What comes back in the demonstration: returns at every step, refunds by every way, a claim, disputes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal

from marketplace.accounts.models import User
from marketplace.cooperatives.selectors import actor_of
from marketplace.demo.organisations import MACHINE
from marketplace.demo.people import PREPARER
from marketplace.kernel.actor import Actor
from marketplace.kernel.checkdigits import rib_key
from marketplace.kernel.money import Money
from marketplace.outbox.delivery import deliver
from orders.gateways.base import DisputePicture
from orders.models.order import Order, OrderLine
from orders.models.refund import Refund
from orders.models.returning import ReturnRequest
from orders.refund_states import RefundCause, RefundMedium, ReturnReason, ReturnState
from orders.refunding import WantedLine
from orders.services.dispute_apply import dispute_apply
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_send import refund_medium_choose, refund_pay, refund_voucher_issue
from orders.services.return_request import WantedBack, return_decide, return_request
from orders.services.return_resolve import Finding, return_inspect, return_receive
from orders.states import PaymentMethod, SubOrderState

VISITOR = Actor.anonymous()
# Younger than the law's seven days
RECENT = timedelta(days=6)
FEE = Money(1_500)
_ACCOUNT = f"999780{900_001:016d}"


def returns_make(people: dict[str, User], *, now: datetime) -> int:
    """
    Let customers send things back and be paid back, as far as there are orders for it; return how many did.

    Cards are left alone: the demonstration's past was not paid through the payment sandbox.
    """
    clerk = actor_of(people[PREPARER.email])
    paid = (PaymentMethod.CASH, PaymentMethod.TRANSFER)
    arrived = Order.objects.filter(
        sub_orders__state=SubOrderState.DELIVERED, payment_method__in=paid, gift_minor=0, funded_minor=0
    )
    recent = arrived.filter(sub_orders__delivered_at__gte=now - RECENT).distinct().order_by("number")
    older = arrived.exclude(sub_orders__delivered_at__gte=now - RECENT).distinct().order_by("number")
    young: tuple[Callable[[Order], object], ...] = (
        lambda order: _asked(order, ReturnReason.MISSING, now),
        lambda order: _inspected(order, now),
        lambda order: _received(order, now),
        lambda order: _asked(order, ReturnReason.CHANGED_MIND, now),
    )
    old: tuple[Callable[[Order], object], ...] = (
        # The oldest was paid out long ago: a debt that is taken back in instalments
        lambda order: _transferred(order, clerk, now),
        lambda order: _credited(order, now),
        lambda order: _at_the_agency(order, clerk, now),
        lambda order: _refund(order, RefundCause.GOODWILL, now, amount=Money(2_000)),
    )
    acts = [*zip(recent[: len(young)], young, strict=False), *zip(older[: len(old)], old, strict=False)]
    for order, act in acts:
        act(order)
    count = len(acts) + _disputes(now)
    while deliver(now=now):
        pass
    return count


def _line(order: Order) -> OrderLine:
    return order.lines.order_by("id")[0]


def _asked(order: Order, reason: ReturnReason, now: datetime) -> ReturnRequest:
    return return_request(
        actor=VISITOR,
        order_id=order.pk,
        holds_secret=True,
        key=f"demo:{order.number}",
        lines=[WantedBack(_line(order).pk, 1, reason)],
        note="",
        now=now - timedelta(hours=9),
    )


def _received(order: Order, now: datetime) -> ReturnRequest:
    row = _asked(order, ReturnReason.DEFECTIVE, now)
    if row.state == ReturnState.REQUESTED:
        # Goods that nobody may send back without a reason, and this is one
        return_decide(actor=MACHINE, return_id=row.pk, accept=True, now=now - timedelta(hours=6))
    return return_receive(actor=MACHINE, number=row.number, now=now - timedelta(hours=3))


def _inspected(order: Order, now: datetime) -> ReturnRequest:
    row = _received(order, now)
    found = Finding(line_id=_line(order).pk, restocked=0, destroyed=1, cause=RefundCause.HIDDEN_DEFECT)
    return return_inspect(actor=MACHINE, number=row.number, findings=[found], now=now - timedelta(hours=2))


def _refund(order: Order, cause: RefundCause, now: datetime, *, amount: Money | None = None) -> Refund:
    """One unit of the first line, or a sum, at the cost of whoever answers for the cause."""
    lines = [] if amount else [WantedLine(_line(order).pk, 1)]
    return refund_decide(
        actor=MACHINE,
        order_id=order.pk,
        key=f"demo:{order.number}",
        cause=cause,
        wish=Wish(lines=lines, amount=amount),
        reason="",
        now=now - timedelta(hours=8),
    )


def _chosen(refund: Refund, medium: RefundMedium, now: datetime, **account: str) -> Refund:
    return refund_medium_choose(
        actor=VISITOR,
        refund_id=refund.pk,
        holds_secret=True,
        medium=medium,
        now=now - timedelta(hours=5),
        **account,
    )


def _transferred(order: Order, clerk: Actor, now: datetime) -> None:
    refund = _refund(order, RefundCause.HIDDEN_DEFECT, now)
    account = {"holder": order.address["recipient"], "rib": _ACCOUNT + rib_key(_ACCOUNT)}
    _chosen(refund, RefundMedium.TRANSFER, now, **account)
    refund_pay(actor=clerk, refund_id=refund.pk, payment_reference=f"RB{order.number}", now=now)


def _credited(order: Order, now: datetime) -> None:
    _chosen(_refund(order, RefundCause.MISSING, now), RefundMedium.CREDIT, now)


def _at_the_agency(order: Order, clerk: Actor, now: datetime) -> None:
    """The carrier broke it: it is claimed from the carrier, and the customer fetches cash with a code."""
    refund = _refund(order, RefundCause.CARRIER_DAMAGE, now)
    _chosen(refund, RefundMedium.AGENCY, now)
    valid: date = (now + timedelta(days=15)).date()
    refund_voucher_issue(
        actor=clerk, refund_id=refund.pk, code=f"AG-{order.number}", expires_on=valid, now=now
    )


def _disputes(now: datetime) -> int:
    """Two cardholders complained: one bank has found for us, the other waits for evidence."""
    cards = Order.objects.filter(
        payment_method=PaymentMethod.CARD, payment__state="paid", sub_orders__state=SubOrderState.DELIVERED
    )
    orders = list(cards.select_related("payment").distinct().order_by("-number")[:2])
    ends: tuple[tuple[Literal["", "won"], ...], ...] = (("",), ("", "won"))
    for order, outcomes in zip(orders, ends, strict=False):
        for outcome in outcomes:
            picture = DisputePicture(
                dispute_reference=f"dp_demo_{order.number}",
                payment_reference=order.payment.provider_reference,
                reason="product_unacceptable",
                amount=order.payment.captured,
                fee=FEE,
                deadline=int((now + timedelta(days=9)).timestamp()),
                is_under_review=False,
                outcome=outcome,
            )
            dispute_apply(actor=MACHINE, picture=picture, now=now - timedelta(days=1))
    return len(orders)
