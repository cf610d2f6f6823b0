"""The back office says which shipping zones a warehouse serves."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.warehouse import Warehouse
from logistics.models.zone import ShippingZone
from logistics.policies import may_keep_warehouses
from logistics.selectors.locked import warehouse_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def warehouse_zones_assign(*, actor: Actor, warehouse_id: uuid.UUID, zone_ids: Collection[int]) -> Warehouse:
    """
    Let a warehouse serve zones beside those that it serves.

    :raises NotAllowed: if the actor may not keep warehouses
    :raises NotFound: if there is no such warehouse, or no such zone
    """
    warehouse = _demanded(actor, warehouse_id, zone_ids)
    warehouse.shipping_zones.add(*zone_ids)
    return warehouse


@transaction.atomic
def warehouse_zones_unassign(
    *, actor: Actor, warehouse_id: uuid.UUID, zone_ids: Collection[int]
) -> Warehouse:
    """
    Take zones away from a warehouse.

    :raises NotAllowed: if the actor may not keep warehouses
    :raises NotFound: if there is no such warehouse, or no such zone
    """
    warehouse = _demanded(actor, warehouse_id, zone_ids)
    warehouse.shipping_zones.remove(*zone_ids)
    return warehouse


def _demanded(actor: Actor, warehouse_id: uuid.UUID, zone_ids: Collection[int]) -> Warehouse:
    require(may_keep_warehouses(actor), _("Only staff may keep warehouses."))
    warehouse = warehouse_locked(warehouse_id)
    if ShippingZone.objects.filter(pk__in=zone_ids).count() != len(set(zone_ids)):
        raise NotFound(_("There is no such shipping zone."), field="shipping_zones")
    return warehouse
