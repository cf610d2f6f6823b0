"""Give back for units of lines, or a sum of them."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.refund_inputs import (
    OrderRefundProductsInput,
    asked_given,
    cause_given,
    note_of,
)
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
from orders.services.refund_ask import refund_ask


class FulfillmentRefundProducts(OrderMutation):
    """Give back for units of lines, or a sum of them."""

    class Arguments:
        input = graphene.Argument(
            OrderRefundProductsInput, required=True, description="What to give back for."
        )
        order = graphene.ID(required=True, description="ID of the order to be refunded.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    fulfillment = graphene.Field(
        Fulfillment, description="The units that were given back for; null if it was a sum alone."
    )
    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, order: str, input: Mapping[str, Any]) -> Any:
        """Decide it."""
        key = order_key(order, field="order")
        refund = refund_ask(
            actor=info.context.actor,
            order_id=key,
            key=f"api:{uuid.uuid4()}",
            cause=cause_given(input),
            asked=asked_given(key, input),
            reason=note_of(input),
            now=info.context.now,
        )
        row = changed_order(info, key)
        own = next((each for each in fulfillments_of([row], info)[0] if each.id == refund.pk), None)
        return cls(order=row, fulfillment=own)
