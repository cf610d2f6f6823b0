"""Take a line out of a draft."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_draft,
    draft_line_key,
    draft_line_row,
)
from marketplace.graphql.orders.types import Order, OrderLine
from orders.services.draft_order_lines import draft_line_delete


class OrderLineDelete(OrderMutation):
    """Take a line out of a draft."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the line.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The draft after the change.")
    order_line = graphene.Field(OrderLine, description="The line as it was.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Take it out."""
        key = draft_line_key(id)
        before = draft_line_row(info, key)
        draft = draft_line_delete(actor=info.context.actor, line_id=key, now=info.context.now)
        return cls(order=changed_draft(info, draft.pk), order_line=before)
