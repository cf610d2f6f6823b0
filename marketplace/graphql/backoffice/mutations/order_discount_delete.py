"""Take nothing off a whole draft any more."""

from typing import Any

import graphene

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
from orders.services.draft_discounts import draft_discount_delete


class OrderDiscountDelete(OrderMutation):
    """Take nothing off a whole draft any more."""

    class Arguments:
        discount_id = graphene.ID(required=True, description="ID of the discount.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The draft after the change.")

    @classmethod
    def perform(cls, info: Info, *, discount_id: str) -> Any:
        """Take it back."""
        draft = draft_discount_delete(
            actor=info.context.actor, discount_id=discount_key(discount_id), now=info.context.now
        )
        return cls(order=changed_draft(info, draft.pk))
