"""Bring a card payment to what the processor says of it, whoever tells us and however often."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from orders.cod_states import DepositMedium
from orders.gateways.base import CardGateway, PaymentPicture
from orders.models.bank import Break
from orders.models.cod import CodAgreement
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.postings import order_subject
from orders.services.break_rows import break_open
from orders.services.deposit_receive import deposit_receive
from orders.services.operation_due import operation_due
from orders.services.order_ready import release_if_ready
from orders.services.payment_capture import payment_capture, payment_captured
from orders.services.payment_fail import payment_fail
from orders.services.payment_late import late_key, payment_late
from orders.services.payment_surplus import payment_surplus, surplus_key
from orders.states import (
    BreakReason,
    BreakSource,
    OperationKind,
    PaymentMethod,
    PaymentState,
    SubOrderState,
)

# Ways to pay whose reference is the card payment's: a card, and cash of which a card pays the deposit
BY_CARD = (PaymentMethod.CARD, PaymentMethod.CASH)
# Where the processor does not say how long it keeps authorised money: the shortest of the card networks' terms
# (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method)
AUTHORISATION_LIVES = timedelta(days=5)
_IN_A_PARCEL = (SubOrderState.PACKED, SubOrderState.SHIPPED, SubOrderState.DELIVERED)


@transaction.atomic
def payment_apply(*, actor: Actor, payment_id: uuid.UUID, picture: PaymentPicture, now: datetime) -> Payment:
    """
    Apply what the processor says; saying it again changes nothing.

    Authorised money lets the hub prepare the order, captured money is booked.

    Money authorised for an order that was cancelled meanwhile, or paid otherwise, is given up; what was taken of it
    goes back.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("channel").get(payment=payment_id)
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if picture.captured:
        if not _is_counted(order, payment, picture):
            _named(payment, picture)
            _taken(order, payment, picture, actor, now)
    elif picture.is_authorised:
        _named(payment, picture)
        _authorised(order, payment, picture, actor, now)
    elif picture.is_cancelled:
        _lapsed(order, payment, picture, now)
    payment.save(
        update_fields=[
            "method", "provider_reference", "state", "captured_minor", "paid_at", "expires_at", "authorised_until",
        ]
    )  # fmt: skip
    order.updated_at = now
    order.save(update_fields=["payment_method", "updated_at"])
    return payment


def _named(payment: Payment, picture: PaymentPicture) -> None:
    """Keep how the processor calls the payment; not of one that came to nothing, which another may follow."""
    if payment.method in BY_CARD:
        payment.provider_reference = picture.payment_reference


def _is_counted(order: Order, payment: Payment, picture: PaymentPicture) -> bool:
    """Say whether the books hold already what a card paid of this order."""
    if Refund.objects.filter(key=surplus_key(picture.payment_reference)).exists():
        return True
    if payment.method == PaymentMethod.CASH:
        by_card = CodAgreement.objects.filter(order=order, paid_medium=DepositMedium.CARD)
        return by_card.exists() or Refund.objects.filter(key=late_key(order)).exists()
    return payment.method == PaymentMethod.CARD and bool(payment.captured_minor)


def _taken(order: Order, payment: Payment, picture: PaymentPicture, actor: Actor, now: datetime) -> None:
    """Give captured money its reason: the order, its deposit, or none (then it goes back)."""
    state = PaymentState(payment.state)
    if state == PaymentState.CANCELLED and not payment.captured_minor:
        # What of it was asked for, if its parcel had been packed and opened again
        own = min(picture.captured, payment.amount - payment.deducted)
        payment_late(order=order, payment=payment, received=own, actor=actor, now=now)
        if picture.captured > own:
            _beyond(order, payment, picture, picture.captured - own, actor, now)
    elif state == PaymentState.PLEDGED and not payment.captured_minor:
        _deposited(order, payment, picture, actor, now)
    elif state in (PaymentState.PENDING, PaymentState.FAILED, PaymentState.AUTHORISED):
        _captured(order, payment, picture, actor, now)
    else:
        _beyond(order, payment, picture, picture.captured, actor, now)


def _authorised(order: Order, payment: Payment, picture: PaymentPicture, actor: Actor, now: datetime) -> None:
    """Prepare the order, take a deposit that is awaited, or let go of a card that is not needed any more."""
    state = PaymentState(payment.state)
    if state in (PaymentState.PENDING, PaymentState.FAILED):
        payment.state = PaymentState.AUTHORISED
        payment.expires_at = None
        payment.authorised_until = picture.authorised_until or now + AUTHORISATION_LIVES
        release_if_ready(order, payment, now)
        if order.sub_orders.filter(state__in=_IN_A_PARCEL).exists():
            # An earlier payment had failed after the packing
            payment.save(update_fields=["provider_reference", "state"])
            payment_capture(order=order, payment=payment, is_packed=True, actor=actor, now=now)
    elif state == PaymentState.PAID and payment.method == PaymentMethod.CARD:
        # What is told is older than what is booked: its own card was asked before it was charged
        return
    elif state != PaymentState.AUTHORISED:
        is_wanted = state == PaymentState.PLEDGED and not payment.captured_minor
        kind = OperationKind.CAPTURE if is_wanted else OperationKind.CANCEL
        operation_due(
            payment=payment,
            kind=kind,
            key=payment.call_key(kind),
            amount=payment.by_card,
            now=now,
            target_reference=picture.payment_reference,
        )


def _lapsed(order: Order, payment: Payment, picture: PaymentPicture, now: datetime) -> None:
    """The card's bank has let go of the money, or somebody has, before it was taken: the order is not paid."""
    is_this = payment.provider_reference == picture.payment_reference
    if is_this and payment.method == PaymentMethod.CARD and payment.state == PaymentState.AUTHORISED:
        payment_fail(order=order, payment=payment, now=now)


def _captured(order: Order, payment: Payment, picture: PaymentPicture, actor: Actor, now: datetime) -> None:
    """Book what was asked for; more goes back, and less pays nothing."""
    due = payment.amount - payment.deducted
    if picture.captured < due:
        _too_little(order, payment, picture, actor, now)
        return
    if picture.captured > due:
        _beyond(order, payment, picture, picture.captured - due, actor, now)
    payment.provider_reference = picture.payment_reference
    payment_captured(order=order, payment=payment, actor=actor, now=now)


def _too_little(order: Order, payment: Payment, picture: PaymentPicture, actor: Actor, now: datetime) -> None:
    """
    A card was charged less than what is in the parcel costs: an order is paid whole or not at all.

    What was taken goes back, the parcel stays where it is, and the customer is asked to pay on another page. Somebody
    in charge of cash has to find out why (a break).
    """
    break_open(
        Break(
            key=f"captured:{picture.payment_reference}"[:150],
            source=BreakSource.CARD,
            reason=BreakReason.OTHER_SUM,
            subject=order_subject(order),
            expected_minor=payment.amount_minor - payment.deducted_minor,
            found_minor=picture.captured.minor,
            currency=payment.currency,
        ),
        now=now,
    )
    _beyond(order, payment, picture, picture.captured, actor, now)
    payment_fail(order=order, payment=payment, now=now)


def _beyond(
    order: Order, payment: Payment, picture: PaymentPicture, received: Money, actor: Actor, now: datetime
) -> None:
    payment_surplus(
        order=order,
        payment=payment,
        received=received,
        card_payment=picture.payment_reference,
        actor=actor,
        now=now,
    )


def _deposited(order: Order, payment: Payment, picture: PaymentPicture, actor: Actor, now: datetime) -> None:
    """A card has paid the deposit of an order paid at the door."""
    deposit_receive(
        order=order,
        payment=payment,
        received=picture.captured,
        reference=picture.payment_reference,
        into=chart.card_clearing(order.currency),
        subject=order_subject(order),
        medium=DepositMedium.CARD,
        actor=actor,
        now=now,
    )


def payment_sync(*, actor: Actor, payment_id: uuid.UUID, gateway: CardGateway, now: datetime) -> Payment:
    """
    Ask the processor how a payment stands and apply the answer; safe at any time, from anywhere, in parallel.

    :raises ProcessorRefused: if the processor does not know it
    :raises ProcessorUnreachable: if the processor does not answer
    """
    payment = Payment.objects.get(pk=payment_id)
    # Who pays otherwise after all has the bank's name there, and perhaps a card's page that is still open
    reference = payment.provider_reference if payment.method in BY_CARD else ""
    if not reference and payment.session_reference:
        reference = gateway.session(payment.session_reference).payment_reference
    if not reference:
        return payment
    return payment_apply(actor=actor, payment_id=payment_id, picture=gateway.payment(reference), now=now)
