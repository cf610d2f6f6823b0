"""A card pays for what is in the parcel: asked for at packing, booked once it is taken (decision 290)."""

from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line
from marketplace.outbox import bus
from orders.events import OrderPaid
from orders.models.bank import Break
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.models.weighing import LineWeighing
from orders.postings import order_subject, post_payment_received
from orders.services.operation_due import operation_due
from orders.services.order_ready import release_if_ready
from orders.services.payment_mature import mature_after_payment
from orders.services.shortages_pay import (
    Less,
    decided_shortages,
    deduction_of,
    shortages_set_off,
    weighings_unpaid,
)
from orders.states import BreakState, OperationKind, PaymentMethod, PaymentState


def payment_capture(*, order: Order, payment: Payment, is_packed: bool, actor: Actor, now: datetime) -> bool:
    """
    Ask the processor for what an order costs without what is missing, once per authorisation; say whether it was news.

    Both rows are locked by the caller. The sum stands from now on, however often the call is made again: what goes
    missing afterwards is paid back as any refund. What is not asked for, the processor releases by itself.

    :param is_packed: what was weighed counts; before the packing a weight is a word, not money (decision 283)
    """
    key = payment.call_key("capture")
    is_open = payment.method == PaymentMethod.CARD and payment.state == PaymentState.AUTHORISED
    if not is_open or PaymentOperation.objects.filter(key=key).exists():
        return False
    less = _less(order, with_weights=is_packed)
    payment.deducted_minor = deduction_of(order=order, payment=payment, less=less).minor
    payment.save(update_fields=["deducted_minor"])
    weighed = [row.pk for row in less.weighings]
    LineWeighing.objects.filter(pk__in=weighed, counted_at=None).update(counted_at=now)
    is_free = not payment.by_card
    operation_due(
        payment=payment,
        kind=OperationKind.CANCEL if is_free else OperationKind.CAPTURE,
        key=key,
        amount=payment.by_card,
        now=now,
        target_reference=payment.provider_reference,
    )
    if is_free:
        # Others pay for all that is in the parcel: there is nothing to take, and no processor takes nothing
        payment_captured(order=order, payment=payment, actor=actor, now=now)
    return True


def _less(order: Order, *, with_weights: bool) -> Less:
    weighings = [row for row in weighings_unpaid(order) if with_weights or row.counted_at is not None]
    return Less(decided_shortages(order), weighings)


def payment_captured(*, order: Order, payment: Payment, actor: Actor, now: datetime) -> None:
    """
    Book that a card has paid for an order, both locked by the caller; what is missing was never taken (its set-off).

    An order that the staff had let the customer pay by transfer, and whose card was charged all the same, is paid by
    its card after all.
    """
    payment.method = order.payment_method = PaymentMethod.CARD
    payment.state = PaymentState.PAID
    payment.captured_minor = payment.amount_minor - payment.deducted_minor
    payment.paid_at = now
    payment.expires_at = payment.authorised_until = None
    payment.save(
        update_fields=["method", "state", "captured_minor", "paid_at", "expires_at", "authorised_until"]
    )
    sub_orders = list(order.sub_orders.select_for_update().order_by("number"))
    post_payment_received(
        order=order,
        sub_orders=sub_orders,
        into=chart.card_clearing(order.currency),
        subject=order_subject(order),
        key=f"payment:{payment.pk}:captured",
        reason="card_captured",
        actor=actor,
        happened_at=now,
        now=now,
    )
    if payment.deducted_minor:
        shortages_set_off(
            order=order,
            source=Line(chart.card_clearing(order.currency), -payment.deducted, order_subject(order)),
            actor=actor,
            now=now,
            less=_less(order, with_weights=False),
            key=f"{payment.call_key('capture')}:missing",
        )
    _paid_after_all(order, payment, now)
    release_if_ready(order, payment, now)
    mature_after_payment(order, sub_orders)
    bus.publish(OrderPaid(order_id=str(order.pk), happened_at=now))


def _paid_after_all(order: Order, payment: Payment, now: datetime) -> None:
    """Nobody has to look any more for why an earlier card was charged too little, or could not be."""
    if payment.attempt > 1:
        asked = Break.objects.filter(
            subject=order_subject(order), key__startswith="captured:", state=BreakState.OPEN
        )
        asked.update(
            state=BreakState.RESOLVED, resolved_at=now, resolution=_("Paid by another payment by card.")
        )
