"""A card was charged although its order had been given up meanwhile: the money is booked, and goes back at once."""

from datetime import datetime

from django.db.models import F

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.outbox import bus
from orders.events import RefundDecided
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.postings import order_subject
from orders.refund_states import RefundCause, RefundMedium, RefundState
from orders.services.refund_rows import last_day_of_refund
from orders.services.refund_send import refund_dispatch


def late_key(order: Order) -> str:
    """Return under which key the refund of what a card paid too late is kept."""
    return f"late:{order.pk}"


def payment_late(
    *, order: Order, payment: Payment, received: Money, actor: Actor, now: datetime
) -> Refund | None:
    """
    Owe the customer what the processor took for nothing; both rows are locked by the caller. Again: no change.

    A capture was on its way while the customer, the staff or a deadline gave the order up: nobody is at fault, and
    no part of the order has a claim on the money.

    :param received: what the processor says that it took
    """
    if payment.captured_minor:
        return None
    refund = Refund.objects.create(
        order=order,
        key=late_key(order),
        cause=RefundCause.LATE,
        amount_minor=received.minor,
        currency=received.currency,
        state=RefundState.DUE,
        medium=RefundMedium.CARD,
        decided_by=actor.name,
        decided_at=now,
        due_date=last_day_of_refund(now),
    )
    payment.captured_minor = received.minor
    payment.save(update_fields=["captured_minor"])
    Payment.objects.filter(pk=payment.pk).update(owed_back_minor=F("owed_back_minor") + received.minor)
    ledger_post(
        key=f"payment:{payment.pk}:late",
        reason="payment_late",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.card_clearing(received.currency), received, order_subject(order)),
            Line(chart.refunds_due(received.currency), -received, refund.subject),
        ],
        actor=actor,
        reference=order_subject(order),
        facts={"order_number": order.number, "received_minor": received.minor},
    )
    bus.publish(RefundDecided(refund_id=str(refund.pk), order_id=str(order.pk), happened_at=now))
    refund_dispatch(refund=refund, payment=payment, now=now)
    return refund
