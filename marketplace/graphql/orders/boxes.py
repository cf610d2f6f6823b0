"""Gift boxes of orders: which pieces of which lines lie together in one, and what was taken off for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import graphene

from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.orders.rows import LineRow, OrderRow, lines_named
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Money
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.texts import text_in
from orders.models.box import OrderBox as Box
from orders.models.box import OrderBoxItem as Item
from orders.selectors.boxes import boxes_by_orders


@dataclass(frozen=True, slots=True)
class BoxRow:
    """So many equal boxes of an order."""

    box: Box
    row: OrderRow


@dataclass(frozen=True, slots=True)
class BoxItemRow:
    """Pieces of a line that lie in each of the boxes."""

    item: Item
    row: OrderRow


class OrderBoxItem(graphene.ObjectType):
    """So many pieces of an order's line in each of the boxes."""

    order_line = graphene.Field(late("OrderLine"), required=True, description="The line they are of.")
    quantity = graphene.Int(required=True, description="How many pieces lie in one box.")

    @staticmethod
    @batched
    def resolve_order_line(parents: Sequence[BoxItemRow], info: Info) -> list[LineRow]:
        """Return the line."""
        return lines_named([(each.row, each.item.line_id) for each in parents], info)

    @staticmethod
    def resolve_quantity(root: BoxItemRow, _info: Info) -> int:
        """Return how many."""
        return root.item.quantity


class OrderBox(graphene.ObjectType):
    """So many equal gift boxes; their pieces are among those of the order's lines, whose prices hold the reduction."""

    name = graphene.String(required=True, description="What the box is called, in the customer's language.")
    quantity = graphene.Int(required=True, description="How many boxes.")
    full_price = graphene.Field(
        Money, required=True, description="What the contents of all of them cost by themselves."
    )
    discount = graphene.Field(Money, required=True, description="What was taken off for all of them.")
    items = graphene.List(
        graphene.NonNull(OrderBoxItem), required=True, description="What lies in each of them."
    )

    @staticmethod
    def resolve_name(root: BoxRow, _info: Info) -> str:
        """Return its name."""
        return text_in(root.box.names, root.row.order.language)

    @staticmethod
    def resolve_quantity(root: BoxRow, _info: Info) -> int:
        """Return how many."""
        return root.box.quantity

    @staticmethod
    def resolve_full_price(root: BoxRow, _info: Info) -> Amount:
        """Return the price of the contents."""
        return root.box.full

    @staticmethod
    def resolve_discount(root: BoxRow, _info: Info) -> Amount:
        """Return what was taken off."""
        return root.box.off

    @staticmethod
    def resolve_items(root: BoxRow, _info: Info) -> list[BoxItemRow]:
        """Return the contents, which came with the box."""
        return [BoxItemRow(item, root.row) for item in root.box.items.all()]


class OrderBoxes:
    """The field of Order that tells its gift boxes; its rows are `OrderRow`s."""

    boxes = graphene.List(
        graphene.NonNull(OrderBox),
        required=True,
        description="Its gift boxes; for the customer and staff.",
    )

    @staticmethod
    @batched
    def resolve_boxes(parents: Sequence[OrderRow], info: Info) -> list[list[BoxRow] | PermissionDenied]:
        """Return the boxes to whoever may see whose the order is."""
        loaded = info.context.load(boxes_by_orders, [None if row.draft else row.id for row in parents])
        return [
            [BoxRow(each, row) for each in found or []] if row.is_open else PermissionDenied(FORBIDDEN)
            for row, found in zip(parents, loaded, strict=True)
        ]
