"""Invoices and credit notes of orders: numbered without gaps, frozen, one for each cooperative's part."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import graphene

from marketplace.documents.models import FiscalDocument, FiscalKind
from marketplace.documents.selectors import fiscal_by_buyers
from marketplace.graphql.contract import own_enum, saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Money
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.texts import text_in
from orders.links import invoice_url
from orders.postings import order_subject

JobStatusEnum = saleor_enum("JobStatusEnum", "Where something stands that is made in the background.")
InvoiceKind = own_enum("InvoiceKind", FiscalKind, "An invoice, or the credit note that takes of it back.")


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice or credit note of an order."""

    document: FiscalDocument
    order: OrderRow

    @property
    def id(self) -> uuid.UUID:
        """Its key."""
        return self.document.pk

    @property
    def created_at(self) -> datetime:
        """When it was issued."""
        return self.document.issued_at

    @property
    def updated_at(self) -> datetime:
        """When it was issued: it never changes."""
        return self.document.issued_at

    @property
    def number(self) -> str:
        """Its number, without gaps by seller and year."""
        return self.document.number

    @property
    def total(self) -> Amount:
        """Its sum with tax."""
        return self.document.total

    @property
    def url(self) -> str:
        """Where it is read."""
        return invoice_url(self.order.order, self.document.pk)


class Invoice(graphene.ObjectType):
    """Represents an invoice, or a credit note, of one seller; issued once, never changed."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Invoice", description="The ID of the invoice.")
    status = graphene.Field(JobStatusEnum, required=True, description="It is issued: SUCCESS.")
    created_at = graphene.Field(DateTime, required=True, description="When it was issued.")
    updated_at = graphene.Field(DateTime, required=True, description="When it was issued: it never changes.")
    message = graphene.String(description="Nothing is to be said of what is issued.")
    number = graphene.String(description="Its number, without gaps by seller and year.")
    external_url = graphene.String(
        description="Where it is read (PDF).", deprecation_reason="Use `url` field.", source="url"
    )
    url = graphene.String(description="Where it is read (PDF); the order's secret link is in it.")
    order = graphene.Field(late("Order"), description="Order related to the invoice.")
    kind = graphene.Field(InvoiceKind, required=True, description="An invoice or a credit note.")
    seller_name = graphene.String(
        required=True, description="Who issued it: a cooperative, or the marketplace."
    )
    total = graphene.Field(Money, required=True, description="Its sum with tax.")

    @staticmethod
    def resolve_status(_root: InvoiceRow, _info: Info) -> str:
        """Say that it is issued: there is no other state."""
        return "SUCCESS"

    @staticmethod
    def resolve_message(_root: InvoiceRow, _info: Info) -> None:
        """Return nothing: what failed was not issued."""

    @staticmethod
    def resolve_kind(root: InvoiceRow, _info: Info) -> str:
        """Return what it is."""
        return root.document.kind.upper()

    @staticmethod
    def resolve_seller_name(root: InvoiceRow, _info: Info) -> str:
        """Return who issued it, as it is written on it."""
        return text_in(root.document.data["seller"]["names"], DEFAULT_LANGUAGE)


class OrderInvoices:
    """The invoices of an order; its rows are `OrderRow`s."""

    invoices = graphene.List(
        graphene.NonNull(Invoice),
        required=True,
        description="Its invoices and credit notes, oldest first; for the customer and staff.",
    )

    @staticmethod
    @batched
    def resolve_invoices(parents: Sequence[OrderRow], info: Info) -> list[list[InvoiceRow] | Exception]:
        """Return the papers, to whoever may see whose the order is: one statement for all orders."""
        keys = [order_subject(row.order) if row.is_open and not row.draft else None for row in parents]
        return [
            [InvoiceRow(document, row) for document in found or ()]
            if row.is_open
            else PermissionDenied(FORBIDDEN)
            for row, found in zip(parents, info.context.load(fiscal_by_buyers, keys), strict=True)
        ]
