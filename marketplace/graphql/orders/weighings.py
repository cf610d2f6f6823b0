"""What goods that are sold by their weight weighed, and what that takes off their price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import graphene

from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders.rows import LineRow, OrderRow, lines_named
from marketplace.graphql.orders.shortages import OrderShortageOrigin
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Money
from marketplace.kernel.money import Money as Amount
from orders.models.weighing import LineWeighing
from orders.selectors.weighings import weighings_by_orders


@dataclass(frozen=True, slots=True)
class WeighingRow:
    """A weight that counts, of an order."""

    weighing: LineWeighing
    row: OrderRow

    @property
    def id(self) -> int:
        """The key."""
        return self.weighing.pk


class OrderWeighing(graphene.ObjectType):
    """All pieces of a line that are sent, weighed; what they lack costs nothing, more costs nobody more."""

    id = id_field("OrderWeighing", description="The ID of the weight.")
    order_line = graphene.Field(late("OrderLine"), required=True, description="Line of the order.")
    pieces = graphene.Int(required=True, description="How many pieces were weighed.")
    ordered_grams = graphene.Int(required=True, description="What they were to weigh.")
    weighed_grams = graphene.Int(required=True, description="What they weigh.")
    deducted = graphene.Field(Money, required=True, description="What is taken off the price of the line.")
    origin = graphene.Field(OrderShortageOrigin, required=True, description="Who weighed them.")
    weighed_at = graphene.Field(DateTime, required=True, description="When.")

    @staticmethod
    @batched
    def resolve_order_line(parents: Sequence[WeighingRow], info: Info) -> list[LineRow]:
        """Return the line."""
        return lines_named([(each.row, each.weighing.line_id) for each in parents], info)

    @staticmethod
    def resolve_pieces(root: WeighingRow, _info: Info) -> int:
        """Return how many."""
        return root.weighing.pieces

    @staticmethod
    def resolve_ordered_grams(root: WeighingRow, _info: Info) -> int:
        """Return what was ordered."""
        return root.weighing.ordered_g

    @staticmethod
    def resolve_weighed_grams(root: WeighingRow, _info: Info) -> int:
        """Return what they weigh."""
        return root.weighing.weighed_g

    @staticmethod
    def resolve_deducted(root: WeighingRow, _info: Info) -> Amount:
        """Return what is taken off."""
        return root.weighing.amount

    @staticmethod
    def resolve_origin(root: WeighingRow, _info: Info) -> str:
        """Return who weighed."""
        return root.weighing.origin.upper()

    @staticmethod
    def resolve_weighed_at(root: WeighingRow, _info: Info) -> datetime:
        """Return when."""
        return root.weighing.weighed_at


class OrderWeighings:
    """The field of Order that tells what of it was weighed; its rows are `OrderRow`s."""

    weighings = graphene.List(
        graphene.NonNull(OrderWeighing),
        required=True,
        description="What its goods that are sold by their weight weigh; for the customer and staff.",
    )

    @staticmethod
    @batched
    def resolve_weighings(
        parents: Sequence[OrderRow], info: Info
    ) -> list[list[WeighingRow] | PermissionDenied]:
        """Return the weights that count, line by line, to whoever may see whose the order is."""
        loaded = info.context.load(weighings_by_orders, [None if row.draft else row.id for row in parents])
        return [
            [WeighingRow(each, row) for each in found or []] if row.is_open else PermissionDenied(FORBIDDEN)
            for row, found in zip(parents, loaded, strict=True)
        ]
