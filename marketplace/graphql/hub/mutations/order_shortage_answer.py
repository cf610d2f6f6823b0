"""A customer chooses instead of goods that are missing, or the staff for one who called."""

from typing import Any

import graphene

from marketplace.graphql.contract import word
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.shortages import OrderShortage, OrderShortageRemedy, ShortageRow
from orders.services.shortage_answer import shortage_answer
from orders.shortage_states import Remedy


class OrderShortageAnswer(ServiceMutation):
    """A customer chooses instead of goods that are missing, or the staff for one who called."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the shortage.")
        remedy = OrderShortageRemedy(required=True, description="What is to be done.")

    class Meta:
        error_type = HubError
        error_fields = ERROR_FIELDS

    order_shortage = graphene.Field(OrderShortage, description="The shortage after the choice.")

    @classmethod
    def perform(cls, info: Info, *, id: str, remedy: Any) -> Any:
        """Choose."""
        row = shortage_answer(
            actor=info.context.actor,
            shortage_id=named(id, "OrderShortage"),
            holds_secret=False,
            remedy=Remedy[word(remedy)],
            now=info.context.now,
        )
        return cls(order_shortage=ShortageRow(row, OrderRow(row.line.order, is_open=True)))
