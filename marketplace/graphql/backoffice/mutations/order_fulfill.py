"""Pack an order and give its parcel to the carrier."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import OrderFulfillInput, quantities_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_order,
    order_key,
)
from marketplace.graphql.orders.fulfillments import Fulfillment, fulfillments_of
from marketplace.graphql.orders.types import Order
from orders.services.order_fulfil import order_fulfil


class OrderFulfill(OrderMutation):
    """Pack an order and give its parcel to the carrier."""

    class Arguments:
        order = graphene.ID(description="ID of the order.")
        input = graphene.Argument(OrderFulfillInput, required=True, description="What goes out.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    fulfillments = graphene.List(graphene.NonNull(Fulfillment), description="The parcels.")
    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any], order: str | None = None) -> Any:
        """Send it."""
        key = order_key(order or "", field="order")
        order_fulfil(
            actor=info.context.actor,
            order_id=key,
            quantities=quantities_of(input["lines"]),
            tracking_number=input.get("tracking_number") or "",
            hands_over=True,
            now=info.context.now,
        )
        row = changed_order(info, key)
        return cls(order=row, fulfillments=fulfillments_of([row], info)[0])
