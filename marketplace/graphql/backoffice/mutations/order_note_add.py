"""Write a remark beside an order."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import OrderNoteInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, note_error_type
from marketplace.graphql.orders.events import OrderEvent, event_of_note
from marketplace.graphql.orders.frame import STAFF, changed_order, order_key
from marketplace.graphql.orders.types import Order
from orders.services.order_history import order_note_add

OrderNoteAddError = note_error_type(
    "OrderNoteAddError", saleor_enum("OrderNoteAddErrorCode", "Why a remark could not be written.")
)


class OrderNoteAdd(ServiceMutation):
    """Write a remark beside an order; its customer does not see it."""

    class Arguments:
        order = graphene.ID(required=True, description="ID of the order.")
        input = graphene.Argument(OrderNoteInput, required=True, description="The remark.")

    class Meta:
        error_type = OrderNoteAddError
        permissions = STAFF

    order = graphene.Field(Order, description="The order.")
    event = graphene.Field(OrderEvent, description="The remark.")

    @classmethod
    def perform(cls, info: Info, *, order: str, input: Mapping[str, Any]) -> Any:
        """Write it."""
        key = order_key(order, field="order")
        note = order_note_add(
            actor=info.context.actor, order_id=key, message=input["message"], now=info.context.now
        )
        row = changed_order(info, key)
        return cls(order=row, event=event_of_note(note, row))
