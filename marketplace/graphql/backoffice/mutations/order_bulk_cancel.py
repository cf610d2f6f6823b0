"""Cancel several orders, all or none."""

from collections.abc import Sequence
from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import ERROR_FIELDS, STAFF, OrderError, OrderMutation, order_key
from orders.services.order_cancel import orders_cancel


class OrderBulkCancel(OrderMutation):
    """Cancel several orders, all or none."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of orders.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    count = graphene.Int(required=True, default_value=0, description="How many were cancelled.")

    @classmethod
    def perform(cls, info: Info, *, ids: Sequence[str]) -> Any:
        """Cancel them."""
        keys = [order_key(each, field="ids") for each in ids]
        count = orders_cancel(actor=info.context.actor, order_ids=keys, reason="", now=info.context.now)
        return cls(count=count)
