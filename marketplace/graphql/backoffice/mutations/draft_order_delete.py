"""Give a draft up."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_draft,
    named_key,
)
from marketplace.graphql.orders.types import Order
from orders.services.draft_order_edit import draft_orders_delete


class DraftOrderDelete(OrderMutation):
    """Give a draft up."""

    class Arguments:
        id = graphene.ID(description="ID of a draft.")
        external_reference = graphene.String(description="What another system calls it.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The draft as it was.")

    @classmethod
    def perform(cls, info: Info, **named: Any) -> Any:
        """Give it up."""
        key = named_key(named)
        row = changed_draft(info, key)
        draft_orders_delete(actor=info.context.actor, draft_ids=[key])
        return cls(order=row)
