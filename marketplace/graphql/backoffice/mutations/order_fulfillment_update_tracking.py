"""Write down the number that the carrier gave a parcel."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import FulfillmentUpdateTrackingInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_order,
    fulfillment_key,
)
from marketplace.graphql.orders.fulfillments import Fulfillment, fulfillments_of
from marketplace.graphql.orders.types import Order
from orders.services.order_fulfil import order_tracking_update


class FulfillmentUpdateTracking(OrderMutation):
    """Write down the number that the carrier gave a parcel."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the fulfillment.")
        input = graphene.Argument(FulfillmentUpdateTrackingInput, required=True, description="The number.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    fulfillment = graphene.Field(Fulfillment, description="The parcel.")
    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """Write it down."""
        key = fulfillment_key(id)
        order_tracking_update(
            actor=info.context.actor,
            order_id=key,
            tracking_number=input.get("tracking_number") or "",
            now=info.context.now,
        )
        row = changed_order(info, key)
        return cls(order=row, fulfillment=next(iter(fulfillments_of([row], info)[0]), None))
