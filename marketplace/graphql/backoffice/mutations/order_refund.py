"""Give back a sum of what was paid for an order."""

import uuid
from decimal import Decimal
from typing import Any

import graphene

from marketplace.graphql.backoffice.refund_inputs import cause_given
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
from marketplace.graphql.orders.refunds import RefundCause
from marketplace.graphql.orders.types import Order
from marketplace.kernel.money import Money
from orders.selectors.orders import currency_of_order
from orders.services.refund_ask import Asked, refund_ask


class OrderRefund(OrderMutation):
    """Give back a sum: of the goods, and of the delivery what they cannot give."""

    class Arguments:
        amount = PositiveDecimal(required=True, description="Amount of money to refund.")
        id = graphene.ID(required=True, description="ID of the order to refund.")
        cause = graphene.Argument(
            RefundCause,
            description="Why, from which follows who bears it; by default the marketplace's gesture.",
        )

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    order = graphene.Field(Order, description="The order after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, amount: Decimal, cause: Any = None) -> Any:
        """Decide it."""
        key = order_key(id)
        refund_ask(
            actor=info.context.actor,
            order_id=key,
            key=f"api:{uuid.uuid4()}",
            cause=cause_given({"cause": cause}),
            asked=Asked(amount=Money.from_decimal(amount, currency_of_order(key))),
            reason="",
            now=info.context.now,
        )
        return cls(order=changed_order(info, key))
