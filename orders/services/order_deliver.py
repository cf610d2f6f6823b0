"""Follow an order's parcel: packed, on its way, delivered, refused, returned."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from logistics.selectors.delivery import carrier_cost
from marketplace.kernel.actor import Actor
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line
from marketplace.outbox import bus
from orders.events import OrderDelivered
from orders.models.cash import CashCollection
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment
from orders.postings import order_subject, post_carrier_cost, post_earned, post_payment_received
from orders.services.deposit_receive import deposit_apply
from orders.services.deposit_release import deposit_release
from orders.services.order_history import history_tell
from orders.services.order_promises import promises_release
from orders.services.payment_capture import payment_capture
from orders.services.refund_follow import refunds_earned
from orders.services.shortages_pay import left_out_of, shortages_set_off, weights_refund
from orders.services.transaction_rows import transactions_request
from orders.states import (
    SUB_ORDER_FLOW,
    HistoryKind,
    PaymentMethod,
    PaymentState,
    SubOrderState,
)


def order_locked(order_id: uuid.UUID | str) -> Order:
    """Return an order under its row lock, with its channel."""
    return Order.objects.select_for_update(of=("self",)).select_related("channel").get(pk=order_id)


# What a parcel goes through, in this order; the end of it may be either of two.
_ROAD = (SubOrderState.RELEASED, SubOrderState.PACKED, SubOrderState.SHIPPED)
_BEHIND: Mapping[SubOrderState, Sequence[SubOrderState]] = {
    SubOrderState.SHIPPED: _ROAD[:1],
    SubOrderState.DELIVERED: _ROAD[:2],
    SubOrderState.REFUSED: _ROAD[:2],
    SubOrderState.RETURNED: _ROAD,
    SubOrderState.LOST: _ROAD,
}


def _may_reach(before: SubOrderState, after: SubOrderState) -> bool:
    """
    Say whether the hub's word that a parcel is at `after` moves a sub-order.

    Facts may arrive out of order, when an earlier one failed and is tried again: a later one tells those before it.
    """
    return SUB_ORDER_FLOW.allows(before, after) or before in _BEHIND.get(after, ())


def sub_orders_move(order: Order, after: SubOrderState, now: datetime) -> list[SubOrder]:
    """Move the sub-orders that may move; those that are there or further already, or were cancelled, stay."""
    moved = []
    for sub_order in order.sub_orders.select_for_update().order_by("number"):
        if _may_reach(SubOrderState(sub_order.state), after):
            sub_order.state = after
            moved.append(sub_order)
    SubOrder.objects.bulk_update(moved, ["state"])
    if moved:
        order.updated_at = now
        order.save(update_fields=["updated_at"])
    return moved


@transaction.atomic
def order_packed(*, order_id: uuid.UUID | str, now: datetime) -> None:
    """The parcel is packed: what is in it is to be taken from the card's authorised money now."""
    order = order_locked(order_id)
    sub_orders_move(order, SubOrderState.PACKED, now)
    payment = Payment.objects.select_for_update().get(order=order)
    if payment.method == PaymentMethod.APP and payment.state == PaymentState.AUTHORISED:
        transactions_request(checkout_id=order.checkout_id, action="charge", now=now)
    payment_capture(order=order, payment=payment, is_packed=True, actor=Actor.of_machine("packed"), now=now)


@transaction.atomic
def order_unpacked(*, actor: Actor, order_id: uuid.UUID | str, parcel_number: str, now: datetime) -> None:
    """
    The parcel was opened before it left: the order is to be prepared again, and its history says so.

    Money that was taken meanwhile stays taken: the customer still gets the goods. Packing again asks for nothing twice.
    """
    order = order_locked(order_id)
    if sub_orders_move(order, SubOrderState.RELEASED, now):
        history_tell(
            actor=actor,
            order_id=order.pk,
            kind=HistoryKind.FULFILMENT_CANCELLED,
            now=now,
            details={"parcel": parcel_number},
        )


@transaction.atomic
def order_shipped(*, order_id: uuid.UUID | str, now: datetime) -> None:
    """The carrier has the parcel: what was paid for weight that it lacks goes back."""
    order = order_locked(order_id)
    sub_orders_move(order, SubOrderState.SHIPPED, now)
    weights_refund(order=order, now=now)


@transaction.atomic
def order_refused(*, order_id: uuid.UUID | str, now: datetime) -> None:
    """The customer did not take the parcel: nothing is paid at the door."""
    order = order_locked(order_id)
    sub_orders_move(order, SubOrderState.REFUSED, now)
    payment = Payment.objects.select_for_update().get(order=order)
    if payment.state == PaymentState.PLEDGED:
        actor = Actor.of_machine("refused")
        promises_release(actor=actor, order=order, now=now)
        deposit_release(order=order, payment=payment, is_refused=True, actor=actor, now=now)
        payment.state = PaymentState.CANCELLED
        payment.save(update_fields=["state"])


@transaction.atomic
def order_returned(*, order_id: uuid.UUID | str, now: datetime) -> None:
    """The refused parcel is back at the hub."""
    sub_orders_move(order_locked(order_id), SubOrderState.RETURNED, now)


@transaction.atomic
def order_delivered(
    *,
    actor: Actor,
    order_id: uuid.UUID | str,
    carrier_id: int,
    happened_at: datetime,
    now: datetime,
) -> None:
    """
    The parcel is in the customer's hands: each sub-order is earned, and cash has its first holder.

    The carrier answers for all that was due at the door, whatever it says it was given (workflow of custody).
    Money that is already in the bank matures after the channel's days; cash once the statement shows it.
    """
    order = order_locked(order_id)
    moved = sub_orders_move(order, SubOrderState.DELIVERED, now)
    if not moved:
        return
    payment = Payment.objects.select_for_update().get(order=order)
    if payment.state == PaymentState.PLEDGED:
        _collect_cash(order, payment, moved, carrier_id, actor, happened_at, now)
    # Where the parcel's leaving was not heard of before
    weights_refund(order=order, now=now)
    lines = list(order.lines.order_by("id"))
    # All of it may have been paid before, when more is missing than was left to collect
    waits_for_cash = payment.method == PaymentMethod.CASH and payment.captured != payment.deposit
    for sub_order in moved:
        sub_order.delivered_at = happened_at
        if not waits_for_cash and payment.state == PaymentState.PAID:
            sub_order.matures_at = happened_at + timedelta(days=order.channel.maturity_days_card)
        own = [line for line in lines if line.sub_order_id == sub_order.pk]
        post_earned(
            order=order, sub_order=sub_order, lines=own, actor=actor, happened_at=happened_at, now=now
        )
    refunds_earned(sub_orders=moved, actor=actor, now=now)
    SubOrder.objects.bulk_update(moved, ["delivered_at", "matures_at"])
    bus.publish(OrderDelivered(order_id=str(order.pk), happened_at=happened_at))
    gone = left_out_of(order)
    cost = carrier_cost(
        method_id=order.delivery_method_id,
        region=order.region,
        province=str(order.address.get("province", "")),
        weight_g=sum(line.weight_g * (line.quantity - gone.get(line.pk, 0)) for line in lines),
        volume_cm3=sum(line.volume_cm3 * (line.quantity - gone.get(line.pk, 0)) for line in lines),
        on=timezone.localdate(happened_at),
        currency=order.currency,
    )
    post_carrier_cost(
        order=order, carrier_id=carrier_id, cost=cost, actor=actor, happened_at=happened_at, now=now
    )


def _collect_cash(
    order: Order,
    payment: Payment,
    sub_orders: list[SubOrder],
    carrier_id: int,
    actor: Actor,
    happened_at: datetime,
    now: datetime,
) -> None:
    deposit, at_the_door = payment.captured, payment.at_the_door
    payment.state = PaymentState.PAID
    payment.captured_minor = payment.amount_minor - payment.deducted_minor
    payment.paid_at = happened_at
    payment.save(update_fields=["state", "captured_minor", "paid_at"])
    deposit_apply(order=order)
    if at_the_door:
        CashCollection.objects.create(
            order=order,
            carrier_id=carrier_id,
            amount_minor=at_the_door.minor,
            currency=order.currency,
            collected_at=happened_at,
        )
    post_payment_received(
        order=order,
        sub_orders=sub_orders,
        into=chart.cash_with_carrier(carrier_id, order.currency),
        subject=order_subject(order),
        key=f"{order_subject(order)}:cash-collected",
        reason="cash_collected",
        actor=actor,
        happened_at=happened_at,
        now=now,
        deposit=deposit,
    )
    held = Line(chart.cash_with_carrier(carrier_id, order.currency), -payment.deducted, order_subject(order))
    shortages_set_off(order=order, source=held, actor=actor, now=now)
