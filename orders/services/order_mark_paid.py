"""Note that an order was paid outside of it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from logistics.services.fulfilment_cash_waive import fulfilment_cash_waive
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, IllegalMove
from marketplace.kernel.policy import require
from orders.models.order import Order
from orders.models.payment import Payment
from orders.policies import may_confirm_payment, may_fill_drafts
from orders.postings import order_subject
from orders.services.order_history import history_tell
from orders.services.order_reach import staff_order_locked
from orders.services.order_ready import release_if_ready
from orders.services.payment_mature import mature_after_payment
from orders.services.payment_rehearse import payment_answer, payment_rehearsed_book
from orders.services.transfer_confirm import transfer_confirm
from orders.states import HistoryKind, PaymentMethod, PaymentState
from orders.ways import reference_of

_OPEN = frozenset({PaymentState.PENDING, PaymentState.FAILED, PaymentState.PLEDGED})


class PaidAlready(DomainError):
    """There is nothing left to pay, or somebody is about to."""

    code = "PAYMENT_ERROR"


@transaction.atomic
def order_mark_paid(*, actor: Actor, order_id: uuid.UUID, reference: str, now: datetime) -> Order:
    """
    Note that the whole of an order was paid by bank transfer, whatever way of paying was chosen.

    Where no money is meant to move (settings.TEST_PAYMENTS), staff in charge of orders may do it as a test.

    :param reference: the bank's, or whatever proves it
    :raises NotAllowed: if the actor does not read the bank statement into the books
    :raises NotFound: if there is no such order
    :raises PaidAlready: if it is paid, or the card processor may still take the money
    :raises IllegalMove: if it was cancelled, or its label already says what to collect at the door
    """
    in_earnest = may_confirm_payment(actor)
    rehearses = settings.TEST_PAYMENTS and may_fill_drafts(actor)
    require(in_earnest or rehearses, _("Only staff in charge of cash may do this."))
    order = staff_order_locked(order_id)
    payment = Payment.objects.select_for_update().get(order=order)
    if payment.state == PaymentState.CANCELLED:
        raise IllegalMove(_("This order was cancelled."), field="order")
    if payment.state not in _OPEN or (payment.session_reference and payment.state != PaymentState.FAILED):
        raise PaidAlready(_("Orders with payments can not be manually marked as paid."), field="order")
    if payment.state == PaymentState.PLEDGED:
        fulfilment_cash_waive(reference=order_subject(order))
    method = PaymentMethod.TRANSFER if in_earnest else PaymentMethod.TEST
    payment.method = order.payment_method = method
    payment.state = PaymentState.PENDING
    payment.transfer_reference = reference_of(PaymentMethod.TRANSFER, order.number)
    # Who pays all of it now gets back what is missing
    payment.deducted_minor = 0
    payment.save(update_fields=["method", "state", "transfer_reference", "deducted_minor"])
    order.updated_at = now
    order.save(update_fields=["payment_method", "updated_at"])
    if in_earnest:
        transfer_confirm(
            actor=actor,
            payment_id=payment.pk,
            received=payment.at_the_door,
            bank_reference=reference,
            now=now,
        )
    else:
        payment_rehearse(actor=actor, order=order, payment=payment, token="", now=now)
    history_tell(
        actor=actor,
        order_id=order.pk,
        kind=HistoryKind.MARKED_PAID,
        now=now,
        details={"reference": reference, "amount_minor": payment.amount_minor},
    )
    return order


def payment_rehearse(*, actor: Actor, order: Order, payment: Payment, token: str, now: datetime) -> None:
    """Let the test gateway take (or promise) the money of a placed order, and what follows from it."""
    payment_answer(payment, token=token, now=now)
    payment.save(update_fields=["state", "captured_minor", "paid_at", "expires_at"])
    sub_orders = list(order.sub_orders.select_for_update().order_by("number"))
    payment_rehearsed_book(actor=actor, order=order, payment=payment, sub_orders=sub_orders, now=now)
    release_if_ready(order, payment, now)
    mature_after_payment(order, sub_orders)
