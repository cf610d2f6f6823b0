"""Say something of a draft order."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import DraftOrderInput, content_given
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
from orders.services.draft_order_edit import draft_order_update


class DraftOrderUpdate(OrderMutation):
    """Say something of a draft order."""

    class Arguments:
        id = graphene.ID(description="ID of a draft.")
        external_reference = graphene.String(description="What another system calls it.")
        input = graphene.Argument(DraftOrderInput, required=True, description="What changes.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any], **named: Any) -> Any:
        """Change it."""
        key = named_key(named)
        draft_order_update(
            actor=info.context.actor, draft_id=key, content=content_given(input), now=info.context.now
        )
        return cls(order=changed_draft(info, key))
