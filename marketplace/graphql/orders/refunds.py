"""What was, and will be, given back of an order: decided refunds as the contract's granted ones, and returns."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import graphene

from marketplace.accounts.models import User
from marketplace.accounts.selectors import users_by_id
from marketplace.apps.selectors import apps_by_id
from marketplace.graphql.contract import own_enum, saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders.returns import OrderReturn, ReturnRow, returns_loaded
from marketplace.graphql.orders.rows import LineRow, OrderRow, lines_of, views
from marketplace.graphql.orders.transactions import (
    EventRow,
    TransactionEvent,
    TransactionItem,
    TransactionRow,
    app_transactions,
    order_transaction,
)
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Money
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.money import total_of
from orders.refund_states import RefundCause as Cause
from orders.refund_states import RefundMedium, RefundState
from orders.selectors.refunds import RefundView, refunds_by_orders

OrderGrantedRefundStatusEnum = saleor_enum(
    "OrderGrantedRefundStatusEnum", "Where the money of a refund stands."
)
RefundCause = own_enum("RefundCause", Cause, "Why money goes back; who bears it follows from the cause.")

# NONE: decided, and the customer (or a payment app, when asked) has still to say how it is paid
_STATUSES = {
    RefundState.CHOICE: "NONE",
    RefundState.DUE: "PENDING",
    RefundState.SENT: "PENDING",
    RefundState.DONE: "SUCCESS",
    RefundState.FAILED: "FAILURE",
}
_ON_THE_WAY = (RefundState.DUE, RefundState.SENT)


@dataclass(frozen=True, slots=True)
class GrantedRow:
    """A decided refund of an order."""

    id: uuid.UUID
    view: RefundView
    row: OrderRow

    @property
    def created_at(self) -> datetime:
        """When it was decided."""
        return self.view.row.decided_at

    @property
    def updated_at(self) -> datetime:
        """When its money was given back, or else when it was decided."""
        return self.view.row.done_at or self.view.row.decided_at

    @property
    def amount(self) -> Amount:
        """What the customer gets: money, and what is theirs again on gift cards."""
        return self.view.row.whole


@dataclass(frozen=True, slots=True)
class GrantedLineRow:
    """What goes back of a line."""

    id: int
    quantity: int
    order_line: LineRow
    reason: str | None


class OrderGrantedRefundLine(graphene.ObjectType):
    """Represents granted refund line."""

    id = id_field("OrderGrantedRefundLine", description="The ID of the line.")
    quantity = graphene.Int(
        required=True, description="Number of items refunded; none: its price was reduced."
    )
    order_line = graphene.Field(late("OrderLine"), required=True, description="Line of the order.")
    reason = graphene.String(description="Why it goes back.")


class OrderGrantedRefund(graphene.ObjectType):
    """The details of granted refund: decided, booked, and on its way to the customer."""

    id = id_field("OrderGrantedRefund", description="The ID of the refund.")
    created_at = graphene.Field(DateTime, required=True, description="When it was decided.")
    updated_at = graphene.Field(DateTime, required=True, description="When its money was given back.")
    amount = graphene.Field(Money, required=True, description="Refund amount.")
    reason = graphene.String(description="Reason of the refund.")
    cause = graphene.Field(
        RefundCause, required=True, description="The cause, from which follows who bears it."
    )
    user = graphene.Field(late("User"), description="Who decided it.")
    app = graphene.Field(late("App"), description="App that decided it.")
    shipping_costs_included = graphene.Boolean(required=True, description="Whether delivery goes back too.")
    lines = graphene.List(graphene.NonNull(OrderGrantedRefundLine), description="Lines of which it is.")
    status = graphene.Field(
        OrderGrantedRefundStatusEnum, required=True, description="Where the money stands."
    )
    transaction_events = graphene.List(
        graphene.NonNull(TransactionEvent), description="What happened to its money."
    )
    transaction = graphene.Field(TransactionItem, description="The payment of which it is given back.")

    @staticmethod
    def resolve_reason(root: GrantedRow, _info: Info) -> str | None:
        """Return the reason that was given."""
        return root.view.row.reason or None

    @staticmethod
    def resolve_cause(root: GrantedRow, _info: Info) -> str:
        """Return the cause."""
        return root.view.row.cause.upper()

    @staticmethod
    @batched
    def resolve_user(parents: Sequence[GrantedRow], info: Info) -> list[User | None]:
        """Return who decided."""
        return info.context.load(users_by_id, [_named(each, "user") for each in parents])

    @staticmethod
    @batched
    def resolve_app(parents: Sequence[GrantedRow], info: Info) -> list[Any]:
        """Return the apps that decided."""
        return info.context.load(apps_by_id, [_named(each, "app") for each in parents])

    @staticmethod
    def resolve_shipping_costs_included(root: GrantedRow, _info: Info) -> bool:
        """Say whether something of the delivery goes back."""
        return any(part.row.delivery_minor for part in root.view.parts)

    @staticmethod
    @batched
    def resolve_lines(parents: Sequence[GrantedRow], info: Info) -> list[list[GrantedLineRow]]:
        """Return the lines, cooperative by cooperative."""
        orders = [each.row for each in parents]
        return [
            _granted_lines(each, lines_of(each.row, view))
            for each, view in zip(parents, views(orders, info), strict=True)
        ]

    @staticmethod
    def resolve_status(root: GrantedRow, _info: Info) -> str:
        """Return where the money stands."""
        return _STATUSES[RefundState(root.view.row.state)]

    @staticmethod
    def resolve_transaction_events(root: GrantedRow, _info: Info) -> list[EventRow]:
        """Return what happened to its money, oldest first."""
        return _events(root)

    @staticmethod
    @batched
    def resolve_transaction(parents: Sequence[GrantedRow], info: Info) -> list[TransactionRow]:
        """Return the payments: the order's own, or what its payment app holds."""
        orders = [each.row for each in parents]
        apps = info.context.load(app_transactions, [row.order.checkout_id for row in orders])
        return [
            reported[0] if reported else order_transaction(row.order, view.payment)
            for row, view, reported in zip(orders, views(orders, info), apps, strict=True)
        ]


def _named(granted: GrantedRow, kind: str) -> int | None:
    word, _colon, key = granted.view.row.decided_by.partition(":")
    return int(key) if word == kind and key.isdigit() else None


def _granted_lines(granted: GrantedRow, lines: Sequence[LineRow]) -> list[GrantedLineRow]:
    known = {line.line.pk: line for line in lines}
    reason = granted.view.row.reason or None
    return [
        GrantedLineRow(line.pk, line.quantity, known[line.order_line_id], reason)
        for part in granted.view.parts
        for line in part.lines
    ]


def _events(granted: GrantedRow) -> list[EventRow]:
    refund = granted.view.row
    found: list[EventRow] = []

    def add(type_: str, at: datetime, message: str = "") -> None:
        key = f"{refund.pk}-{len(found) + 1}"
        found.append(EventRow(key, at, type_, refund.amount, refund.payment_reference, message))

    if refund.medium:
        add("REFUND_REQUEST", refund.decided_at, str(RefundMedium(refund.medium).label))
    if refund.state == RefundState.DONE and refund.done_at is not None:
        add("REFUND_SUCCESS", refund.done_at)
    if refund.state == RefundState.FAILED:
        add("REFUND_FAILURE", refund.done_at or refund.decided_at, refund.failure)
    return found


def refunds_loaded(rows: Sequence[OrderRow], info: Info) -> list[list[RefundView]]:
    """Return the refunds of orders; nothing is read for orders of which nothing is given back."""
    keys = [
        row.id if not row.draft and (view.payment.owed_back_minor or view.payment.gift_back_minor) else None
        for row, view in zip(rows, views(rows, info), strict=True)
    ]
    return [found or [] for found in info.context.load(refunds_by_orders, keys)]


def _sum(row: OrderRow, refunds: Sequence[RefundView], *states: RefundState) -> Amount:
    return total_of([each.row.amount for each in refunds if each.row.state in states], row.order.currency)


def granted_rows(rows: Sequence[OrderRow], info: Info) -> list[list[GrantedRow]]:
    """Return the refunds of orders, oldest first."""
    return [
        [GrantedRow(view.row.pk, view, row) for view in found]
        for row, found in zip(rows, refunds_loaded(rows, info), strict=True)
    ]


class OrderRefunds:
    """Fields of Order that tell what goes back; its rows are `OrderRow`s."""

    granted_refunds = graphene.List(
        graphene.NonNull(OrderGrantedRefund),
        required=True,
        description="List of granted refunds. Requires MANAGE_ORDERS.",
    )
    total_granted_refund = graphene.Field(
        Money, required=True, description="What was decided to be given back. Requires MANAGE_ORDERS."
    )
    total_refunded = graphene.Field(Money, required=True, description="What was given back.")
    total_refund_pending = graphene.Field(
        Money, required=True, description="What is on its way back. Requires MANAGE_ORDERS."
    )
    total_remaining_grant = graphene.Field(
        Money, required=True, description="What is decided and not on its way yet. Requires MANAGE_ORDERS."
    )
    returns = graphene.List(
        graphene.NonNull(OrderReturn),
        required=True,
        description="What its customer sends back; for the customer and staff.",
    )

    @staticmethod
    @batched
    def resolve_granted_refunds(
        parents: Sequence[OrderRow], info: Info
    ) -> list[list[GrantedRow]] | list[Exception]:
        """Return the refunds, oldest first, to the staff."""
        return _refusals(parents, info) or granted_rows(parents, info)

    @staticmethod
    @batched
    def resolve_total_granted_refund(
        parents: Sequence[OrderRow], info: Info
    ) -> list[Amount] | list[Exception]:
        """Return what was decided."""
        found = zip(parents, refunds_loaded(parents, info), strict=True)
        return _refusals(parents, info) or [
            total_of([each.row.whole for each in refunds], row.order.currency) for row, refunds in found
        ]

    @staticmethod
    @batched
    def resolve_total_refunded(parents: Sequence[OrderRow], info: Info) -> list[Amount]:
        """Return what was given back."""
        return [
            view.payment.refunded + Amount(view.payment.gift_back_minor, view.payment.currency)
            for view in views(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_total_refund_pending(
        parents: Sequence[OrderRow], info: Info
    ) -> list[Amount] | list[Exception]:
        """Return what is on its way."""
        found = zip(parents, refunds_loaded(parents, info), strict=True)
        return _refusals(parents, info) or [_sum(row, refunds, *_ON_THE_WAY) for row, refunds in found]

    @staticmethod
    @batched
    def resolve_total_remaining_grant(
        parents: Sequence[OrderRow], info: Info
    ) -> list[Amount] | list[Exception]:
        """Return what is decided and neither paid nor on its way."""
        found = zip(parents, refunds_loaded(parents, info), strict=True)
        open_ = (RefundState.CHOICE, RefundState.FAILED)
        return _refusals(parents, info) or [_sum(row, refunds, *open_) for row, refunds in found]

    @staticmethod
    @batched
    def resolve_returns(parents: Sequence[OrderRow], info: Info) -> list[list[ReturnRow] | Exception]:
        """Return what comes back, to whoever may see whose the order is."""
        return [
            [ReturnRow(view, row) for view in found] if row.is_open else PermissionDenied(FORBIDDEN)
            for row, found in zip(parents, returns_loaded(parents, info), strict=True)
        ]


def _refusals(rows: Sequence[OrderRow], info: Info) -> list[Exception]:
    if info.context.actor.may(Permission.MANAGE_ORDERS):
        return []
    return [PermissionDenied(FORBIDDEN) for _row in rows]
