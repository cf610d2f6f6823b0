"""A parcel is lost: the customer gets the money back, the cooperative is paid, and whoever lost it bears it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.outbox import bus
from orders.events import OrderLost
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment
from orders.models.refund import Claim, Refund, RefundPart
from orders.postings import post_earned
from orders.postings_losses import post_parcel_lost
from orders.refund_states import RefundCause
from orders.refunding import WantedLine
from orders.services.deposit_release import deposit_release
from orders.services.order_deliver import order_locked, sub_orders_move
from orders.services.order_promises import promises_release
from orders.services.payment_give_up import payment_give_up
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_follow import refunds_earned, refunds_lost
from orders.services.refund_others import subsidies_return
from orders.services.shortages_lost import shortages_lost
from orders.services.shortages_pay import weights_refund
from orders.states import PaymentState, SubOrderState


@transaction.atomic
def order_lost(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    holder_id: int,
    is_at_hub: bool,
    happened_at: datetime,
    now: datetime,
) -> Refund | None:
    """
    Book that the parcel of an order is lost; again, it changes nothing (decision 261).

    Each cooperative earns its sale as if the parcel had arrived. Of a paid order the customer's money pays that, and
    what goes back to the customer is claimed from whoever lost it; of one that is not paid the goods themselves are
    claimed, and the earning waits until that claim is settled.

    :param holder_id: the organisation that had the parcel: the carrier, or the hub (`is_at_hub`)
    :return: the refund, if anything was paid that goes back
    :raises NotAllowed: if the actor may not give money back
    """
    order = order_locked(order_id)
    moved = sub_orders_move(order, SubOrderState.LOST, now)
    if not moved:
        return None
    payment = Payment.objects.select_for_update().get(order=order)
    is_paid = payment.state == PaymentState.PAID
    if not is_paid:
        _unpaid(order, payment, actor, now)
    elif weights_refund(order=order, now=now) is not None:
        # Nobody lost weight that was not in the parcel; what goes back for it is on the parts' rows
        for sub_order in moved:
            sub_order.refresh_from_db()
    cause = RefundCause.HUB_LOSS if is_at_hub else RefundCause.CARRIER_LOSS
    refunds_lost(sub_orders=moved, cause=cause, holder_id=holder_id, actor=actor, now=now)
    _earn(order, moved, None if is_paid else holder_id, actor, happened_at, now)
    bus.publish(OrderLost(order_id=str(order.pk), happened_at=happened_at))
    if not is_paid:
        return None
    subsidies_return(order=order, actor=actor, now=now)
    return _given_back(order, moved, cause, holder_id, actor, now)


def _unpaid(order: Order, payment: Payment, actor: Actor, now: datetime) -> None:
    """Nobody pays for it at the door any more; one that was refused before has lost its payment then."""
    if payment.state == PaymentState.CANCELLED:
        return
    promises_release(actor=actor, order=order, now=now)
    deposit_release(order=order, payment=payment, is_refused=False, actor=actor, now=now)
    payment_give_up(order=order, payment=payment, now=now)


def _earn(
    order: Order,
    sub_orders: Sequence[SubOrder],
    debtor_id: int | None,
    actor: Actor,
    happened_at: datetime,
    now: datetime,
) -> None:
    """Earn each part; goods in the parcel that nobody paid are claimed first (`debtor_id`), and wait for the claim."""
    lines = list(order.lines.order_by("id"))
    no_goods = Money.zero(order.currency)
    missing: Mapping[uuid.UUID, RefundPart] = {}
    if debtor_id is not None:
        missing = shortages_lost(order=order, sub_orders=sub_orders, actor=actor, now=now)
    for sub_order in sub_orders:
        sub_order.lost_at = happened_at
        lost = sub_order.gross - (missing[sub_order.pk].goods if sub_order.pk in missing else no_goods)
        if debtor_id is not None and lost:
            _claim_goods(order, sub_order, lost, debtor_id, actor, happened_at, now)
        else:
            sub_order.matures_at = happened_at + timedelta(days=order.channel.maturity_days_card)
        own = [line for line in lines if line.sub_order_id == sub_order.pk]
        post_earned(
            order=order, sub_order=sub_order, lines=own, actor=actor, happened_at=happened_at, now=now
        )
    refunds_earned(sub_orders=sub_orders, actor=actor, now=now)
    SubOrder.objects.bulk_update(sub_orders, ["lost_at", "matures_at"])


def _claim_goods(
    order: Order,
    sub_order: SubOrder,
    lost: Money,
    debtor_id: int,
    actor: Actor,
    happened_at: datetime,
    now: datetime,
) -> None:
    claim = Claim.objects.create(
        loss=sub_order.subject,
        debtor_id=debtor_id,
        amount_minor=lost.minor,
        currency=sub_order.currency,
        opened_at=now,
        note=sub_order.number,
    )
    post_parcel_lost(
        claim=claim, order=order, sub_order=sub_order, actor=actor, happened_at=happened_at, now=now
    )


def _given_back(
    order: Order,
    sub_orders: Sequence[SubOrder],
    cause: RefundCause,
    holder_id: int,
    actor: Actor,
    now: datetime,
) -> Refund | None:
    """Give back all that was paid and did not go back before, its delivery with it."""
    lines = OrderLine.objects.filter(sub_order__in=sub_orders).order_by("id")
    wanted = [
        WantedLine(line.pk, line.quantity - line.refunded_quantity)
        for line in lines
        if line.refunded_minor < line.total_minor
    ]
    left = Money(sum(line.total_minor - line.refunded_minor for line in lines), order.currency)
    if not left:
        return None
    return refund_decide(
        actor=actor,
        order_id=order.pk,
        key=f"lost:{order.pk}",
        cause=cause,
        wish=Wish(lines=wanted),
        reason="",
        debtor_id=holder_id,
        now=now,
    )
