"""Which warehouses there are, and in which a person works."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryMethod
from logistics.models.warehouse import Warehouse
from logistics.models.zone import ChannelWarehouse, ShippingZone
from logistics.policies import may_run_hub
from logistics.states import ClickAndCollect, DeliveryKind, WarehouseKind
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


def warehouses_run_by(actor: Actor) -> list[Warehouse]:
    """Return the active warehouses in which the actor may work, by slug; one query."""
    rows = Warehouse.objects.filter(is_active=True).select_related("organisation").order_by("slug")
    if not actor.may(Permission.MANAGE_HUB):
        rows = rows.filter(organisation__in=[pk for pk, held in actor.roles.items() if Role.HUB in held])
    return list(rows)


def warehouse_run_by(actor: Actor, warehouse_id: uuid.UUID) -> Warehouse:
    """
    Return a warehouse in which the actor may work.

    :raises NotFound: if there is none
    :raises NotAllowed: if it is not the actor's to run
    """
    warehouse = Warehouse.objects.select_related("organisation").filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(may_run_hub(actor, warehouse.organisation_id), _("This is for the people of this hub."))
    return warehouse


def hubs_open() -> list[Warehouse]:
    """Return the hubs to which goods can be sent, the one that serves the web shop first; one query."""
    rows = Warehouse.objects.filter(is_active=True, kind=WarehouseKind.HUB)
    return list(rows.order_by("-is_online", "slug"))


def warehouses_by_id(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Warehouse]:
    """Return warehouses with their organisations, in one statement."""
    return {row.pk: row for row in Warehouse.objects.select_related("organisation").filter(pk__in=ids)}


def zones_of_warehouses(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[ShippingZone]]:
    """Return the zones that each warehouse serves, in one statement."""
    links = ShippingZone.warehouses.through.objects.filter(warehouse__in=ids).select_related("shippingzone")
    found: dict[uuid.UUID, list[ShippingZone]] = {}
    for row in links.order_by("shippingzone_id"):
        found.setdefault(row.warehouse_id, []).append(row.shippingzone)
    return found


def warehouses_of_channels(channel_ids: Sequence[int]) -> dict[int, list[Warehouse]]:
    """Return the warehouses of each channel in the staff's order, in one statement."""
    rows = ChannelWarehouse.objects.filter(channel__in=channel_ids).select_related("warehouse__organisation")
    found: dict[int, list[Warehouse]] = {}
    for row in rows.order_by("channel_id", "position", "id"):
        found.setdefault(row.channel_id, []).append(row.warehouse)
    return found


def warehouses_of_zones(zone_ids: Sequence[int]) -> dict[int, list[Warehouse]]:
    """Return the warehouses that serve each zone, by slug, in one statement."""
    links = ShippingZone.warehouses.through.objects.filter(shippingzone__in=zone_ids)
    rows = links.select_related("warehouse__organisation").order_by("shippingzone_id", "warehouse__slug")
    found: dict[int, list[Warehouse]] = {}
    for row in rows:
        found.setdefault(row.shippingzone_id, []).append(row.warehouse)
    return found


def counter_of(warehouse_id: uuid.UUID) -> uuid.UUID | None:
    """Return the way of delivery that is fetching parcels at a warehouse, if its counter is open."""
    open_ones = DeliveryMethod.objects.filter(kind=DeliveryKind.PICKUP, is_active=True)
    found: uuid.UUID | None = open_ones.filter(warehouse=warehouse_id).values_list("pk", flat=True).first()
    return found


def warehouses_of_counters(method_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Warehouse]:
    """Return the warehouses at whose counters ways of delivery end, in one query."""
    rows = DeliveryMethod.objects.filter(pk__in=method_ids, kind=DeliveryKind.PICKUP)
    return {row.pk: row.warehouse for row in rows.select_related("warehouse") if row.warehouse is not None}


def collection_points() -> list[Warehouse]:
    """Return the places where customers may fetch parcels, in one query."""
    places = Warehouse.objects.exclude(click_and_collect=ClickAndCollect.DISABLED)
    return list(places.filter(is_active=True).order_by("pk"))
