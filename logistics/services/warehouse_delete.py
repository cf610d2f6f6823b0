"""The back office closes a warehouse for good."""

import uuid

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from logistics.models.stock import Stock
from logistics.models.warehouse import Warehouse
from logistics.policies import may_keep_warehouses
from logistics.selectors.locked import warehouse_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.policy import require


@transaction.atomic
def warehouse_delete(*, actor: Actor, warehouse_id: uuid.UUID) -> Warehouse:
    """
    Delete a warehouse in which nothing ever happened; one with lots, parcels or waves keeps its history.

    :raises NotAllowed: if the actor may not keep warehouses
    :raises NotFound: if there is none
    :raises IllegalMove: if goods stand or stood there
    """
    require(may_keep_warehouses(actor), _("Only staff may keep warehouses."))
    warehouse = warehouse_locked(warehouse_id)
    key = warehouse.pk
    try:
        with transaction.atomic():
            Stock.objects.filter(warehouse=warehouse, quantity=0, reserved=0).delete()
            warehouse.delivery_methods.filter(code__startswith="counter-").delete()
            warehouse.delete()
    except ProtectedError:
        raise IllegalMove(
            _("Goods stand or stood in this warehouse: it can be closed, not deleted."), field="id"
        ) from None
    warehouse.pk = key
    return warehouse
