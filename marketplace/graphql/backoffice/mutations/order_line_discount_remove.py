"""Take nothing off a draft's line by hand any more."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_draft,
    discounted_line_key,
    draft_lines,
)
from marketplace.graphql.orders.types import Order, OrderLine
from orders.services.draft_discounts import draft_line_discount_remove


class OrderLineDiscountRemove(OrderMutation):
    """Take nothing off a draft's line by hand any more."""

    class Arguments:
        order_line_id = graphene.ID(required=True, description="ID of the line.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The draft after the change.")
    order_line = graphene.Field(OrderLine, description="The line.")

    @classmethod
    def perform(cls, info: Info, *, order_line_id: str) -> Any:
        """Take it back."""
        key = discounted_line_key(order_line_id)
        draft = draft_line_discount_remove(actor=info.context.actor, line_id=key, now=info.context.now)
        row = changed_draft(info, draft.pk)
        return cls(order=row, order_line=next(line for line in draft_lines(row) if line.id == key))
