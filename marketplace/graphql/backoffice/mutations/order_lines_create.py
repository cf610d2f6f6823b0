"""Put more into a draft."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import OrderLineCreateInput, line_prices, line_quantities
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_draft,
    draft_lines,
    only_drafts,
    order_key,
)
from marketplace.graphql.orders.types import Order, OrderLine
from orders.services.draft_order_lines import draft_lines_add


class OrderLinesCreate(OrderMutation):
    """Put more into a draft."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the draft.")
        input = graphene.List(
            graphene.NonNull(OrderLineCreateInput), required=True, description="Variants and quantities."
        )

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The draft after the change.")
    order_lines = graphene.List(graphene.NonNull(OrderLine), description="The lines.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Sequence[Mapping[str, Any]]) -> Any:
        """Put it in."""
        key = order_key(id)
        quantities = line_quantities(input)
        with only_drafts():
            draft_lines_add(
                actor=info.context.actor,
                draft_id=key,
                quantities=quantities,
                now=info.context.now,
                terms=line_prices(input),
            )
        row = changed_draft(info, key)
        named = {variant for variant, _many in quantities}
        lines = [line for line in draft_lines(row) if line.line.variant_id in named]
        return cls(order=row, order_lines=lines)
