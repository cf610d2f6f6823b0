"""The staff let an order go out now: the hub's whole walk for it, step by step."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.parcel import Parcel
from logistics.services.line_pick import line_pick
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcel_renumber import parcel_renumber
from logistics.services.parcel_unpack import parcel_unpack
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.services.wave_create import wave_create
from logistics.states import DeliveryKind, FulfilmentState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, IllegalMove, InvalidInput, NotFound, OutOfStock
from marketplace.kernel.policy import require
from orders.models.order import Order
from orders.policies import may_fill_drafts
from orders.postings import order_subject
from orders.services.order_deliver import order_packed, order_shipped, order_unpacked
from orders.services.order_history import history_tell
from orders.services.order_reach import staff_order_locked
from orders.services.order_release import order_release
from orders.states import HistoryKind, SubOrderState


class NotPaid(DomainError):
    """Nobody answers for the money yet."""

    code: ClassVar[str] = "CANNOT_FULFILL_UNPAID_ORDER"


class NotThisLine(DomainError):
    """A line cannot go out like that."""

    code: ClassVar[str] = "FULFILL_ORDER_LINE"


class CannotCancelFulfilment(DomainError):
    """The parcel is out of the hub's hands."""

    code: ClassVar[str] = "CANNOT_CANCEL_FULFILLMENT"


def _hub_for(actor: Actor) -> Actor:
    """Who does the hub's steps: a machine on behalf of the person, whose name stays in the records."""
    return Actor.of_machine(f"hub-for:{actor.name}")


@transaction.atomic
def order_fulfil(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    quantities: Mapping[int, int],
    tracking_number: str,
    hands_over: bool,
    now: datetime,
) -> Order:
    """
    Allocate, pick and pack the whole of an order, and give its parcel to the carrier.

    Every step is the hub's own service: lots, movements, label and facts are those of any parcel.

    :param quantities: how many of each line go out; a parcel holds all of them
    :param hands_over: whether the carrier takes it now; else `order_fulfilment_approve` says so later
    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such order
    :raises NotPaid: if the order waits for its money, or for a word of the staff
    :raises NotThisLine: if a line is none of the order's, or not all of it is to go out
    :raises OutOfStock: naming a line whose goods are not there
    :raises IllegalMove: if it went out already
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    order = staff_order_locked(order_id)
    states = {sub.state for sub in order.sub_orders.all()} - {SubOrderState.CANCELLED.value}
    if SubOrderState.PLACED in states:
        raise NotPaid(_("Cannot fulfill unpaid order."), field="order")
    if states != {SubOrderState.RELEASED.value}:
        raise IllegalMove(_("This order has gone out already."), field="order")
    _demand_all(order, quantities)
    order_release(order_id=order.pk, now=now)
    parcel = _walk(order, _hub_for(actor), now)
    if tracking_number:
        parcel_renumber(actor=_hub_for(actor), parcel_id=parcel.pk, tracking_number=tracking_number)
    # The hub's facts say the same in a moment; whoever asks now shall see it now.
    order_packed(order_id=order.pk, now=now)
    if hands_over and parcel.fulfilment.method.kind == DeliveryKind.HOME:
        _hand_over(order, parcel, _hub_for(actor), now)
    return order


def _demand_all(order: Order, quantities: Mapping[int, int]) -> None:
    own = {line.pk: line.quantity for line in order.lines.all()}
    for line_id, quantity in quantities.items():
        if line_id not in own:
            raise NotThisLine(_("There is no such line."), field="order_line_id")
        if quantity > own[line_id]:
            raise NotThisLine(_("Only so many were ordered."), field="order_line_id")
    if dict(quantities) != own:
        raise NotThisLine(
            _("A parcel holds all of an order; its lines cannot go out one by one."), field="lines"
        )


def _walk(order: Order, hub: Actor, now: datetime) -> Parcel:
    fulfilment = Fulfilment.objects.get(reference=order_subject(order))
    if fulfilment.state == FulfilmentState.RELEASED:
        result = wave_create(
            actor=hub, warehouse_id=fulfilment.warehouse_id, fulfilment_ids=[fulfilment.pk], now=now
        )
        if result.missing:
            raise OutOfStock(_("Insufficient product stock."), field=next(iter(result.missing)))
    waiting = LotAllocation.objects.filter(line__fulfilment=fulfilment, picked_at=None).order_by("id")
    for allocation_id in waiting.values_list("pk", flat=True):
        line_pick(actor=hub, fulfilment_id=fulfilment.pk, allocation_id=allocation_id, now=now)
    return parcel_pack(actor=hub, fulfilment_id=fulfilment.pk, now=now)


def _hand_over(order: Order, parcel: Parcel, hub: Actor, now: datetime) -> None:
    parcels_hand_over(
        actor=hub,
        warehouse_id=parcel.fulfilment.warehouse_id,
        carrier_id=parcel.carrier_id,
        parcel_ids=[parcel.pk],
        now=now,
    )
    order_shipped(order_id=order.pk, now=now)


@transaction.atomic
def order_fulfilment_approve(*, actor: Actor, order_id: uuid.UUID, now: datetime) -> Order:
    """
    Give an order's packed parcel to its carrier.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such order, or no parcel of it
    :raises IllegalMove: if it left already
    :raises InvalidInput: if the customer fetches it
    """
    order, parcel = _parcel(actor, order_id)
    if parcel.fulfilment.method.kind != DeliveryKind.HOME:
        raise InvalidInput(_("The customer fetches this parcel."), field="id")
    if parcel.fulfilment.state != FulfilmentState.PACKED:
        raise IllegalMove(_("This parcel has left already."), field="id")
    order_packed(order_id=order.pk, now=now)
    _hand_over(order, parcel, _hub_for(actor), now)
    return order


@transaction.atomic
def order_fulfilment_cancel(
    *, actor: Actor, order_id: uuid.UUID, warehouse_id: uuid.UUID | None, now: datetime
) -> Order:
    """
    Open an order's packed parcel: its goods go back to their lots, and the order waits for a wave again.

    :param warehouse_id: where the goods are to go, if it is said: they go back to where they were taken from
    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such order, or no parcel of it
    :raises InvalidInput: if the goods were not taken from that warehouse
    :raises CannotCancelFulfilment: if the parcel has left
    """
    order, parcel = _parcel(actor, order_id)
    if parcel.fulfilment.state != FulfilmentState.PACKED:
        raise CannotCancelFulfilment(_("This parcel has left already."), field="fulfillment")
    if warehouse_id is not None and warehouse_id != parcel.fulfilment.warehouse_id:
        raise InvalidInput(_("The goods go back to where they were taken from."), field="warehouse_id")
    parcel_unpack(actor=_hub_for(actor), parcel_id=parcel.pk, now=now)
    # As if the hub's own fact of the packing had come already: what was never told has nothing to take back.
    order_packed(order_id=order.pk, now=now)
    order_unpacked(actor=actor, order_id=order.pk, parcel_number=parcel.number, now=now)
    return order


@transaction.atomic
def order_tracking_update(*, actor: Actor, order_id: uuid.UUID, tracking_number: str, now: datetime) -> Order:
    """
    Write down the number that the carrier gave an order's parcel.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such order, or no parcel of it
    :raises DomainError: for the reasons of `parcel_renumber`
    """
    order, parcel = _parcel(actor, order_id)
    before = parcel.tracking_number
    parcel_renumber(actor=_hub_for(actor), parcel_id=parcel.pk, tracking_number=tracking_number)
    history_tell(
        actor=actor,
        order_id=order.pk,
        kind=HistoryKind.TRACKING_UPDATED,
        now=now,
        text=tracking_number,
        details={"before": before, "parcel": parcel.number},
    )
    return order


def _parcel(actor: Actor, order_id: uuid.UUID) -> tuple[Order, Parcel]:
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    order = staff_order_locked(order_id)
    parcels = Parcel.objects.select_related("fulfilment__method")
    parcel = parcels.filter(fulfilment__reference=order_subject(order)).order_by("-id").first()
    if parcel is None:
        raise NotFound(_("There is no parcel of this order."), field="id")
    return order, parcel
