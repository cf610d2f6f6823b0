"""Bring a card payment to what the processor says of it, whoever tells us and however often."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.outbox import bus
from orders.cod_states import DepositMedium
from orders.events import OrderPaid
from orders.gateways.base import CardGateway, PaymentPicture
from orders.models.bank import Break
from orders.models.cod import CodAgreement
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.postings import order_subject, post_payment_received
from orders.services.break_rows import break_open
from orders.services.deposit_receive import deposit_receive
from orders.services.operation_due import operation_due
from orders.services.order_ready import release_if_ready
from orders.services.payment_late import late_key, payment_late
from orders.services.payment_surplus import payment_surplus, surplus_key
from orders.states import BreakReason, BreakSource, OperationKind, PaymentMethod, PaymentState

# Ways to pay whose reference is the card payment's: a card, and cash of which a card pays the deposit
BY_CARD = (PaymentMethod.CARD, PaymentMethod.CASH)


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
    if payment.method in BY_CARD:
        payment.provider_reference = picture.payment_reference
    if picture.captured:
        if not _is_counted(order, payment, picture):
            _taken(order, payment, picture, actor, now)
    elif picture.is_authorised:
        _authorised(order, payment, picture, now)
    payment.save(
        update_fields=["method", "provider_reference", "state", "captured_minor", "paid_at", "expires_at"]
    )
    order.updated_at = now
    order.save(update_fields=["payment_method", "updated_at"])
    return payment


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
        own = min(picture.captured, payment.amount)
        payment_late(order=order, payment=payment, received=own, actor=actor, now=now)
        if picture.captured > own:
            _beyond(order, payment, picture, picture.captured - own, actor, now)
    elif state == PaymentState.PLEDGED and not payment.captured_minor:
        _deposited(order, payment, picture, actor, now)
    elif state in (PaymentState.PENDING, PaymentState.FAILED, PaymentState.AUTHORISED):
        _captured(order, payment, picture, actor, now)
    else:
        _beyond(order, payment, picture, picture.captured, actor, now)


def _authorised(order: Order, payment: Payment, picture: PaymentPicture, now: datetime) -> None:
    """Prepare the order, take a deposit that is awaited, or let go of a card that is not needed any more."""
    state = PaymentState(payment.state)
    if state in (PaymentState.PENDING, PaymentState.FAILED):
        payment.state = PaymentState.AUTHORISED
        payment.expires_at = None
        release_if_ready(order, payment, now)
    elif state != PaymentState.AUTHORISED:
        is_wanted = state == PaymentState.PLEDGED and not payment.captured_minor
        kind = OperationKind.CAPTURE if is_wanted else OperationKind.CANCEL
        operation_due(
            payment=payment,
            kind=kind,
            key=f"{kind}:{payment.pk}",
            amount=payment.by_card,
            now=now,
            target_reference=picture.payment_reference,
        )


def mature_after_payment(order: Order, sub_orders: Sequence[SubOrder]) -> None:
    """Say when what was delivered before its money came becomes payable."""
    delivered = [row for row in sub_orders if row.delivered_at is not None and row.matures_at is None]
    for row in delivered:
        if row.delivered_at is not None:
            row.matures_at = row.delivered_at + timedelta(days=order.channel.maturity_days_card)
    SubOrder.objects.bulk_update(delivered, ["matures_at"])


def _captured(order: Order, payment: Payment, picture: PaymentPicture, actor: Actor, now: datetime) -> None:
    if picture.captured < payment.amount:
        _too_little(order, payment, picture, actor, now)
        return
    if picture.captured > payment.amount:
        _beyond(order, payment, picture, picture.captured - payment.amount, actor, now)
    # Also where the staff had let the customer pay by transfer, and the card was charged all the same
    payment.method = order.payment_method = PaymentMethod.CARD
    payment.provider_reference = picture.payment_reference
    payment.state = PaymentState.PAID
    payment.captured_minor = payment.amount_minor
    payment.paid_at = now
    payment.expires_at = None
    sub_orders = list(order.sub_orders.select_for_update().order_by("number"))
    post_payment_received(
        order=order,
        sub_orders=sub_orders,
        into=chart.card_clearing(),
        subject=order_subject(order),
        key=f"payment:{payment.pk}:captured",
        reason="card_captured",
        actor=actor,
        happened_at=now,
        now=now,
    )
    release_if_ready(order, payment, now)
    mature_after_payment(order, sub_orders)
    bus.publish(OrderPaid(order_id=str(order.pk), happened_at=now))


def _too_little(order: Order, payment: Payment, picture: PaymentPicture, actor: Actor, now: datetime) -> None:
    """
    A card was charged less than the order costs: an order is paid whole or not at all.

    What was taken goes back, and somebody in charge of cash has to find out why, and to stop the parcel (a break).
    """
    payment.state = PaymentState.FAILED
    payment.save(update_fields=["state"])
    break_open(
        Break(
            key=f"captured:{picture.payment_reference}"[:150],
            source=BreakSource.CARD,
            reason=BreakReason.OTHER_SUM,
            subject=order_subject(order),
            expected_minor=payment.amount_minor,
            found_minor=picture.captured.minor,
            currency=payment.currency,
        ),
        now=now,
    )
    _beyond(order, payment, picture, picture.captured, actor, now)


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
        into=chart.card_clearing(),
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
