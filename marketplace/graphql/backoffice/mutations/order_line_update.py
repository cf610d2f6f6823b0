"""Say how many of a line a draft holds."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import OrderLineInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_draft,
    draft_line_key,
    draft_lines,
)
from marketplace.graphql.orders.types import Order, OrderLine
from orders.services.draft_order_lines import draft_line_update


class OrderLineUpdate(OrderMutation):
    """Say how many of a line a draft holds."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the line.")
        input = graphene.Argument(OrderLineInput, required=True, description="The quantity.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The draft after the change.")
    order_line = graphene.Field(OrderLine, description="The line.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """Set it."""
        key = draft_line_key(id)
        draft = draft_line_update(
            actor=info.context.actor, line_id=key, quantity=input["quantity"], now=info.context.now
        )
        row = changed_draft(info, draft.pk)
        return cls(order=row, order_line=next(line for line in draft_lines(row) if line.id == key))
