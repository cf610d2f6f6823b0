"""Choose how the parcel of a draft travels."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import OrderUpdateShippingInput, method_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    NotEditable,
    OrderError,
    OrderMutation,
    changed_draft,
    order_key,
)
from marketplace.graphql.orders.types import Order
from orders.services.draft_order_edit import DraftContent, NotDraft, draft_order_update


class OrderUpdateShipping(OrderMutation):
    """Choose how the parcel of a draft travels."""

    class Arguments:
        order = graphene.ID(required=True, description="ID of the draft.")
        input = graphene.Argument(OrderUpdateShippingInput, required=True, description="The way.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, order: str, input: Mapping[str, Any]) -> Any:
        """Choose it."""
        key = order_key(order, field="order")
        method = input.get("shipping_method")
        try:
            draft_order_update(
                actor=info.context.actor,
                draft_id=key,
                content=DraftContent(delivery_method_id=method_key(method) if method else None),
                now=info.context.now,
            )
        except NotDraft as refusal:
            raise NotEditable(refusal.message, field="order") from refusal
        return cls(order=changed_draft(info, key))
