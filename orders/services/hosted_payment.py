"""A payment on the acquirer's hosted page: the form that leads there, and its signed answer."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, IllegalMove
from marketplace.ledger import chart
from orders.gateways.hosted_page import HostedAnswer, hosted_answer, hosted_fields
from orders.links import hosted_callback_url, order_url
from orders.models.payment import Payment
from orders.services.payment_settle import payment_locked, payment_settle
from orders.states import PAYMENT_FLOW, PaymentMethod, PaymentState


def hosted_form(*, payment_id: uuid.UUID) -> dict[str, str]:
    """
    Return the signed fields of the form for a payment that waits; the same payment makes the same form.

    :raises IllegalMove: if the payment does not wait for this any more
    """
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    waits = payment.state in (PaymentState.PENDING, PaymentState.FAILED)
    if payment.method != PaymentMethod.HOSTED or not waits:
        raise IllegalMove(_("This order does not wait for a payment by card any more."), field="payment")
    back = order_url(payment.order)
    return hosted_fields(
        payment_id=payment.pk,
        amount=payment.amount,
        language=payment.order.language,
        ok_url=back,
        fail_url=back,
        callback_url=hosted_callback_url(),
        client=settings.HOSTED_PAGE_CLIENT,
        store_key=settings.HOSTED_PAGE_STORE_KEY,
    )


def hosted_callback(*, fields: Mapping[str, str], now: datetime) -> bool:
    """
    Apply the acquirer's answer; say whether it may take the money.

    Forged answers are refused. A replayed one is answered as the first was and changes nothing; one that comes late
    (the order was cancelled) or out of order (a failure after a success) takes nothing back and nothing more.

    :raises InvalidInput: if the signature is wrong, or it cannot be read
    """
    answer = hosted_answer(
        fields, client=settings.HOSTED_PAGE_CLIENT, store_key=settings.HOSTED_PAGE_STORE_KEY
    )
    try:
        return _applied(answer, now)
    except DomainError:
        return False


@transaction.atomic
def _applied(answer: HostedAnswer, now: datetime) -> bool:
    order, payment = payment_locked(
        answer.payment_id, PaymentMethod.HOSTED, _("This order is not paid on this page.")
    )
    if not answer.is_approved:
        if PAYMENT_FLOW.allows(PaymentState(payment.state), PaymentState.FAILED):
            payment.state = PaymentState.FAILED
            payment.save(update_fields=["state"])
        return False
    is_news = payment_settle(
        order=order,
        payment=payment,
        received=answer.amount,
        reference=answer.transaction,
        into=chart.hosted_clearing(),
        subject="",
        step="hosted",
        actor=Actor.of_machine("hosted-page"),
        now=now,
    )
    # A second approval with another transaction would be a second payment: it is let go
    return is_news or payment.provider_reference == answer.transaction
