"""The whole sum of an order has arrived, by whichever way: pay it, book it, and let the hub begin."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.outbox import bus
from orders.events import OrderPaid
from orders.models.order import Order
from orders.models.payment import Payment
from orders.postings import order_subject, post_payment_received
from orders.services.deposit_receive import deposit_apply
from orders.services.order_ready import release_if_ready
from orders.services.payment_mature import mature_after_payment
from orders.states import PAYMENT_FLOW, PaymentMethod, PaymentState


def payment_locked(payment_id: uuid.UUID, method: PaymentMethod, refusal: str) -> tuple[Order, Payment]:
    """
    Return an order and its payment under lock, the order first.

    :raises NotFound: if there is no such payment
    :raises InvalidInput: with `refusal`, if it is paid in another way
    """
    orders = Order.objects.select_for_update(of=("self",)).select_related("channel")
    order = orders.filter(payment=payment_id).first()
    if order is None:
        raise NotFound(_("There is no such order."), field="payment")
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if payment.method != method:
        raise InvalidInput(refusal, field="payment")
    return order, payment


def payment_settle(
    *,
    order: Order,
    payment: Payment,
    received: Money,
    reference: str,
    into: str,
    subject: str,
    step: str,
    actor: Actor,
    now: datetime,
) -> bool:
    """
    Note that the whole sum stands in `into`; a payment that is paid already stays as it is. Say whether it was news.

    :param step: how the ledger calls it, after the order's name: "transfer", "agency", "hosted"
    :raises IllegalMove: if the order was cancelled meanwhile
    :raises InvalidInput: if the sum is not the order's
    """
    if payment.state == PaymentState.PAID:
        return False
    PAYMENT_FLOW.check(PaymentState(payment.state), PaymentState.PAID)
    deposit = payment.captured
    if received != payment.amount - deposit:
        raise InvalidInput(_("The sum is not the order's total."), field="received")
    _mark_paid(order, payment, reference, now)
    sub_orders = list(order.sub_orders.select_for_update().order_by("number"))
    post_payment_received(
        order=order,
        sub_orders=sub_orders,
        into=into,
        subject=subject,
        key=f"{order_subject(order)}:{step}",
        reason=f"{step}_received",
        actor=actor,
        happened_at=now,
        now=now,
        deposit=deposit,
    )
    deposit_apply(order=order)
    bus.publish(OrderPaid(order_id=str(order.pk), happened_at=now))
    release_if_ready(order, payment, now)
    mature_after_payment(order, sub_orders)
    return True


def _mark_paid(order: Order, payment: Payment, reference: str, now: datetime) -> None:
    payment.state = PaymentState.PAID
    payment.captured_minor = payment.amount_minor
    payment.paid_at = now
    payment.expires_at = None
    payment.provider_reference = reference
    payment.save(update_fields=["state", "captured_minor", "paid_at", "expires_at", "provider_reference"])
    order.updated_at = now
    order.save(update_fields=["updated_at"])
