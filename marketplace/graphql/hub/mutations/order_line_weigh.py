"""Write down what the pieces of a line weigh, for its cooperative and the hub that packs it; or take it back."""

from typing import Any

import graphene

from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.frame import placed_line
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.weighings import OrderWeighing, WeighingRow
from orders.services.line_weigh import line_weigh, line_weigh_undo

_FIELDS = {**ERROR_FIELDS, "line": "orderLine", "weight": "weightGrams"}


class OrderLineWeigh(ServiceMutation):
    """Write down what all pieces of a line weigh; until the parcel is packed it may be weighed anew."""

    class Arguments:
        order_line = graphene.ID(required=True, description="ID of the line.")
        weight_grams = graphene.Int(required=True, description="What all its pieces weigh without packing.")

    class Meta:
        error_type = HubError
        error_fields = _FIELDS

    order_weighing = graphene.Field(OrderWeighing, description="The weight that counts now.")

    @classmethod
    def perform(cls, info: Info, *, order_line: str, weight_grams: int) -> Any:
        """Write it down."""
        row = line_weigh(
            actor=info.context.actor,
            line_id=placed_line(order_line, field="line"),
            weighed_g=weight_grams,
            now=info.context.now,
        )
        return cls(order_weighing=WeighingRow(row, OrderRow(row.line.order, is_open=False)))


class OrderLineWeighUndo(ServiceMutation):
    """Take the weight of a line back: it costs again what was agreed."""

    class Arguments:
        order_line = graphene.ID(required=True, description="ID of the line.")

    class Meta:
        error_type = HubError
        error_fields = _FIELDS

    @classmethod
    def perform(cls, info: Info, *, order_line: str) -> Any:
        """Take it back."""
        line_weigh_undo(
            actor=info.context.actor,
            line_id=placed_line(order_line, field="line"),
            now=info.context.now,
        )
        return cls()
