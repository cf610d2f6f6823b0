"""Give a packed parcel to its carrier."""

from typing import Any

import graphene

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
from orders.services.order_fulfil import order_fulfilment_approve


class FulfillmentApprove(OrderMutation):
    """Give a packed parcel to its carrier."""

    class Arguments:
        allow_stock_to_be_exceeded = graphene.Boolean(
            default_value=False, description="Nothing leaves that is not there, whatever this says."
        )
        id = graphene.ID(required=True, description="ID of the fulfillment.")
        notify_customer = graphene.Boolean(
            required=True, description="The customer is told of every parcel that leaves."
        )

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    fulfillment = graphene.Field(Fulfillment, description="The parcel.")
    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, **_noted: Any) -> Any:
        """Give it."""
        key = fulfillment_key(id)
        order_fulfilment_approve(actor=info.context.actor, order_id=key, now=info.context.now)
        row = changed_order(info, key)
        return cls(order=row, fulfillment=next(iter(fulfillments_of([row], info)[0]), None))
