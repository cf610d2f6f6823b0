"""Where the goods of an order's lines are promised, until they leave in a parcel."""

from collections.abc import Sequence

import graphene

from logistics.models.stock import Reservation
from logistics.models.warehouse import Warehouse as WarehouseModel
from logistics.selectors.promises import promises_of
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.rows import LineRow
from marketplace.graphql.warehouses.types import Warehouse
from marketplace.kernel.actor import Permission

_WHO = (Permission.MANAGE_PRODUCTS, Permission.MANAGE_ORDERS)


class Allocation(graphene.ObjectType):
    """Units that a warehouse has promised to an order's line."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Allocation", description="The ID of allocation.")
    quantity = graphene.Int(required=True, description="How many units.")
    warehouse = graphene.Field(Warehouse, required=True, description="The warehouse that promised them.")

    @staticmethod
    def resolve_warehouse(root: Reservation, _info: Info) -> WarehouseModel:
        """Return where they stand."""
        return root.stock.warehouse


class LineAllocations:
    """Where the goods of a line are promised; its rows are `LineRow`s."""

    allocations = graphene.List(
        graphene.NonNull(Allocation),
        description="Units promised to it that have not left. Requires MANAGE_PRODUCTS or MANAGE_ORDERS.",
    )

    @staticmethod
    @batched
    def resolve_allocations(
        parents: Sequence[LineRow], info: Info
    ) -> list[list[Reservation]] | list[PermissionDenied]:
        """Return what is promised to each: one statement for all; a draft's lines are promised nothing firmly."""
        if not any(info.context.actor.may(each) for each in _WHO):
            return [PermissionDenied.needing(each.name for each in _WHO) for _line in parents]
        keys = [line.line.reference if isinstance(line.id, int) else None for line in parents]
        return [found or [] for found in info.context.load(promises_of, keys)]
