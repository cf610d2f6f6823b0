"""Take something off a whole draft; the marketplace bears it."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import OrderDiscountCommonInput, taken_given
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_draft,
    order_key,
)
from marketplace.graphql.orders.types import Order
from orders.services.draft_discounts import draft_discount_add


class OrderDiscountAdd(OrderMutation):
    """Take something off a whole draft; the marketplace bears it."""

    class Arguments:
        input = graphene.Argument(OrderDiscountCommonInput, required=True, description="What is taken off.")
        order_id = graphene.ID(required=True, description="ID of the draft.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The draft after the change.")

    @classmethod
    def perform(cls, info: Info, *, order_id: str, input: Mapping[str, Any]) -> Any:
        """Add it."""
        draft = draft_discount_add(
            actor=info.context.actor,
            draft_id=order_key(order_id, field="order_id"),
            taken=taken_given(input),
            now=info.context.now,
        )
        return cls(order=changed_draft(info, draft.pk))
