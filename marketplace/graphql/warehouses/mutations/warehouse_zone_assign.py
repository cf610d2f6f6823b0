"""Let a warehouse serve shipping zones."""

from typing import Any

import graphene

from logistics.services.warehouse_zones import warehouse_zones_assign
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.warehouses.frame import WarehouseError, warehouse_key
from marketplace.graphql.warehouses.types import Warehouse


class WarehouseShippingZoneAssign(ServiceMutation):
    """Let a warehouse serve shipping zones. Requires MANAGE_PRODUCTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a warehouse.")
        shipping_zone_ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="IDs of shipping zones."
        )

    class Meta:
        error_type = WarehouseError

    warehouse = graphene.Field(Warehouse, description="The warehouse.")

    @classmethod
    def perform(cls, info: Info, *, id: str, shipping_zone_ids: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such warehouse or zone
        """
        zones = keys_of(shipping_zone_ids, "ShippingZone")
        warehouse = warehouse_zones_assign(
            actor=info.context.actor, warehouse_id=warehouse_key(id), zone_ids=zones
        )
        return cls(warehouse=warehouse)
