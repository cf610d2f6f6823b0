"""Note that an order was paid outside of it."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_order,
    order_key,
)
from marketplace.graphql.orders.types import Order
from orders.services.order_mark_paid import order_mark_paid


class OrderMarkAsPaid(OrderMutation):
    """Note that an order was paid outside of it."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the order.")
        transaction_reference = graphene.String(description="What proves the payment.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, transaction_reference: str | None = None) -> Any:
        """Note it."""
        key = order_key(id)
        order_mark_paid(
            actor=info.context.actor,
            order_id=key,
            reference=transaction_reference or "",
            now=info.context.now,
        )
        return cls(order=changed_order(info, key))
