"""Decide that money of an order goes back."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.refund_inputs import (
    OrderGrantRefundCreateInput,
    cause_given,
    granted_given,
    note_of,
)
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.orders.frame import STAFF, changed_order, order_key
from marketplace.graphql.orders.refunds import OrderGrantedRefund, granted_rows
from marketplace.graphql.orders.types import Order
from marketplace.kernel.errors import NotFound
from orders.selectors.orders import is_payment_of
from orders.services.refund_ask import refund_ask

OrderGrantRefundCreateLineError = error_type(
    "OrderGrantRefundCreateLineError",
    saleor_enum("OrderGrantRefundCreateLineErrorCode", "Why a line was not given back for."),
    description="Why a line was not given back for.",
    line_id=graphene.ID(required=True, description="The ID of the line."),
)
OrderGrantRefundCreateError = error_type(
    "OrderGrantRefundCreateError",
    saleor_enum("OrderGrantRefundCreateErrorCode", "Why no refund was decided."),
    description="Why no refund was decided.",
    lines=graphene.List(
        graphene.NonNull(OrderGrantRefundCreateLineError), description="Lines that caused the error."
    ),
)


class OrderGrantRefundCreate(ServiceMutation):
    """Decide that money goes back; it is booked at once, and a card is credited by itself."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the order.")
        input = graphene.Argument(
            OrderGrantRefundCreateInput, required=True, description="What to give back for."
        )

    class Meta:
        error_type = OrderGrantRefundCreateError
        permissions = STAFF

    order = graphene.Field(Order, description="The order after the change.")
    granted_refund = graphene.Field(OrderGrantedRefund, description="The refund.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """
        Decide it.

        :raises NotFound: if the payment is not the order's
        """
        key = order_key(id)
        asked = granted_given(key, input)
        paid_by = key_of(input["transaction_id"], "TransactionItem", uuid.UUID)
        if paid_by is None or not is_payment_of(key, paid_by):
            raise NotFound(f"Couldn't resolve to a node: {input['transaction_id']}", field="transaction_id")
        refund = refund_ask(
            actor=info.context.actor,
            order_id=key,
            key=f"api:{uuid.uuid4()}",
            cause=cause_given(input),
            asked=asked,
            reason=note_of(input, ("lines",)),
            now=info.context.now,
        )
        row = changed_order(info, key)
        granted = next(each for each in granted_rows([row], info)[0] if each.id == refund.pk)
        return cls(order=row, granted_refund=granted)
