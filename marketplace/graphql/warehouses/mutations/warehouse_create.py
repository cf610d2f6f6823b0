"""Open a warehouse."""

from typing import Any

import graphene
from django.utils.translation import gettext as _

from logistics.services.warehouse_create import warehouse_create
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.warehouses.frame import WarehouseError
from marketplace.graphql.warehouses.inputs import WarehouseCreateInput, warehouse_changes
from marketplace.graphql.warehouses.types import Warehouse
from marketplace.kernel.errors import InvalidInput


class WarehouseCreate(ServiceMutation):
    """Open a warehouse. Requires MANAGE_PRODUCTS."""

    class Arguments:
        input = graphene.Argument(WarehouseCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = WarehouseError

    warehouse = graphene.Field(Warehouse, description="The warehouse.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Open it.

        :raises InvalidInput: if shipping zones are named: they are assigned to a warehouse that exists
        """
        if input.get("shipping_zones"):
            raise InvalidInput(_("Assign shipping zones once the warehouse exists."), field="shippingZones")
        changes = warehouse_changes(input)
        return cls(
            warehouse=warehouse_create(actor=info.context.actor, changes=changes, now=info.context.now)
        )
