"""The back office opens a warehouse."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.warehouse import Warehouse
from logistics.policies import may_keep_warehouses
from logistics.services.warehouse_changes import WarehouseChanges
from logistics.services.warehouse_pickup_refresh import warehouse_pickup_refresh
from logistics.states import WarehouseKind
from marketplace.cooperatives.services.platform_ensure import platform_ensure
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Missing
from marketplace.kernel.policy import require
from marketplace.kernel.slugs import free_slug, slug_from


@transaction.atomic
def warehouse_create(*, actor: Actor, changes: WarehouseChanges, now: datetime) -> Warehouse:
    """
    Open a warehouse that the marketplace runs itself; the first of all serves the web shop.

    :raises NotAllowed: if the actor may not keep warehouses
    :raises InvalidInput: naming the part that is missing, cannot be used or is another's
    """
    require(may_keep_warehouses(actor), _("Only staff may keep warehouses."))
    if changes.name is None:
        raise Missing(_("This must not be empty."), field="name")
    columns = changes.columns(of=None)
    platform = platform_ensure(now=now)
    if "slug" not in columns:
        base = slug_from(changes.name, fallback="warehouse", most=70)
        taken = set(Warehouse.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        columns["slug"] = free_slug(base, taken)
    place = {"province": platform.province, "region": platform.region}
    warehouse = Warehouse.objects.create(
        **(place | columns),
        organisation=platform,
        kind=WarehouseKind.HUB,
        is_online=not Warehouse.objects.filter(is_online=True).exists(),
        created_at=now,
    )
    warehouse_pickup_refresh(warehouse, now=now)
    return warehouse
