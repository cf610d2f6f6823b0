"""A card paid what had been paid by another way already: the money is booked, and goes back at once."""

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

SURPLUS = "surplus:"


def surplus_key(card_payment: str) -> str:
    """Return under which key the refund of a card's payment for nothing is kept."""
    return f"{SURPLUS}{card_payment}"


def payment_surplus(
    *, order: Order, payment: Payment, received: Money, card_payment: str, actor: Actor, now: datetime
) -> Refund | None:
    """
    Owe the customer what the processor took beside the order's own money; both rows are locked. Again: no change.

    The page of a deposit stays open for a day: meanwhile the carrier may have been paid the whole sum at the door, a
    transfer may have arrived, or the order may be over. None of its parts has a claim on this money, so the payment's
    own figures stay as they are (decision 252).

    :param received: what the processor says that it took
    :param card_payment: how the processor calls that payment
    """
    refund, is_new = Refund.objects.get_or_create(
        key=surplus_key(card_payment),
        defaults={
            "order": order,
            "cause": RefundCause.SURPLUS,
            "amount_minor": received.minor,
            "currency": received.currency,
            "state": RefundState.DUE,
            "medium": RefundMedium.CARD,
            "decided_by": actor.name,
            "decided_at": now,
            "due_date": last_day_of_refund(now),
        },
    )
    if not is_new:
        return None
    Payment.objects.filter(pk=payment.pk).update(surplus_minor=F("surplus_minor") + received.minor)
    ledger_post(
        key=f"{refund.subject}:received",
        reason="payment_surplus",
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
    refund_dispatch(refund=refund, payment=payment, card_payment=card_payment, now=now)
    return refund
