"""Take the money that was promised for an order."""

from decimal import Decimal
from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import PositiveDecimal
from marketplace.graphql.orders.frame import (
    ERROR_FIELDS,
    STAFF,
    OrderError,
    OrderMutation,
    changed_order,
    order_key,
)
from marketplace.graphql.orders.types import Order
from marketplace.kernel.money import Money
from orders.selectors.orders import currency_of_order
from orders.services.order_payment_move import order_capture


class OrderCapture(OrderMutation):
    """Take the money that was promised for an order."""

    class Arguments:
        amount = PositiveDecimal(required=True, description="The sum; an order is paid in one piece.")
        id = graphene.ID(required=True, description="ID of the order.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, amount: Decimal) -> Any:
        """Take it."""
        key = order_key(id)
        order_capture(
            actor=info.context.actor,
            order_id=key,
            amount=Money.from_decimal(amount, currency_of_order(key)),
            now=info.context.now,
        )
        return cls(order=changed_order(info, key))
