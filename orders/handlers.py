"""What follows in this package from facts: its own, and those of the hub."""

import uuid
from datetime import datetime

from logistics.events import (
    GoodsMissed,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelRefused,
    ParcelReturned,
    ParcelUnpacked,
)
from logistics.selectors.parcels import parcel_of_order, parcel_stands
from marketplace.kernel.actor import Actor
from marketplace.outbox.bus import listens
from orders.events import OrderReleased, StatementImported
from orders.services.loss_compensate import loss_compensate
from orders.services.order_deliver import (
    order_delivered,
    order_packed,
    order_refused,
    order_returned,
    order_shipped,
    order_unpacked,
)
from orders.services.order_lost import order_lost
from orders.services.order_release import order_release
from orders.tasks import wake_bank_matching


def _order_id(reference: str) -> str:
    return reference.removeprefix("order:")


@listens(OrderReleased, name="orders.request_fulfilment")
def request_fulfilment(event: OrderReleased, *, now: datetime) -> None:
    """Ask the hub for the parcel."""
    order_release(order_id=event.order_id, now=now)


@listens(ParcelPacked, name="orders.follow_packed")
def follow_packed(event: ParcelPacked, *, now: datetime) -> None:
    """Take the card's money now that the goods are in the box; one opened again meanwhile is not."""
    if not parcel_stands(event.parcel_id):
        return
    order_packed(order_id=_order_id(event.reference), now=now)


@listens(ParcelUnpacked, name="orders.follow_unpacked")
def follow_unpacked(event: ParcelUnpacked, *, now: datetime) -> None:
    """The order is to be prepared again, unless it was packed anew before this was told."""
    if parcel_of_order(event.reference) is None:
        order_unpacked(
            actor=Actor.of_machine("parcel-unpacked"),
            order_id=_order_id(event.reference),
            parcel_number=event.parcel_number,
            now=now,
        )


@listens(ParcelHandedOver, name="orders.follow_shipped")
def follow_shipped(event: ParcelHandedOver, *, now: datetime) -> None:
    """Tell the customer's page that the parcel is on its way."""
    order_shipped(order_id=_order_id(event.reference), now=now)


@listens(ParcelDelivered, name="orders.follow_delivered")
def follow_delivered(event: ParcelDelivered, *, now: datetime) -> None:
    """Book the sale."""
    order_delivered(
        actor=Actor.of_machine("parcel-delivered"),
        order_id=_order_id(event.reference),
        carrier_id=event.carrier_organisation_id,
        happened_at=event.happened_at,
        now=now,
    )


@listens(ParcelRefused, name="orders.follow_refused")
def follow_refused(event: ParcelRefused, *, now: datetime) -> None:
    """Nothing is paid."""
    order_refused(order_id=_order_id(event.reference), now=now)


@listens(ParcelReturned, name="orders.follow_returned")
def follow_returned(event: ParcelReturned, *, now: datetime) -> None:
    """The goods are back at the hub."""
    order_returned(order_id=_order_id(event.reference), now=now)


@listens(ParcelLost, name="orders.follow_lost")
def follow_lost(event: ParcelLost, *, now: datetime) -> None:
    """The customer is paid back, the cooperative is paid, and whoever lost the parcel owes it."""
    order_lost(
        actor=Actor.of_machine("parcel-lost"),
        order_id=uuid.UUID(_order_id(event.reference)),
        holder_id=event.holder_organisation_id,
        is_at_hub=event.is_at_hub,
        happened_at=event.happened_at,
        now=now,
    )


@listens(GoodsMissed, name="orders.pay_for_losses")
def pay_for_losses(event: GoodsMissed, *, now: datetime) -> None:
    """The hub answers for what was lost in its hands."""
    loss_compensate(loss=event, actor=Actor.of_machine("goods-missed"), now=now)


@listens(StatementImported, name="orders.match_statement")
def match_statement(event: StatementImported, *, now: datetime) -> None:
    """Let a worker match the movements, each in a transaction of its own."""
    wake_bank_matching()
