"""Change a warehouse."""

from typing import Any

import graphene

from logistics.services.warehouse_update import warehouse_update
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.warehouses.frame import WarehouseError, warehouse_named
from marketplace.graphql.warehouses.inputs import WarehouseUpdateInput, warehouse_changes
from marketplace.graphql.warehouses.types import Warehouse


class WarehouseUpdate(ServiceMutation):
    """Change what is known of a warehouse. Requires MANAGE_PRODUCTS."""

    class Arguments:
        id = graphene.ID(description="ID of a warehouse.")
        external_reference = graphene.String(description="External ID of a warehouse.")
        input = graphene.Argument(WarehouseUpdateInput, required=True, description="What is to change.")

    class Meta:
        error_type = WarehouseError

    warehouse = graphene.Field(Warehouse, description="The warehouse.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        input: dict[str, Any],
        id: str | None = None,
        external_reference: str | None = None,
    ) -> Any:
        """
        Change it.

        :raises NotFound: if there is no such warehouse
        """
        warehouse = warehouse_update(
            actor=info.context.actor,
            warehouse_id=warehouse_named(id, external_reference),
            changes=warehouse_changes(input),
            now=info.context.now,
        )
        return cls(warehouse=warehouse)
