"""Note that a bank transfer has arrived."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.outbox import bus
from orders.events import OrderPaid
from orders.models.order import Order
from orders.models.payment import Payment
from orders.policies import may_confirm_payment
from orders.postings import order_subject, post_payment_received
from orders.services.payment_apply import mature_after_payment, release_if_ready
from orders.states import PAYMENT_FLOW, PaymentMethod, PaymentState


@transaction.atomic
def transfer_confirm(
    *,
    actor: Actor,
    payment_id: uuid.UUID,
    received: Money,
    bank_reference: str,
    now: datetime,
    booked_as: str = "",
) -> Payment:
    """
    Note that the bank statement shows the transfer for an order, and let the hub prepare it.

    :param booked_as: the subject under which the money was booked as not matched; empty: it is booked now
    :raises NotAllowed: if the actor may not read the statement into the books
    :raises NotFound: if there is no such payment
    :raises InvalidInput: if the payment is no transfer or the sum is not the order's
    :raises IllegalMove: if the order was cancelled meanwhile
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    orders = Order.objects.select_for_update(of=("self",)).select_related("channel")
    order = orders.filter(payment=payment_id).first()
    if order is None:
        raise NotFound(_("There is no such order."), field="payment")
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if payment.method != PaymentMethod.TRANSFER:
        raise InvalidInput(_("This order is not paid by bank transfer."), field="payment")
    if payment.state == PaymentState.PAID:
        return payment
    PAYMENT_FLOW.check(PaymentState(payment.state), PaymentState.PAID)
    if received != payment.amount:
        raise InvalidInput(_("The sum is not the order's total."), field="received")

    payment.state = PaymentState.PAID
    payment.captured_minor = payment.amount_minor
    payment.paid_at = now
    payment.expires_at = None
    payment.provider_reference = bank_reference
    order.updated_at = now
    order.save(update_fields=["updated_at"])
    payment.save(update_fields=["state", "captured_minor", "paid_at", "expires_at", "provider_reference"])
    sub_orders = list(order.sub_orders.select_for_update().order_by("number"))
    post_payment_received(
        order=order,
        sub_orders=sub_orders,
        into=chart.transfer_clearing() if booked_as else chart.bank(),
        subject=booked_as,
        key=f"{order_subject(order)}:transfer",
        reason="transfer_received",
        actor=actor,
        happened_at=now,
        now=now,
    )
    bus.publish(OrderPaid(order_id=str(order.pk), happened_at=now))
    release_if_ready(order, payment, now)
    mature_after_payment(order, sub_orders)
    return payment
