"""Begin an order for somebody else."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import (
    DraftOrderCreateInput,
    channel_given,
    content_given,
    line_prices,
    line_quantities,
)
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import ERROR_FIELDS, STAFF, OrderError, OrderMutation, changed_draft
from marketplace.graphql.orders.types import Order
from orders.services.draft_order_lines import draft_order_begin


class DraftOrderCreate(OrderMutation):
    """Begin an order for somebody else."""

    class Arguments:
        input = graphene.Argument(DraftOrderCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Begin it."""
        draft = draft_order_begin(
            actor=info.context.actor,
            channel=channel_given(input),
            content=content_given(input),
            quantities=line_quantities(input.get("lines") or ()),
            now=info.context.now,
            terms=line_prices(input.get("lines") or ()),
        )
        return cls(order=changed_draft(info, draft.pk))
