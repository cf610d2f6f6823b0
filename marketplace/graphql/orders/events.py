"""An order's history: what its rows know, and what people wrote down."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import graphene

from logistics.selectors.fulfilments import Progress
from logistics.states import TrackingKind
from marketplace.accounts.models import User
from marketplace.accounts.selectors import users_by_id
from marketplace.apps.models.app import App
from marketplace.apps.selectors import apps_by_id
from marketplace.documents.models import FiscalDocument
from marketplace.documents.selectors import fiscal_by_buyers
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime, PositiveDecimal
from marketplace.graphql.orders.discounts import DiscountValueTypeEnum
from marketplace.graphql.orders.refunds import refunds_loaded
from marketplace.graphql.orders.rows import LineRow, OrderRow, lines_of, progresses, views
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Money
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.texts import text_in
from orders.models.history import OrderNote
from orders.postings import order_subject
from orders.selectors.history import notes_of
from orders.selectors.orders import OrderView
from orders.selectors.refunds import RefundView
from orders.states import HistoryKind, OrderOrigin, PaymentMethod, PaymentState

OrderEventsEnum = saleor_enum("OrderEventsEnum", "What happened to an order.")

KINDS: Mapping[str, str] = {
    HistoryKind.DRAFT_CREATED: "DRAFT_CREATED",
    HistoryKind.DRAFT_COMPLETED: "PLACED_FROM_DRAFT",
    HistoryKind.LINES_ADDED: "ADDED_PRODUCTS",
    HistoryKind.LINES_REMOVED: "REMOVED_PRODUCTS",
    HistoryKind.DISCOUNT_ADDED: "ORDER_DISCOUNT_ADDED",
    HistoryKind.DISCOUNT_UPDATED: "ORDER_DISCOUNT_UPDATED",
    HistoryKind.DISCOUNT_REMOVED: "ORDER_DISCOUNT_DELETED",
    HistoryKind.LINE_DISCOUNTED: "ORDER_LINE_DISCOUNT_UPDATED",
    HistoryKind.LINE_UNDISCOUNTED: "ORDER_LINE_DISCOUNT_REMOVED",
    HistoryKind.CONFIRMED: "CONFIRMED",
    HistoryKind.CANCELLED: "CANCELED",
    HistoryKind.MARKED_PAID: "ORDER_MARKED_AS_PAID",
    HistoryKind.CAPTURED: "PAYMENT_CAPTURED",
    HistoryKind.VOIDED: "PAYMENT_VOIDED",
    HistoryKind.ADDRESS_UPDATED: "UPDATED_ADDRESS",
    HistoryKind.TRACKING_UPDATED: "TRACKING_UPDATED",
    HistoryKind.FULFILMENT_CANCELLED: "FULFILLMENT_CANCELED",
    HistoryKind.NOTE_ADDED: "NOTE_ADDED",
    HistoryKind.NOTE_UPDATED: "NOTE_UPDATED",
}
_STEPS: Mapping[TrackingKind, str] = {
    TrackingKind.PACKED: "FULFILLMENT_AWAITS_APPROVAL",
    TrackingKind.HANDED_OVER: "FULFILLMENT_FULFILLED_ITEMS",
    TrackingKind.RETURNED: "FULFILLMENT_RETURNED",
}


@dataclass(slots=True)
class EventRow:
    """Something that happened to an order."""

    id: str
    date: datetime
    type: str
    order: OrderRow
    user_id: int | None = None
    message: str | None = None
    amount: Decimal | None = None
    transaction_reference: str | None = None
    related_id: uuid.UUID | None = None
    app_id: int | None = None
    composed_id: str | None = None
    invoice_number: str | None = None
    shipping_costs_included: bool | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order_number(self) -> str:
        """The number of the order."""
        return str(self.order.order.number)

    @property
    def quantity(self) -> int | None:
        """How many things it is about, where it is about things."""
        told = self.details.get("lines")
        return sum(each["quantity"] for each in told) if told else None

    @property
    def email(self) -> str | None:
        """To which address its messages go."""
        return self.order.order.email or None


class OrderEventDiscountObject(graphene.ObjectType):
    """What the staff took off by hand, and what they had taken off before."""

    value_type = graphene.Field(DiscountValueTypeEnum, required=True, description="Fixed or per cent.")
    value = graphene.Field(PositiveDecimal, required=True, description="An amount, or a percentage.")
    reason = graphene.String(description="Explanation for the applied discount.")
    amount = graphene.Field(Money, description="What it came to.")
    old_value_type = graphene.Field(
        DiscountValueTypeEnum, description="What it was before: fixed or per cent."
    )
    old_value = graphene.Field(PositiveDecimal, description="What it was before.")
    old_amount = graphene.Field(Money, description="What it came to before.")


class OrderEventOrderLineObject(graphene.ObjectType):
    """A line that something happened to."""

    quantity = graphene.Int(description="How many of them.")
    order_line = graphene.Field(late("OrderLine"), description="The line; null if it was taken out.")
    item_name = graphene.String(description="What it is called; null if it was taken out.")
    discount = graphene.Field(OrderEventDiscountObject, description="What was taken off it.")


class OrderEvent(graphene.ObjectType):
    """History of an order: one thing that happened."""

    class Meta:
        interfaces = (Node,)

    id = id_field("OrderEvent", description="The ID of the event.")
    date = graphene.Field(DateTime, description="When it happened.")
    type = graphene.Field(OrderEventsEnum, description="What happened.")
    user = graphene.Field(late("User"), description="Who did it.")
    app = graphene.Field(late("App"), description="The app that did it.")
    message = graphene.String(description="What was said.")
    email = graphene.String(description="Email of the customer.")
    amount = graphene.Float(description="Amount of money.")
    quantity = graphene.Int(description="How many things it is about.")
    composed_id = graphene.String(description="The order's number and the parcel's place in it.")
    invoice_number = graphene.String(description="Number of the invoice or credit note.")
    shipping_costs_included = graphene.Boolean(description="Whether delivery went back too.")
    order_number = graphene.String(description="User-friendly number of the order.")
    transaction_reference = graphene.String(description="What proves the payment.")
    discount = graphene.Field(OrderEventDiscountObject, description="What was taken off the whole of it.")
    lines = graphene.List(
        graphene.NonNull(OrderEventOrderLineObject), description="The lines that it happened to."
    )
    related = graphene.Field(lambda: OrderEvent, description="The remark that this one replaces.")

    @staticmethod
    @batched
    def resolve_user(parents: Sequence[EventRow], info: Info) -> list[User | None]:
        """Return who did it."""
        return info.context.load(users_by_id, [each.user_id for each in parents])

    @staticmethod
    @batched
    def resolve_app(parents: Sequence[EventRow], info: Info) -> list[App | None]:
        """Return the apps that did it."""
        return info.context.load(apps_by_id, [each.app_id for each in parents])

    @staticmethod
    def resolve_discount(root: EventRow, _info: Info) -> dict[str, Any] | None:
        """Return what was taken off the whole of it; what was taken off a line stands with the line."""
        return None if root.details.get("lines") else _discount(root)

    @staticmethod
    @batched
    def resolve_lines(parents: Sequence[EventRow], info: Info) -> list[list[dict[str, Any]]]:
        """Return the lines that they happened to, as they stand now."""
        orders = [event.order for event in parents]
        return [
            _event_lines(event, lines_of(event.order, view))
            for event, view in zip(parents, views(orders, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_related(parents: Sequence[EventRow], info: Info) -> list["EventRow | None"]:
        """Return the remarks that were replaced."""
        known = {
            note.pk: note
            for notes in info.context.load(notes_of, [each.order.id for each in parents])
            for note in notes or ()
        }
        return [
            _noted(known[each.related_id], each.order) if each.related_id in known else None
            for each in parents
        ]


def _discount(event: EventRow) -> dict[str, Any] | None:
    told = event.details.get("discount")
    if told is None:
        return None
    currency = event.order.order.currency
    found: dict[str, Any] = {"reason": told.get("reason") or None}
    for prefix in ("", "old_"):
        if f"{prefix}value" in told:
            found[f"{prefix}value_type"] = told[f"{prefix}value_type"].upper()
            found[f"{prefix}value"] = Decimal(told[f"{prefix}value"])
            found[f"{prefix}amount"] = Amount(told[f"{prefix}amount_minor"], currency)
    return found


def _event_lines(event: EventRow, lines: Sequence[LineRow]) -> list[dict[str, Any]]:
    known = {line.line.variant_id: line for line in lines}
    found = []
    for told in event.details.get("lines") or ():
        line = known.get(told["variant_id"])
        found.append(
            {
                "quantity": told["quantity"],
                "order_line": line,
                "item_name": text_in(line.line.product_names, DEFAULT_LANGUAGE) if line else None,
                "discount": _discount(event),
            }
        )
    return found


def _noted(note: OrderNote, row: OrderRow) -> EventRow:
    minor = note.details.get("amount_minor")
    return EventRow(
        id=str(note.pk),
        date=note.happened_at,
        type=KINDS[note.kind],
        order=row,
        user_id=note.user_id,
        message=note.text or None,
        amount=None if minor is None else Amount(minor, row.order.currency).amount,
        transaction_reference=note.details.get("reference"),
        related_id=note.replaces_id,
        app_id=int(note.actor[4:]) if note.actor.startswith("app:") else None,
        details=note.details,
    )


def event_of_note(note: OrderNote, row: OrderRow) -> EventRow:
    """Return what somebody wrote down as an event."""
    return _noted(note, row)


def _known(view: OrderView, row: OrderRow, progress: Progress | None, noted: set[str]) -> list[EventRow]:
    """What the rows of an order know; what somebody wrote down is not told twice."""
    order, payment = view.row, view.payment
    found = []

    def add(type_: str, at: datetime | None, amount: Amount | None = None, parcel: str | None = None) -> None:
        if at is not None and type_ not in noted:
            value = amount.amount if amount is not None else None
            event = EventRow(f"{row.id}-{type_.lower()}", at, type_, row, order.user_id, amount=value)
            event.composed_id = parcel
            found.append(event)

    if view.is_draft:
        return []
    if order.origin == OrderOrigin.CHECKOUT:
        add("PLACED", order.placed_at)
    if payment.method in (PaymentMethod.CASH, PaymentMethod.CARD) and payment.state == PaymentState.PLEDGED:
        add("PAYMENT_AUTHORIZED", payment.created_at, payment.amount)
    add("ORDER_FULLY_PAID", payment.paid_at, payment.captured)
    for step in progress.steps if progress is not None else ():
        if step.kind in _STEPS:
            add(_STEPS[step.kind], step.happened_at, parcel=f"{order.number}-1")
    return found


def _papers(row: OrderRow, papers: Sequence[FiscalDocument]) -> list[EventRow]:
    return [
        EventRow(
            str(paper.pk),
            paper.issued_at,
            "INVOICE_GENERATED",
            row,
            amount=paper.total.amount,
            invoice_number=paper.number,
        )
        for paper in papers
    ]


def _given_back(row: OrderRow, refunds: Sequence[RefundView]) -> list[EventRow]:
    return [
        EventRow(
            str(view.row.pk),
            view.row.decided_at,
            "FULFILLMENT_REFUNDED",
            row,
            message=view.row.reason or None,
            amount=view.row.whole.amount,
            shipping_costs_included=any(part.row.delivery_minor for part in view.parts),
        )
        for view in refunds
    ]


def events_of(rows: Sequence[OrderRow], info: Info) -> list[list[EventRow] | Exception]:
    """
    Return the histories, oldest first, to the staff.

    It takes two statements more than the orders themselves need, and three more for those of which money went back.
    """
    if not info.context.actor.may(Permission.MANAGE_ORDERS):
        return [PermissionDenied(FORBIDDEN) for _row in rows]
    notes = info.context.load(notes_of, [row.id for row in rows])
    papers = info.context.load(
        fiscal_by_buyers, [None if row.draft else order_subject(row.order) for row in rows]
    )
    refunds = refunds_loaded(rows, info)
    found = zip(rows, views(rows, info), progresses(rows, info), notes, papers, refunds, strict=True)
    histories: list[list[EventRow] | Exception] = []
    for row, view, progress, own, issued, back in found:
        noted = [_noted(note, row) for note in own or ()]
        known = _known(view, row, progress, {event.type for event in noted})
        known += [*_papers(row, issued or ()), *_given_back(row, back)]
        histories.append(sorted([*noted, *known], key=lambda event: event.date))
    return histories
