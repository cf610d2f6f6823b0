"""What of orders cannot be supplied, and what their customers may choose instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import graphene

from marketplace.graphql.contract import own_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.orders.rows import LineRow, OrderRow, lines_named
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Money
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.texts import text_in
from orders.models.shortage import LineShortage
from orders.selectors.shortages import shortages_by_orders
from orders.shortage_states import Remedy, ShortageOrigin, ShortageReason, ShortageState

OrderShortageReason = own_enum("OrderShortageReason", ShortageReason, "Why goods are missing.")
OrderShortageOrigin = own_enum("OrderShortageOrigin", ShortageOrigin, "Who says that goods are missing.")
OrderShortageStatus = own_enum("OrderShortageStatus", ShortageState, "Where a shortage stands.")
OrderShortageRemedy = own_enum("OrderShortageRemedy", Remedy, "What a customer may choose instead.")


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """A shortage of an order."""

    shortage: LineShortage
    row: OrderRow

    @property
    def id(self) -> int:
        """The key."""
        return self.shortage.pk


class OrderShortage(graphene.ObjectType):
    """So many units of a line that cannot be supplied; its customer chooses, and silence leaves them out."""

    id = id_field("OrderShortage", description="The ID of the shortage.")
    order_line = graphene.Field(late("OrderLine"), required=True, description="Line of the order.")
    quantity = graphene.Int(required=True, description="How many are missing.")
    origin = graphene.Field(OrderShortageOrigin, required=True, description="Who says so.")
    reason = graphene.Field(OrderShortageReason, required=True, description="Why.")
    status = graphene.Field(OrderShortageStatus, required=True, description="Where it stands.")
    substitute_name = graphene.String(description="What is offered instead, in the customer's language.")
    substitute_price = graphene.Field(Money, description="What one piece of it costs.")
    answer_by = graphene.Field(DateTime, required=True, description="Until when the customer may choose.")
    wait_until = graphene.Field(Date, required=True, description="Until when whoever waits waits.")

    @staticmethod
    @batched
    def resolve_order_line(parents: Sequence[ShortageRow], info: Info) -> list[LineRow]:
        """Return the line."""
        return lines_named([(each.row, each.shortage.line_id) for each in parents], info)

    @staticmethod
    def resolve_quantity(root: ShortageRow, _info: Info) -> int:
        """Return how many."""
        return root.shortage.quantity

    @staticmethod
    def resolve_origin(root: ShortageRow, _info: Info) -> str:
        """Return who says so."""
        return root.shortage.origin.upper()

    @staticmethod
    def resolve_reason(root: ShortageRow, _info: Info) -> str:
        """Return why."""
        return root.shortage.reason.upper()

    @staticmethod
    def resolve_status(root: ShortageRow, _info: Info) -> str:
        """Return where it stands."""
        return root.shortage.state.upper()

    @staticmethod
    def resolve_substitute_name(root: ShortageRow, _info: Info) -> str | None:
        """Return what is offered instead."""
        names = root.shortage.substitute_names
        return text_in(names, root.row.order.language) if names else None

    @staticmethod
    def resolve_substitute_price(root: ShortageRow, _info: Info) -> Amount | None:
        """Return its price."""
        return root.shortage.substitute_unit if root.shortage.substitute_id else None

    @staticmethod
    def resolve_answer_by(root: ShortageRow, _info: Info) -> datetime:
        """Return until when to choose."""
        return root.shortage.answer_by

    @staticmethod
    def resolve_wait_until(root: ShortageRow, _info: Info) -> date:
        """Return until when to wait."""
        return root.shortage.wait_until


class OrderShortages:
    """The field of Order that tells what of it cannot be supplied; its rows are `OrderRow`s."""

    shortages = graphene.List(
        graphene.NonNull(OrderShortage),
        required=True,
        description="What of it cannot be supplied; for the customer and staff.",
    )

    @staticmethod
    @batched
    def resolve_shortages(
        parents: Sequence[OrderRow], info: Info
    ) -> list[list[ShortageRow] | PermissionDenied]:
        """Return what is missing, oldest first, to whoever may see whose the order is."""
        loaded = info.context.load(shortages_by_orders, [None if row.draft else row.id for row in parents])
        return [
            [ShortageRow(each, row) for each in found or []] if row.is_open else PermissionDenied(FORBIDDEN)
            for row, found in zip(parents, loaded, strict=True)
        ]
