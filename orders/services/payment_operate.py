"""Carry out what is due at the card processor, outside any transaction."""

import logging
import uuid
from datetime import datetime

from django.db import transaction

from marketplace.kernel.actor import Actor
from marketplace.kernel.texts import LANGUAGES
from orders.gateways.base import CardGateway, HostedPage, ProcessorRefused, ProcessorUnreachable
from orders.links import order_url, payment_return_url
from orders.models.payment import Payment, PaymentOperation
from orders.services.dispute_apply import dispute_answered
from orders.services.payment_apply import payment_apply, payment_sync
from orders.services.refund_send import refund_operated
from orders.states import OperationKind, WorkState
from orders.work import claimed_one_by_one, put_off

logger = logging.getLogger(__name__)


def payment_page_open(*, payment_id: uuid.UUID, gateway: CardGateway, now: datetime) -> Payment:
    """
    Open the hosted page of a card payment, or return the one that is open; parallel calls get the same page.

    :raises ProcessorRefused: if the processor will not open one
    :raises ProcessorUnreachable: if it does not answer; asking again is safe
    """
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    if payment.session_url:
        return payment
    page = _open_page(payment, gateway)
    with transaction.atomic():
        locked = Payment.objects.select_for_update().get(pk=payment_id)
        if not locked.session_reference:
            locked.session_reference = page.session_reference
            locked.session_url = page.url
            locked.save(update_fields=["session_reference", "session_url"])
        locked.operations.filter(kind=OperationKind.SESSION, state=WorkState.DUE).update(
            state=WorkState.DONE, done_at=now, provider_reference=page.session_reference
        )
    return locked


def _open_page(payment: Payment, gateway: CardGateway) -> HostedPage:
    order = payment.order
    language = order.language if order.language in LANGUAGES else "fr"
    return gateway.open_page(
        key=payment.call_key("session"),
        amount=payment.by_card,
        order_reference=str(order.pk),
        label=f"№ {order.number}",
        language=language,
        success_url=payment_return_url(order),
        cancel_url=order_url(order),
    )


def _carry_out(operation: PaymentOperation, gateway: CardGateway, actor: Actor, now: datetime) -> str:
    payment = operation.payment
    if operation.kind == OperationKind.SESSION:
        return payment_page_open(payment_id=payment.pk, gateway=gateway, now=now).session_reference
    if operation.kind == OperationKind.REFUND:
        reference = gateway.refund(
            key=operation.key, payment_reference=operation.target, amount=operation.amount
        )
        refund_operated(actor=actor, key=operation.key, reference=reference, failure="", now=now)
        return reference
    if operation.kind == OperationKind.EVIDENCE:
        return dispute_answered(operation=operation, gateway=gateway, actor=actor, now=now)
    if operation.kind == OperationKind.CAPTURE:
        picture = gateway.capture(
            key=operation.key, payment_reference=operation.target, amount=operation.amount
        )
    else:
        picture = gateway.cancel(key=operation.key, payment_reference=operation.target)
    payment_apply(actor=actor, payment_id=payment.pk, picture=picture, now=now)
    return picture.payment_reference


def _refused(
    operation: PaymentOperation, refusal: ProcessorRefused, gateway: CardGateway, actor: Actor, now: datetime
) -> None:
    """Follow a final no: the refund takes another way; money that cannot be taken any more is to be paid anew."""
    if operation.kind == OperationKind.REFUND:
        refund_operated(actor=actor, key=operation.key, reference="", failure=refusal.message, now=now)
    if operation.kind == OperationKind.CAPTURE:
        try:
            payment_sync(actor=actor, payment_id=operation.payment_id, gateway=gateway, now=now)
        except (ProcessorRefused, ProcessorUnreachable) as error:
            # The processor's own event, or the sweep, will tell how it stands
            logger.warning("Payment %s could not be read: %s", operation.payment_id, error.message)


def payment_operations_run(*, actor: Actor, gateway: CardGateway, now: datetime, limit: int = 20) -> int:
    """
    Carry out due calls to the processor; return how many succeeded.

    The answer may be lost after the processor acted: the next attempt repeats the call under the same key and
    hears the same answer. A refusal is final and visible; silence is tried again, at most five times.
    """
    done = 0
    for operation in claimed_one_by_one(PaymentOperation, now=now, limit=limit):
        try:
            reference = _carry_out(operation, gateway, actor, now)
        except ProcessorRefused as refusal:
            logger.error("Operation %s refused: %s", operation.key, refusal.message)
            PaymentOperation.objects.filter(pk=operation.pk).update(
                state=WorkState.FAILED, error=refusal.message, done_at=now
            )
            _refused(operation, refusal, gateway, actor, now)
        except ProcessorUnreachable as silence:
            put_off(operation, now=now, error=silence.message)
        else:
            PaymentOperation.objects.filter(pk=operation.pk).update(
                state=WorkState.DONE, provider_reference=reference, done_at=now, error=""
            )
            done += 1
    return done
