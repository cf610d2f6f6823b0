"""Cancel an order that has not been packed."""

from typing import Any, ClassVar

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_order,
    order_key,
)
from marketplace.graphql.orders.types import Order
from marketplace.kernel.errors import DomainError, IllegalMove
from orders.services.order_cancel import order_cancel


class CannotCancel(DomainError):
    """It is too late."""

    code: ClassVar[str] = "CANNOT_CANCEL_ORDER"


class OrderCancel(OrderMutation):
    """Cancel an order that has not been packed."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the order.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Cancel it."""
        key = order_key(id)
        try:
            order_cancel(
                actor=info.context.actor, order_id=key, holds_secret=False, reason="", now=info.context.now
            )
        except IllegalMove as refusal:
            raise CannotCancel(refusal.message, field="order") from refusal
        return cls(order=changed_order(info, key))
