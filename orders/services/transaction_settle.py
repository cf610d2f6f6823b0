"""Bring the payment of an order to what payment apps have reported, once, however often and by whomever they report."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from marketplace.kernel.actor import Actor
from marketplace.ledger import chart
from marketplace.outbox import bus
from orders.events import OrderPaid
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment
from orders.models.transaction import Transaction
from orders.postings import order_subject, post_payment_received
from orders.services.order_ready import release_if_ready
from orders.services.payment_mature import mature_after_payment
from orders.services.refunds_follow_apps import refunds_follow_apps
from orders.services.transaction_rows import transactions_request
from orders.states import PaymentMethod, PaymentState

_WAITING = frozenset({PaymentState.PENDING, PaymentState.FAILED})
_OPEN = _WAITING | {PaymentState.AUTHORISED}


def covered_by_apps(checkout_id: uuid.UUID) -> tuple[int, int]:
    """Return what payment apps have promised or taken for a basket, and of it what they have taken (minor units)."""
    sums = Transaction.objects.filter(checkout_id=checkout_id).aggregate(
        promised=Sum("authorized_minor"), taken=Sum("charged_minor")
    )
    taken = sums["taken"] or 0
    return (sums["promised"] or 0) + taken, taken


def app_payment_answer(payment: Payment, *, promised: int, taken: int, now: datetime) -> bool:
    """
    Say of an unsaved or locked payment where the reports bring it; tell whether its money has just come.

    Only forward: what was paid stays paid, and what is given back goes through refunds.
    """
    if payment.state in _OPEN and taken >= payment.amount_minor:
        payment.state = PaymentState.PAID
        payment.captured_minor = payment.amount_minor
        payment.paid_at = now
        payment.expires_at = None
        return True
    if payment.state in _WAITING and promised >= payment.amount_minor:
        payment.state = PaymentState.AUTHORISED
        payment.expires_at = None
    return False


def app_payment_book(
    *, actor: Actor, order: Order, payment: Payment, sub_orders: Sequence[SubOrder], now: datetime
) -> None:
    """Book what payment apps took, where the card processor's money stands too: it is paid out to the bank likewise."""
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
    bus.publish(OrderPaid(order_id=str(order.pk), happened_at=now))


@transaction.atomic
def payment_follow(*, actor: Actor, checkout_id: uuid.UUID, now: datetime) -> None:
    """Bring the payment of a basket's order, if it has become one, to what is reported of it."""
    order = (
        Order.objects.select_for_update(of=("self",))
        .select_related("channel")
        .filter(checkout_id=checkout_id)
        .first()
    )
    if order is None:
        return
    payment = Payment.objects.select_for_update().get(order=order)
    if payment.method != PaymentMethod.APP:
        return
    if payment.state == PaymentState.CANCELLED:
        transactions_request(checkout_id=checkout_id, action="cancel", now=now)
        return
    refunds_follow_apps(actor=actor, order_id=order.pk, checkout_id=checkout_id, now=now)
    promised, taken = covered_by_apps(checkout_id)
    before = payment.state
    has_come = app_payment_answer(payment, promised=promised, taken=taken, now=now)
    if payment.state == before:
        return
    payment.save(update_fields=["state", "captured_minor", "paid_at", "expires_at"])
    order.updated_at = now
    order.save(update_fields=["updated_at"])
    sub_orders = list(order.sub_orders.select_for_update().order_by("number"))
    if has_come:
        app_payment_book(actor=actor, order=order, payment=payment, sub_orders=sub_orders, now=now)
        mature_after_payment(order, sub_orders)
    release_if_ready(order, payment, now)
