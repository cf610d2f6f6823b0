"""Say anew why a refund was decided."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene
from django.utils.translation import gettext as _

from marketplace.graphql.backoffice.refund_inputs import OrderGrantRefundUpdateInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.orders.frame import STAFF, changed_order
from marketplace.graphql.orders.refunds import OrderGrantedRefund, granted_rows
from marketplace.graphql.orders.types import Order
from marketplace.kernel.errors import InvalidInput, NotFound
from orders.services.refund_reason_set import refund_reason_set

OrderGrantRefundUpdateLineError = error_type(
    "OrderGrantRefundUpdateLineError",
    saleor_enum("OrderGrantRefundUpdateLineErrorCode", "Why a line was not changed."),
    description="Why a line was not changed.",
    line_id=graphene.ID(required=True, description="The ID of the line."),
)
OrderGrantRefundUpdateError = error_type(
    "OrderGrantRefundUpdateError",
    saleor_enum("OrderGrantRefundUpdateErrorCode", "Why a refund was not changed."),
    description="Why a refund was not changed.",
    add_lines=graphene.List(
        graphene.NonNull(OrderGrantRefundUpdateLineError), description="Lines that cannot be added."
    ),
    remove_lines=graphene.List(
        graphene.NonNull(OrderGrantRefundUpdateLineError), description="Lines that cannot be taken away."
    ),
)


class OrderGrantRefundUpdate(ServiceMutation):
    """Say anew why a refund was decided; what was decided is booked, and another refund mends it."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the granted refund.")
        input = graphene.Argument(
            OrderGrantRefundUpdateInput, required=True, description="What is said anew."
        )

    class Meta:
        error_type = OrderGrantRefundUpdateError
        permissions = STAFF

    order = graphene.Field(Order, description="The order after the change.")
    granted_refund = graphene.Field(OrderGrantedRefund, description="The refund.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """
        Change the words.

        :raises NotFound: if the ID can name no refund
        :raises InvalidInput: if anything but the reason is to change
        """
        key = key_of(id, "OrderGrantedRefund", uuid.UUID)
        if key is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        other = next((name for name, value in input.items() if name != "reason" and value is not None), None)
        if other is not None:
            raise InvalidInput(_("What was decided is booked; decide another refund."), field=other)
        refund = refund_reason_set(actor=info.context.actor, refund_id=key, reason=input.get("reason") or "")
        row = changed_order(info, refund.order_id)
        granted = next(each for each in granted_rows([row], info)[0] if each.id == refund.pk)
        return cls(order=row, granted_refund=granted)
