"""Issue what is to be invoiced of a delivered order."""

from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.orders.frame import STAFF, changed_order, order_key
from marketplace.graphql.orders.invoices import Invoice, InvoiceRow
from marketplace.graphql.orders.types import Order
from orders.services.invoice_request import invoice_request

InvoiceError = error_type(
    "InvoiceError",
    saleor_enum("InvoiceErrorCode", "Why nothing was invoiced."),
    description="Why nothing was invoiced.",
)


class InvoiceRequest(ServiceMutation):
    """Issue what is to be invoiced of a delivered order: what was issued before is found again."""

    class Arguments:
        number = graphene.String(description="Invoices are numbered without gaps, whatever this says.")
        order_id = graphene.ID(required=True, description="ID of the order.")

    class Meta:
        error_type = InvoiceError
        permissions = STAFF
        errors_alias = "invoice_errors"

    order = graphene.Field(Order, description="The order after the change.")
    invoice = graphene.Field(Invoice, description="The first of its invoices; `order.invoices` are all.")

    @classmethod
    def perform(cls, info: Info, *, order_id: str, number: str | None = None) -> Any:
        """Issue them."""
        key = order_key(order_id, field="order_id")
        issued = invoice_request(actor=info.context.actor, order_id=key, now=info.context.now)
        row = changed_order(info, key)
        return cls(order=row, invoice=InvoiceRow(issued[0], row))
