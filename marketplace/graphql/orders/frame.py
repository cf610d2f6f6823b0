"""The frame of what the staff do to orders."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.ids import global_id, key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.orders.lookups import found_draft, found_order, key_by_reference
from marketplace.graphql.orders.rows import LineRow, OrderRow, lines_of
from marketplace.graphql.shop.addresses import ADDRESS_FIELDS
from marketplace.kernel.errors import DomainError, NotFound
from orders.selectors.drafts import draft_key_of_line
from orders.selectors.orders import placed_line_ids
from orders.services.draft_discounts import CannotDiscount
from orders.services.draft_order_edit import NotDraft

OrderErrorCode = saleor_enum("OrderErrorCode", "Why an order could not be changed.")
AddressTypeEnum = saleor_enum("AddressTypeEnum", "Which address an error is about.")

OrderError = error_type(
    "OrderError",
    OrderErrorCode,
    description="Why an order could not be changed.",
    warehouse=graphene.ID(description="Warehouse that caused the error."),
    order_lines=graphene.List(graphene.NonNull(graphene.ID), description="Lines that caused the error."),
    variants=graphene.List(graphene.NonNull(graphene.ID), description="Variants that caused the error."),
    address_type=graphene.Field(AddressTypeEnum, description="The address that caused the error."),
)
STAFF = ("MANAGE_ORDERS",)
ERROR_FIELDS = {**ADDRESS_FIELDS, "delivery_method": "shipping", "province": "countryArea"}
# What the services of baskets refuse, in the words of orders
_SAID_AS = {
    "UNAVAILABLE_VARIANT_IN_CHANNEL": "NOT_AVAILABLE_IN_CHANNEL",
    "QUANTITY_GREATER_THAN_LIMIT": "INVALID_QUANTITY",
    "CONFLICT": "UNIQUE",
    "CHECKOUT_CHANGED": "INVALID",
    "VOUCHER_NOT_APPLICABLE": "INVALID_VOUCHER",
}


class OrderMutation(ServiceMutation):
    """A mutation of an order by the staff in charge of orders."""

    class Meta:
        abstract = True

    @classmethod
    def _told(cls, refusal: DomainError) -> dict[str, Any]:
        told: dict[str, Any] = super()._told(_in_our_words(refusal))
        variants = getattr(refusal, "variant_ids", ())
        if variants:
            told["variants"] = [global_id("ProductVariant", key) for key in variants]
        return told


def _in_our_words(refusal: DomainError) -> DomainError:
    said = _SAID_AS.get(refusal.code)
    if said is not None:
        vars(refusal)["code"] = said
    return refusal


def order_key(given: str, *, field: str = "id") -> uuid.UUID:
    """
    Return the key of the order or draft that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no order
    """
    key = key_of(given, "Order", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field=field)
    return key


def placed_line(given: str, *, field: str = "order_line_id") -> int:
    """
    Return the line of a placed order that a client means, by the ID that it had in its draft as well.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no line
    """
    key = key_of(given, "OrderLine", uuid.UUID)
    found = key_of(given, "OrderLine") if key is None else placed_line_ids([key]).get(key)
    if found is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field=field)
    return found


def draft_line_key(given: str) -> uuid.UUID:
    """
    Return the key of the draft's line that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no line of a draft
    """
    key = key_of(given, "OrderLine", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="id")
    return key


def discount_key(given: str) -> uuid.UUID:
    """
    Return the key of the discount by hand that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name none
    """
    key = key_of(given, "OrderDiscount", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="discount_id")
    return key


def discounted_line_key(given: str) -> uuid.UUID:
    """
    Return the key of the draft's line whose discount a client means.

    :raises ApiError: if what was given is no ID
    :raises CannotDiscount: if it is a line of a placed order
    :raises NotFound: if it can name no line
    """
    key = draft_line_key(given)
    if placed_line_ids([key]):
        raise CannotDiscount("Only draft and unconfirmed order can be modified.", field="order_id")
    return key


def changed_order(info: Info, key: uuid.UUID) -> OrderRow:
    """Return an order as it stands after a change."""
    info.context.forget()
    row = found_order(info, key)
    if row is None:
        raise NotFound(f"Couldn't resolve to a node: {key}", field="id")
    return row


def changed_draft(info: Info, key: uuid.UUID) -> OrderRow:
    """Return a draft as it stands after a change."""
    info.context.forget()
    row = found_draft(info, key)
    if row is None:
        raise NotFound(f"Couldn't resolve to a node: {key}", field="id")
    return row


class NotEditable(DomainError):
    """It is an order already."""

    code: ClassVar[str] = "NOT_EDITABLE"


@contextmanager
def only_drafts() -> Iterator[None]:
    """Say of what only drafts allow that a placed order cannot be edited."""
    try:
        yield
    except NotDraft as refusal:
        raise NotEditable("Only draft and unconfirmed orders can be edited.", field="id") from refusal


def fulfillment_key(given: str) -> uuid.UUID:
    """
    Return the key of the order whose parcel a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no parcel
    """
    key = key_of(given, "Fulfillment", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="id")
    return key


def named_key(given: Mapping[str, Any]) -> uuid.UUID:
    """
    Return the key of the order or draft that is named by an ID or by another system's reference.

    :raises ApiError: if neither names it, or both do
    :raises NotFound: if there is none of that name
    """
    id_, reference = given.get("id"), given.get("external_reference")
    one_of(id=id_, external_reference=reference)
    if id_ is not None:
        return order_key(id_)
    key = key_by_reference(reference or "")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {reference}", field="externalReference")
    return key


def draft_lines(row: OrderRow) -> list[LineRow]:
    """Return the lines of a draft."""
    return lines_of(row, row.draft) if row.draft is not None else []


def draft_line_row(info: Info, key: uuid.UUID) -> LineRow | None:
    """Return a line of a draft, or nothing."""
    draft_id = draft_key_of_line(key)
    row = found_draft(info, draft_id) if draft_id is not None else None
    return next((line for line in draft_lines(row) if line.id == key), None) if row is not None else None
