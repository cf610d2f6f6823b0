"""Open a packed parcel again; its goods go back to their lots."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import FulfillmentCancelInput
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_order,
    fulfillment_key,
)
from marketplace.graphql.orders.fulfillments import Fulfillment
from marketplace.graphql.orders.types import Order
from marketplace.kernel.errors import NotFound
from orders.services.order_fulfil import order_fulfilment_cancel


class FulfillmentCancel(OrderMutation):
    """Open a packed parcel again; its goods go back to their lots."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the fulfillment.")
        input = graphene.Argument(FulfillmentCancelInput, description="Where the goods go.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    fulfillment = graphene.Field(
        Fulfillment,
        description="Nothing: a parcel that was opened before it left is no fulfillment any more.",
    )
    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any] | None = None) -> Any:
        """Open it."""
        key = fulfillment_key(id)
        order_fulfilment_cancel(
            actor=info.context.actor,
            order_id=key,
            warehouse_id=_warehouse_key((input or {}).get("warehouse_id")),
            now=info.context.now,
        )
        return cls(order=changed_order(info, key), fulfillment=None)


def _warehouse_key(given: str | None) -> uuid.UUID | None:
    if given is None:
        return None
    key = key_of(given, "Warehouse", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="warehouse_id")
    return key
