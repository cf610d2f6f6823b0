"""Which warehouses a person works in."""

import uuid

from django.utils.translation import gettext as _

from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.states import WarehouseKind
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
