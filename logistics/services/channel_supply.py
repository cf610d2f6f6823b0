"""A channel with the warehouses that serve it and the zones to which it sells: written in one step."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from logistics.models.warehouse import Warehouse
from logistics.models.zone import ChannelWarehouse, ShippingZone
from marketplace.channels.models import Channel
from marketplace.channels.policies import may_keep_channels
from marketplace.channels.services.channel_changes import ChannelChanges
from marketplace.channels.services.channel_create import channel_create
from marketplace.channels.services.channel_update import channel_locked, channel_update
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyChanges:
    """Which warehouses and zones to add to a channel, and which to take away."""

    add_warehouses: Collection[uuid.UUID] = ()
    remove_warehouses: Collection[uuid.UUID] = ()
    add_zones: Collection[int] = ()
    remove_zones: Collection[int] = ()


class NamedTwice(Conflict):
    """The same thing is to be added and taken away."""

    code = "DUPLICATED_INPUT_ITEM"


@transaction.atomic
def channel_create_supplied(*, actor: Actor, changes: ChannelChanges, supply: SupplyChanges) -> Channel:
    """
    Open a channel with its warehouses and zones.

    :raises NotAllowed: if the actor may not keep channels
    :raises InvalidInput: naming the part that is missing or cannot be used
    :raises NotFound: if there is no such warehouse or zone
    """
    channel = channel_create(actor=actor, changes=changes)
    _supply(channel, supply)
    return channel


@transaction.atomic
def channel_update_supplied(
    *, actor: Actor, channel_id: int, changes: ChannelChanges, supply: SupplyChanges
) -> Channel:
    """
    Change a channel, its warehouses and its zones.

    :raises NotAllowed: if the actor may not keep channels
    :raises NotFound: if there is no such channel, warehouse or zone
    :raises InvalidInput: naming the part that cannot be used
    :raises NamedTwice: if something is to be added and taken away
    """
    channel = channel_update(actor=actor, channel_id=channel_id, changes=changes)
    _supply(channel, supply)
    return channel


@transaction.atomic
def channel_warehouses_reorder(*, actor: Actor, channel_id: int, moves: Mapping[uuid.UUID, int]) -> Channel:
    """
    Move warehouses of a channel by so many places, forward (positive) or back.

    :raises NotAllowed: if the actor may not keep channels
    :raises NotFound: if there is no such channel, or a warehouse does not serve it
    """
    require(may_keep_channels(actor), _("Only staff may keep channels."))
    channel = channel_locked(channel_id)
    rows = list(ChannelWarehouse.objects.filter(channel=channel).order_by("position", "id"))
    for warehouse_id, by in moves.items():
        row = next((each for each in rows if each.warehouse_id == warehouse_id), None)
        if row is None:
            raise NotFound(_("This warehouse does not serve this channel."), field="moves")
        place = rows.index(row)
        rows.insert(min(max(place + by, 0), len(rows) - 1), rows.pop(place))
    for position, row in enumerate(rows):
        row.position = position
    ChannelWarehouse.objects.bulk_update(rows, ["position"])
    return channel


def _supply(channel: Channel, supply: SupplyChanges) -> None:
    if {*supply.add_warehouses} & {*supply.remove_warehouses}:
        raise NamedTwice(_("The same warehouse is to be added and taken away."), field="remove_warehouses")
    if {*supply.add_zones} & {*supply.remove_zones}:
        raise NamedTwice(_("The same zone is to be added and taken away."), field="remove_shipping_zones")
    if Warehouse.objects.filter(pk__in=supply.add_warehouses).count() != len({*supply.add_warehouses}):
        raise NotFound(_("There is no such warehouse."), field="add_warehouses")
    if ShippingZone.objects.filter(pk__in=supply.add_zones).count() != len({*supply.add_zones}):
        raise NotFound(_("There is no such shipping zone."), field="add_shipping_zones")
    links = ChannelWarehouse.objects.filter(channel=channel)
    links.filter(warehouse__in=supply.remove_warehouses).delete()
    last = links.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    ChannelWarehouse.objects.bulk_create(
        (
            ChannelWarehouse(channel=channel, warehouse_id=key, position=first + place)
            for place, key in enumerate(supply.add_warehouses)
        ),
        ignore_conflicts=True,
    )
    channel.shipping_zones.add(*supply.add_zones)
    channel.shipping_zones.remove(*supply.remove_zones)
