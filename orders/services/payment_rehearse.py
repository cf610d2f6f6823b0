"""Pay without money, where an installation is there for that: test suites of API clients do."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.ledger import chart
from marketplace.outbox import bus
from orders.events import OrderPaid
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment
from orders.postings import order_subject, post_payment_received
from orders.states import PaymentState

# What Saleor's dummy gateway is told when money shall be promised and not taken; anything else takes it.
AUTHORISE_ONLY = "not-charged"


def demand_rehearsal() -> None:
    """
    Pass where no money is meant to move.

    :raises InvalidInput: in every other installation
    """
    if not settings.TEST_PAYMENTS:
        raise InvalidInput(_("Please choose a way to pay."), field="payment_method")


def payment_answer(payment: Payment, *, token: str, now: datetime) -> None:
    """Say of an unsaved or locked payment what the test gateway answers."""
    payment.expires_at = None
    if token == AUTHORISE_ONLY:
        payment.state = PaymentState.AUTHORISED
        return
    payment.state = PaymentState.PAID
    payment.captured_minor = payment.amount_minor
    payment.paid_at = now


def payment_rehearsed_book(
    *, actor: Actor, order: Order, payment: Payment, sub_orders: Sequence[SubOrder], now: datetime
) -> None:
    """Book what the test gateway took, on an account of its own."""
    if payment.state != PaymentState.PAID:
        return
    post_payment_received(
        order=order,
        sub_orders=sub_orders,
        into=chart.rehearsed_payments(order.currency),
        key=f"{order_subject(order)}:rehearsed",
        reason="test_payment",
        actor=actor,
        happened_at=now,
        now=now,
    )
    bus.publish(OrderPaid(order_id=str(order.pk), happened_at=now))
