"""Accept that units come back: the hub looks at them, and their money goes back."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.refund_inputs import OrderReturnProductsInput, note_of, returned_given
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
from orders.services.return_accept import return_accept


class FulfillmentReturnProducts(OrderMutation):
    """Accept that units come back: the hub looks at them, and their money goes back."""

    class Arguments:
        input = graphene.Argument(OrderReturnProductsInput, required=True, description="What comes back.")
        order = graphene.ID(required=True, description="ID of the order to be returned.")

    class Meta:
        error_type = OrderError
        error_fields = {**ERROR_FIELDS, "line": "orderLineId"}
        permissions = STAFF
        errors_alias = "order_errors"

    return_fulfillment = graphene.Field(
        Fulfillment, description="What came back; null while the hub has not received it."
    )
    replace_fulfillment = graphene.Field(Fulfillment, description="Null: nothing is sent in their place.")
    order = graphene.Field(Order, description="The order after the change.")
    replace_order = graphene.Field(Order, description="Null: nothing is sent in their place.")

    @classmethod
    def perform(cls, info: Info, *, order: str, input: Mapping[str, Any]) -> Any:
        """Accept it."""
        key = order_key(order, field="order")
        accepted = return_accept(
            actor=info.context.actor,
            order_id=key,
            key=f"api:{uuid.uuid4()}",
            lines=returned_given(input),
            note=note_of(input),
            now=info.context.now,
        )
        row = changed_order(info, key)
        own = next((each for each in fulfillments_of([row], info)[0] if each.id == accepted.pk), None)
        return cls(order=row, return_fulfillment=own)
