"""Correct what an order says of its customer."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import OrderUpdateInput, content_given
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_order,
    named_key,
)
from marketplace.graphql.orders.types import Order
from orders.services.order_update import order_update


class OrderUpdate(OrderMutation):
    """Correct what an order says of its customer."""

    class Arguments:
        id = graphene.ID(description="ID of an order.")
        external_reference = graphene.String(description="What another system calls it.")
        input = graphene.Argument(OrderUpdateInput, required=True, description="What changes.")

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
        order_update(
            actor=info.context.actor, order_id=key, content=content_given(input), now=info.context.now
        )
        return cls(order=changed_order(info, key))
