"""Give several drafts up, all or none."""

from collections.abc import Sequence
from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import ERROR_FIELDS, STAFF, OrderError, OrderMutation, order_key
from orders.services.draft_order_edit import draft_orders_delete


class DraftOrderBulkDelete(OrderMutation):
    """Give several drafts up, all or none."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of drafts.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: Sequence[str]) -> Any:
        """Give them up."""
        keys = [order_key(each, field="ids") for each in ids]
        return cls(count=draft_orders_delete(actor=info.context.actor, draft_ids=keys))
