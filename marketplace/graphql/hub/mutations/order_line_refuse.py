"""A cooperative cannot supply so many units of a line of its part of an order."""

from datetime import date
from typing import Any

import graphene

from marketplace.graphql.contract import word
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import Date
from marketplace.graphql.orders.frame import placed_line
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.shortages import OrderShortage, OrderShortageReason, ShortageRow
from orders.services.shortage_open import supply_refuse
from orders.shortage_states import ShortageReason


class OrderLineRefuse(ServiceMutation):
    """A cooperative cannot supply so many units of a line of its part of an order; its customer is asked."""

    class Arguments:
        order_line = graphene.ID(required=True, description="ID of the line.")
        quantity = graphene.Int(required=True, description="How many cannot be supplied.")
        reason = OrderShortageReason(required=True, description="Why.")
        substitute = graphene.ID(
            description="ID of the variant of its own that it offers instead; the nearest that fits if left out."
        )
        wait_until = Date(description="The day on which it would have it.")

    class Meta:
        error_type = HubError
        error_fields = {**ERROR_FIELDS, "line": "orderLine"}

    order_shortage = graphene.Field(OrderShortage, description="What the customer is asked about.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        order_line: str,
        quantity: int,
        reason: Any,
        substitute: str | None = None,
        wait_until: date | None = None,
    ) -> Any:
        """Say it."""
        row = supply_refuse(
            actor=info.context.actor,
            line_id=placed_line(order_line, field="line"),
            quantity=quantity,
            reason=ShortageReason[word(reason)],
            substitute_id=named(substitute, "ProductVariant", field="substitute") if substitute else None,
            wait_until=wait_until,
            now=info.context.now,
        )
        return cls(order_shortage=ShortageRow(row, OrderRow(row.line.order, is_open=False)))
