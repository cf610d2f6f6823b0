"""Give up the money that was promised for an order."""

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
from orders.services.order_payment_move import order_void


class OrderVoid(OrderMutation):
    """Give up the money that was promised for an order."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the order.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Give it up."""
        key = order_key(id)
        order_void(actor=info.context.actor, order_id=key, now=info.context.now)
        return cls(order=changed_order(info, key))
