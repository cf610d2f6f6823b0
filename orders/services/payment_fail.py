"""A card's payment has come to nothing for good: nothing leaves, and the customer may pay on another page."""

from datetime import datetime, timedelta

from logistics.services.fulfilment_hold import fulfilment_hold
from marketplace.outbox import bus
from orders.events import PaymentFailed
from orders.models.order import Order
from orders.models.payment import Payment
from orders.policies import may_prepare
from orders.postings import order_subject
from orders.services.order_cancel import CANCELLABLE
from orders.states import PaymentState

# How long the goods wait for another payment
PATIENCE = timedelta(days=3)


def payment_fail(*, order: Order, payment: Payment, now: datetime) -> None:
    """
    Let the payment of an order begin anew, with a page of the processor that was never used (decision 291).

    Both rows are locked by the caller. The hub stops where it is, unless the order may go out unpaid. What is not
    packed is given up after three days; what is packed waits for the customer or for whoever owns the break.
    """
    payment.state = PaymentState.FAILED
    payment.attempt += 1
    payment.provider_reference = payment.session_reference = payment.session_url = ""
    payment.authorised_until = None
    is_packed = order.sub_orders.exclude(state__in=CANCELLABLE).exists()
    payment.expires_at = None if is_packed else now + PATIENCE
    payment.save(
        update_fields=[
            "state", "attempt", "provider_reference", "session_reference", "session_url", "authorised_until",
            "expires_at",
        ]
    )  # fmt: skip
    if not may_prepare(order, payment):
        fulfilment_hold(reference=order_subject(order), now=now)
    bus.publish(PaymentFailed(order_id=str(order.pk), attempt=payment.attempt, happened_at=now))
