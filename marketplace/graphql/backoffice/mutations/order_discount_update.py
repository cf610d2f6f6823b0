"""Take something else off a whole draft."""

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
    discount_key,
)
from marketplace.graphql.orders.types import Order
from orders.services.draft_discounts import draft_discount_update


class OrderDiscountUpdate(OrderMutation):
    """Take something else off a whole draft."""

    class Arguments:
        discount_id = graphene.ID(required=True, description="ID of the discount.")
        input = graphene.Argument(OrderDiscountCommonInput, required=True, description="What is taken off.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The draft after the change.")

    @classmethod
    def perform(cls, info: Info, *, discount_id: str, input: Mapping[str, Any]) -> Any:
        """Change it."""
        draft = draft_discount_update(
            actor=info.context.actor,
            discount_id=discount_key(discount_id),
            taken=taken_given(input),
            now=info.context.now,
        )
        return cls(order=changed_draft(info, draft.pk))
