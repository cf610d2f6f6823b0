"""Take or give up money that was promised."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, IllegalMove, InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from orders.models.history import OrderNote
from orders.models.order import Order
from orders.models.payment import Payment
from orders.policies import may_fill_drafts
from orders.services.operation_due import operation_due
from orders.services.order_history import history_tell
from orders.services.order_mark_paid import payment_rehearse
from orders.services.order_reach import staff_order_locked
from orders.services.payment_capture import payment_capture
from orders.services.transaction_rows import transactions_request
from orders.states import HistoryKind, OperationKind, PaymentMethod, PaymentState, SubOrderState
from orders.ways import TRANSFER_WAIT


class NothingToCapture(DomainError):
    """No money was promised that could be taken by a click."""

    code: ClassVar[str] = "CAPTURE_INACTIVE_PAYMENT"


class NothingToVoid(DomainError):
    """No money was promised that could be given up."""

    code: ClassVar[str] = "VOID_INACTIVE_PAYMENT"


class NoPayment(DomainError):
    """Nobody has promised or paid anything."""

    code: ClassVar[str] = "PAYMENT_MISSING"


class PaidNotPromised(DomainError):
    """The money was paid, not promised: it is given back by a refund."""

    code: ClassVar[str] = "PAYMENT_ERROR"


@transaction.atomic
def order_capture(*, actor: Actor, order_id: uuid.UUID, amount: Money | None, now: datetime) -> Order:
    """
    Take the authorised money of an order before it is packed (then it is taken anyway), without what is missing.

    :param amount: the whole sum; None means the same
    :raises NotFound: if there is no such order
    :raises NotAllowed: if the actor is not in charge of orders
    :raises NothingToCapture: if no money is authorised; cash is collected by the carrier
    :raises InvalidInput: if it is not the whole sum: an order is paid in one piece
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    order = staff_order_locked(order_id)
    payment = Payment.objects.select_for_update().get(order=order)
    if payment.state != PaymentState.AUTHORISED:
        raise NothingToCapture(_("Only pre-authorized payments can be captured"), field="payment")
    if amount is not None and amount != payment.amount:
        raise InvalidInput(_("An order is paid in one piece."), field="amount")
    if payment.method == PaymentMethod.TEST:
        payment_rehearse(actor=actor, order=order, payment=payment, token="", now=now)
    elif payment.method == PaymentMethod.APP:
        transactions_request(checkout_id=order.checkout_id, action="charge", now=now)
    else:
        payment_capture(order=order, payment=payment, is_packed=False, actor=actor, now=now)
    details = {"amount_minor": payment.amount_minor}
    history_tell(actor=actor, order_id=order.pk, kind=HistoryKind.CAPTURED, now=now, details=details)
    return order


@transaction.atomic
def order_void(*, actor: Actor, order_id: uuid.UUID, now: datetime) -> Order:
    """
    Give up the authorised money of an order that nobody prepares yet; it then waits for a bank transfer.

    :raises NotFound: if there is no such order
    :raises NotAllowed: if the actor is not in charge of orders
    :raises NoPayment: if nobody has promised anything yet
    :raises PaidNotPromised: if it was paid at once
    :raises NothingToVoid: if no money is authorised, or no more
    :raises IllegalMove: if it is being prepared: cancelling the order gives up its money
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    order = staff_order_locked(order_id)
    payment = Payment.objects.select_for_update().get(order=order)
    if payment.state != PaymentState.AUTHORISED:
        raise _nothing_promised(order, payment)
    if order.sub_orders.exclude(state__in=(SubOrderState.PLACED, SubOrderState.CANCELLED)).exists():
        raise IllegalMove(_("This order is being prepared; cancel it to give up its money."), field="payment")
    if payment.method == PaymentMethod.CARD:
        operation_due(
            payment=payment,
            kind=OperationKind.CANCEL,
            key=payment.call_key("cancel"),
            amount=payment.amount,
            now=now,
        )
    if payment.method == PaymentMethod.APP:
        transactions_request(checkout_id=order.checkout_id, action="cancel", now=now)
    payment.method = order.payment_method = PaymentMethod.TRANSFER
    payment.state = PaymentState.PENDING
    payment.transfer_reference = f"CM{order.number}"
    payment.expires_at = now + _patience(order)
    payment.save(update_fields=["method", "state", "transfer_reference", "expires_at"])
    order.updated_at = now
    order.save(update_fields=["payment_method", "updated_at"])
    details = {"amount_minor": payment.amount_minor}
    history_tell(actor=actor, order_id=order.pk, kind=HistoryKind.VOIDED, now=now, details=details)
    return order


def _nothing_promised(order: Order, payment: Payment) -> DomainError:
    if payment.state == PaymentState.PAID:
        return PaidNotPromised(_("Cannot find successful auth transaction."), field="payment")
    awaits_transfer = payment.method == PaymentMethod.TRANSFER and payment.state == PaymentState.PENDING
    given_up = OrderNote.objects.filter(order_id=order.pk, kind=HistoryKind.VOIDED)
    if awaits_transfer and not given_up.exists():
        return NoPayment(_("There's no payment associated with the order."), field="payment")
    return NothingToVoid(_("Only pre-authorized payments can be voided"), field="payment")


def _patience(order: Order) -> timedelta:
    minutes = order.channel.unpaid_order_minutes
    return timedelta(minutes=minutes) if minutes else TRANSFER_WAIT
