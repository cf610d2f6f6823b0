"""Delete a warehouse."""

from typing import Any

import graphene

from logistics.services.warehouse_delete import warehouse_delete
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.warehouses.frame import WarehouseError, warehouse_key
from marketplace.graphql.warehouses.types import Warehouse


class WarehouseDelete(ServiceMutation):
    """Delete a warehouse in which nothing ever happened. Requires MANAGE_PRODUCTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a warehouse.")

    class Meta:
        error_type = WarehouseError

    warehouse = graphene.Field(Warehouse, description="The warehouse.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Delete it.

        :raises NotFound: if there is no such warehouse
        """
        return cls(warehouse=warehouse_delete(actor=info.context.actor, warehouse_id=warehouse_key(id)))
