"""
Fulfilments: the parcel, and what came back of it.

The contract moves units that are given back for, or returned, out of a parcel into a fulfilment of their own. Here a
parcel is one fact, a refund and a return are others: the API shows all of them, each with its units.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

import graphene
from django.utils.translation import override

from logistics.models.fulfilment import Fulfilment
from logistics.states import FulfilmentState
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders import words
from marketplace.graphql.orders.refunds import refunds_loaded
from marketplace.graphql.orders.returns import returns_loaded
from marketplace.graphql.orders.rows import (
    BackRow,
    LineRow,
    OrderRow,
    PackedLine,
    ParcelRow,
    lines_of,
    parcel_metadata_of,
    progresses,
    views,
)
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.graphql.shop.money import Money
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.money import total_of
from orders.models.refund import Refund
from orders.refund_states import RefundState, ReturnState
from orders.selectors.refunds import RefundView
from orders.selectors.returns import ReturnView
from orders.states import SubOrderState

# What is back at the hub; before that it is still with the customer
_BACK = (ReturnState.RECEIVED, ReturnState.RESOLVED)


class FulfillmentLine(graphene.ObjectType):
    """Represents line of the fulfillment."""

    class Meta:
        interfaces = (Node,)

    id = id_field("FulfillmentLine", description="ID of the fulfillment line.")
    quantity = graphene.Int(required=True, description="The number of items included.")
    order_line = graphene.Field(late("OrderLine"), description="The order line to which it is related.")


class Fulfillment(
    kept_with(parcel_metadata_of, lambda row: row.id, *Fulfilment.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """Represents order fulfillment: a parcel, or units that came back or were given back for."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Fulfillment", description="ID of the fulfillment.")
    fulfillment_order = graphene.Int(required=True, description="Its place among the order's fulfillments.")
    status = graphene.Field(words.FulfillmentStatus, required=True, description="Status of fulfillment.")
    status_display = graphene.String(description="User-friendly fulfillment status.")
    tracking_number = graphene.String(required=True, description="Fulfillment tracking number.")
    created = graphene.Field(DateTime, required=True, description="When it was packed, or given back.")
    lines = graphene.List(graphene.NonNull(FulfillmentLine), description="What is in it.")
    total_refunded_amount = graphene.Field(Money, description="What was given back for it.")
    shipping_refunded_amount = graphene.Field(
        Money, description="What of the delivery was given back with it."
    )

    @staticmethod
    @batched
    def resolve_fulfillment_order(parents: Sequence[ParcelRow | BackRow], info: Info) -> list[int]:
        """Return the places, counted from one."""
        all_of = fulfillments_of([each.row for each in parents], info)
        return [
            # One that was opened again is none of them any more.
            next((place for place, each in enumerate(own, 1) if each.id == parent.id), len(own) + 1)
            for parent, own in zip(parents, all_of, strict=True)
        ]

    @staticmethod
    def resolve_status(root: ParcelRow | BackRow, _info: Info) -> str:
        """Return where it stands."""
        return root.status if isinstance(root, BackRow) else words.FULFILLMENT_STATUSES[root.progress.state]

    @staticmethod
    def resolve_status_display(root: ParcelRow | BackRow, _info: Info) -> str:
        """Return where it stands, in words."""
        if isinstance(root, BackRow):
            return root.status_display
        with override(DEFAULT_LANGUAGE):
            return str(FulfilmentState(root.progress.state).label)

    @staticmethod
    def resolve_tracking_number(root: ParcelRow | BackRow, _info: Info) -> str:
        """Return the carrier's number, to whoever may see whose the order is."""
        if isinstance(root, BackRow):
            return ""
        return root.progress.tracking_number if root.row.is_open else ""

    @staticmethod
    def resolve_created(root: ParcelRow | BackRow, _info: Info) -> datetime:
        """Return when it was packed, or given back."""
        if isinstance(root, BackRow):
            return root.created
        return min((step.happened_at for step in root.progress.steps), default=root.progress.state_at)

    @staticmethod
    def resolve_total_refunded_amount(root: ParcelRow | BackRow, _info: Info) -> Amount | None:
        """Return what was given back for it; a parcel is not given back for."""
        return root.total_refunded_amount if isinstance(root, BackRow) else None

    @staticmethod
    def resolve_shipping_refunded_amount(root: ParcelRow | BackRow, _info: Info) -> Amount | None:
        """Return what of the delivery was given back with it."""
        return root.shipping_refunded_amount if isinstance(root, BackRow) else None


rows_are(ParcelRow, "Fulfillment")
rows_are(BackRow, "Fulfillment")


class OrderFulfillments:
    """The fulfilments of an order; its rows are `OrderRow`s."""

    fulfillments = graphene.List(
        graphene.NonNull(Fulfillment), required=True, description="Its parcel, and what came back of it."
    )

    @staticmethod
    @batched
    def resolve_fulfillments(parents: Sequence[OrderRow], info: Info) -> list[list[ParcelRow | BackRow]]:
        """Return the parcel of each, once it is packed, and what came back."""
        return fulfillments_of(parents, info)


def fulfillments_of(rows: Sequence[OrderRow], info: Info) -> list[list[ParcelRow | BackRow]]:
    """Return the parcels of orders with what came back of them: refunds and returns are read only where there are."""
    found = zip(
        rows,
        views(rows, info),
        progresses(rows, info),
        refunds_loaded(rows, info),
        returns_loaded(rows, info),
        strict=True,
    )
    told = []
    for row, view, progress, refunds, returns in found:
        lines = [line for line in lines_of(row, view) if line.state != SubOrderState.CANCELLED]
        back = _back(row, lines, refunds, returns)
        gone: dict[int | uuid.UUID, int] = {}
        for each in back:
            for line in each.lines:
                gone[line.order_line.id] = gone.get(line.order_line.id, 0) + line.quantity
        own: list[ParcelRow | BackRow] = []
        if progress is not None and progress.state in words.FULFILLMENT_STATUSES:
            packed = [PackedLine(line.id, line.line.quantity - gone.get(line.id, 0), line) for line in lines]
            own.append(ParcelRow(row.id, progress, [each for each in packed if each.quantity > 0], row))
        told.append([*own, *back])
    return told


def _back(
    row: OrderRow, lines: Sequence[LineRow], refunds: Sequence[RefundView], returns: Sequence[ReturnView]
) -> list[BackRow]:
    """Return what came back and what was given back for: a return with its refunds, and refunds without one."""
    known = {line.line.pk: line for line in lines}
    of_returns: dict[uuid.UUID, list[RefundView]] = {}
    alone = []
    for view in refunds:
        if view.row.return_request_id is None:
            alone.append(view)
        else:
            of_returns.setdefault(view.row.return_request_id, []).append(view)
    rows = [
        _returned(row, known, view, of_returns.get(view.row.pk, []))
        for view in returns
        if view.row.state in _BACK
    ]
    rows += [_refunded(row, known, view) for view in alone]
    return sorted((each for each in rows if each.lines), key=lambda each: each.created)


def _returned(
    row: OrderRow, known: Mapping[int, LineRow], view: ReturnView, refunds: Sequence[RefundView]
) -> BackRow:
    request = view.row
    is_resolved = request.state == ReturnState.RESOLVED
    units = [(line, line.restocked + line.destroyed if is_resolved else line.quantity) for line in view.lines]
    with override(DEFAULT_LANGUAGE):
        display = str(ReturnState(request.state).label)
    return BackRow(
        id=request.pk,
        status="REFUNDED_AND_RETURNED" if refunds else "RETURNED",
        status_display=display,
        created=request.received_at or request.resolved_at or request.requested_at,
        lines=[
            PackedLine(f"{request.pk}-{line.order_line_id}", count, known[line.order_line_id])
            for line, count in units
            if count and line.order_line_id in known
        ],
        row=row,
        **_sums(row, refunds),
    )


def _refunded(row: OrderRow, known: Mapping[int, LineRow], view: RefundView) -> BackRow:
    refund: Refund = view.row
    with override(DEFAULT_LANGUAGE):
        display = str(RefundState(refund.state).label)
    return BackRow(
        id=refund.pk,
        status="REFUNDED",
        status_display=display,
        created=refund.decided_at,
        lines=[
            PackedLine(f"{refund.pk}-{line.order_line_id}", line.quantity, known[line.order_line_id])
            for part in view.parts
            for line in part.lines
            if line.quantity and line.order_line_id in known
        ],
        row=row,
        **_sums(row, [view]),
    )


def _sums(row: OrderRow, refunds: Sequence[RefundView]) -> dict[str, Amount]:
    if not refunds:
        return {}
    currency = row.order.currency
    delivery = [part.row.delivery for view in refunds for part in view.parts]
    return {
        "total_refunded_amount": total_of([view.row.whole for view in refunds], currency),
        "shipping_refunded_amount": total_of(delivery, currency),
    }
