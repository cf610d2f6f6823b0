"""Replace a remark beside an order."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.backoffice.inputs import OrderNoteInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, note_error_type
from marketplace.graphql.orders.events import OrderEvent, event_of_note
from marketplace.graphql.orders.frame import STAFF, changed_order
from marketplace.graphql.orders.types import Order
from marketplace.kernel.errors import NotFound
from orders.services.order_history import order_note_update

OrderNoteUpdateError = note_error_type(
    "OrderNoteUpdateError", saleor_enum("OrderNoteUpdateErrorCode", "Why a remark could not be replaced.")
)


class OrderNoteUpdate(ServiceMutation):
    """Replace a remark beside an order; the old one stays in its history."""

    class Arguments:
        note = graphene.ID(required=True, description="ID of the remark.")
        input = graphene.Argument(OrderNoteInput, required=True, description="The new remark.")

    class Meta:
        error_type = OrderNoteUpdateError
        permissions = STAFF

    order = graphene.Field(Order, description="The order.")
    event = graphene.Field(OrderEvent, description="The remark.")

    @classmethod
    def perform(cls, info: Info, *, note: str, input: Mapping[str, Any]) -> Any:
        """
        Replace it.

        :raises NotFound: if there is no such remark
        """
        key = key_of(note, "OrderEvent", str)
        try:
            note_id = uuid.UUID(key or "")
        except ValueError:
            raise NotFound(f"Couldn't resolve to a node: {note}", field="note") from None
        found = order_note_update(
            actor=info.context.actor, note_id=note_id, message=input["message"], now=info.context.now
        )
        row = changed_order(info, found.order_id)
        return cls(order=row, event=event_of_note(found, row))
