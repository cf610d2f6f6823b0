"""What customers send back of an order."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import graphene

from marketplace.graphql.contract import own_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.ids import id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders.rows import LineRow, OrderRow, lines_of, views
from orders.models.returning import ReturnLine
from orders.refund_states import ReturnReason, ReturnState
from orders.selectors.returns import ReturnView, returns_by_orders

OrderReturnReason = own_enum("OrderReturnReason", ReturnReason, "Why a customer sends something back.")
OrderReturnStatus = own_enum("OrderReturnStatus", ReturnState, "The road of a return.")


class OrderReturnLine(graphene.ObjectType):
    """So many units of a line that a customer sends back, and what was found."""

    quantity = graphene.Int(required=True, description="How many were to come back.")
    order_line = graphene.Field(late("OrderLine"), required=True, description="Line of the order.")
    reason = graphene.Field(OrderReturnReason, required=True, description="Why, as the customer says.")
    restocked = graphene.Int(required=True, description="How many went back to the shelf.")
    destroyed = graphene.Int(required=True, description="How many were destroyed.")


class OrderReturn(graphene.ObjectType):
    """What a customer sends back at once; the hub looks at it, and its money goes back."""

    id = id_field("OrderReturn", description="The ID of the return.")
    number = graphene.String(required=True, description="The number that is written on the parcel.")
    status = graphene.Field(OrderReturnStatus, required=True, description="Where it stands.")
    is_withdrawal = graphene.Boolean(
        required=True, description="Whether it is inside the window of the law and needs no consent."
    )
    is_free = graphene.Boolean(required=True, description="Whether the way back costs the customer nothing.")
    requested_at = graphene.Field(DateTime, required=True, description="When it was asked for.")
    refusal = graphene.String(description="Why it was not accepted.")
    lines = graphene.List(graphene.NonNull(OrderReturnLine), required=True, description="What comes back.")

    @staticmethod
    def resolve_number(root: "ReturnRow", _info: Info) -> str:
        """Return the number."""
        return root.view.row.number

    @staticmethod
    def resolve_status(root: "ReturnRow", _info: Info) -> str:
        """Return where it stands."""
        return root.view.row.state.upper()

    @staticmethod
    def resolve_is_withdrawal(root: "ReturnRow", _info: Info) -> bool:
        """Say whether it needs no consent."""
        return root.view.row.is_withdrawal

    @staticmethod
    def resolve_is_free(root: "ReturnRow", _info: Info) -> bool:
        """Say whether the way back is free."""
        return root.view.row.is_free

    @staticmethod
    def resolve_requested_at(root: "ReturnRow", _info: Info) -> datetime:
        """Return when it was asked for."""
        return root.view.row.requested_at

    @staticmethod
    def resolve_refusal(root: "ReturnRow", _info: Info) -> str | None:
        """Return why it was not accepted."""
        return root.view.row.refusal or None

    @staticmethod
    @batched
    def resolve_lines(parents: Sequence["ReturnRow"], info: Info) -> list[list[dict[str, Any]]]:
        """Return what comes back."""
        orders = [each.row for each in parents]
        return [
            _return_lines(each.view.lines, lines_of(each.row, view))
            for each, view in zip(parents, views(orders, info), strict=True)
        ]


def _return_lines(returned: Sequence[ReturnLine], lines: Sequence[LineRow]) -> list[dict[str, Any]]:
    known = {line.line.pk: line for line in lines}
    return [
        {
            "quantity": line.quantity,
            "order_line": known[line.order_line_id],
            "reason": line.reason.upper(),
            "restocked": line.restocked,
            "destroyed": line.destroyed,
        }
        for line in returned
    ]


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return of an order."""

    view: ReturnView
    row: OrderRow

    @property
    def id(self) -> uuid.UUID:
        """The key."""
        return self.view.row.pk


def returns_loaded(rows: Sequence[OrderRow], info: Info) -> list[list[ReturnView]]:
    """Return the returns of orders; nothing is read for orders that have not been delivered."""
    keys = [
        row.id if not row.draft and any(part.row.delivered_at for part in view.parts) else None
        for row, view in zip(rows, views(rows, info), strict=True)
    ]
    return [found or [] for found in info.context.load(returns_by_orders, keys)]
