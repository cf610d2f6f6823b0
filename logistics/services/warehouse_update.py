"""The back office changes what is known of a warehouse."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.warehouse import Warehouse
from logistics.policies import may_keep_warehouses
from logistics.selectors.locked import warehouse_locked
from logistics.services.warehouse_changes import WarehouseChanges
from logistics.services.warehouse_pickup_refresh import warehouse_pickup_refresh
from logistics.states import ClickAndCollect
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require


@transaction.atomic
def warehouse_update(
    *, actor: Actor, warehouse_id: uuid.UUID, changes: WarehouseChanges, now: datetime
) -> Warehouse:
    """
    Change a warehouse; a new choice of click and collect opens or closes its counter.

    :raises NotAllowed: if the actor may not keep warehouses
    :raises NotFound: if there is none
    :raises InvalidInput: naming the part that cannot be used or is another's
    """
    require(may_keep_warehouses(actor), _("Only staff may keep warehouses."))
    warehouse = warehouse_locked(warehouse_id)
    columns = changes.columns(of=warehouse)
    for column, value in columns.items():
        setattr(warehouse, column, value)
    if warehouse.click_and_collect == ClickAndCollect.LOCAL and warehouse.is_private:
        raise InvalidInput(
            _("A private warehouse has no counter for what stands there."), field="click_and_collect_option"
        )
    if columns:
        warehouse.save(update_fields=list(columns))
    warehouse_pickup_refresh(warehouse, now=now)
    return warehouse
