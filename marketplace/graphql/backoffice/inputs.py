"""What the staff say of orders and drafts."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.channels.selectors import channels_listed
from marketplace.graphql.checkout.inputs import address_given
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.scalars import PositiveDecimal
from marketplace.graphql.orders.discounts import DiscountValueTypeEnum
from marketplace.graphql.orders.frame import placed_line
from marketplace.graphql.shop.addresses import AddressInput
from marketplace.graphql.shop.languages import LanguageCodeEnum, language_of
from marketplace.graphql.shop.metadata import MetadataInput, metadata_given
from marketplace.kernel.errors import DomainError, InvalidInput, NotFound
from marketplace.promotions.selectors.rules import codes_of_vouchers
from marketplace.promotions.states import ValueType
from orders.services.checkout_lines_set import LineTerms
from orders.services.draft_discounts import Taken
from orders.services.draft_order_edit import DraftContent
from orders.states import PaymentMethod


class Required(DomainError):
    """Something must be said."""

    code = "REQUIRED"


class OrderLineInput(graphene.InputObjectType):
    """How many of a line."""

    quantity = graphene.Int(required=True, description="Number of variant items ordered.")


class OrderLineCreateInput(graphene.InputObjectType):
    """So many of a variant."""

    quantity = graphene.Int(required=True, description="Number of variant items ordered.")
    variant_id = graphene.ID(required=True, description="Product variant ID.")
    force_new_line = graphene.Boolean(
        default_value=False,
        description="A variant has one line in a draft; more of it is added to that line.",
    )
    price = PositiveDecimal(
        description="What one item shall cost instead of the shelf's price; of a variant named twice, the last.",
    )


class _OrderTexts:
    """What can be said of an order at any time."""

    billing_address = graphene.Argument(AddressInput, description="Who is named on the bill.")
    user_email = graphene.String(description="Email address of the customer.")
    shipping_address = graphene.Argument(AddressInput, description="Where the parcel goes.")
    external_reference = graphene.String(description="What another system calls it.")
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Public metadata.")
    private_metadata = graphene.List(graphene.NonNull(MetadataInput), description="Private metadata.")
    language_code = graphene.Argument(LanguageCodeEnum, description="The language of its messages.")


class OrderUpdateInput(_OrderTexts, graphene.InputObjectType):
    """What can be corrected of a placed order."""


class DraftOrderInput(_OrderTexts, graphene.InputObjectType):
    """What can be said of a draft."""

    save_billing_address = graphene.Boolean(
        description="Whether it becomes the customer's own; addresses are kept by the customer only."
    )
    save_shipping_address = graphene.Boolean(
        description="Whether it becomes the customer's own; addresses are kept by the customer only."
    )
    user = graphene.ID(description="Customer associated with the draft.")
    shipping_method = graphene.ID(description="ID of the way of delivery.")
    customer_note = graphene.String(description="A note from the customer.")
    discount = PositiveDecimal(description="Nothing is done with it: `orderDiscountAdd` takes something off.")
    voucher = graphene.ID(description="ID of a voucher: its newest code is used; null takes it away.")
    voucher_code = graphene.String(description="Code of a voucher; null takes it away.")
    channel_id = graphene.ID(description="ID of the channel; it is chosen when the draft is begun.")
    redirect_url = graphene.String(description="The customer's link leads to our own page, whatever is said.")
    payment_gateway = graphene.String(
        description="How it will be paid: the id of one of the channel's gateways; else by bank transfer."
    )


class DraftOrderCreateInput(DraftOrderInput):
    """What is known of a draft when it is begun."""

    lines = graphene.List(graphene.NonNull(OrderLineCreateInput), description="Variants and quantities.")


class OrderUpdateShippingInput(graphene.InputObjectType):
    """How a parcel travels."""

    shipping_method = graphene.ID(description="ID of the way of delivery; null takes it away.")


class OrderFulfillStockInput(graphene.InputObjectType):
    """So many from a warehouse."""

    quantity = graphene.Int(required=True, description="The number of items.")
    warehouse = graphene.ID(required=True, description="From where they go; the hub knows its own lots.")


class OrderFulfillLineInput(graphene.InputObjectType):
    """How many of a line go out."""

    order_line_id = graphene.ID(description="The ID of the order line.")
    stocks = graphene.List(
        graphene.NonNull(OrderFulfillStockInput), required=True, description="How many from where."
    )


class OrderFulfillInput(graphene.InputObjectType):
    """What goes out."""

    lines = graphene.List(
        graphene.NonNull(OrderFulfillLineInput), required=True, description="All lines of the order."
    )
    notify_customer = graphene.Boolean(description="The customer is told of every parcel that leaves.")
    allow_stock_to_be_exceeded = graphene.Boolean(
        default_value=False, description="Nothing leaves that is not there, whatever this says."
    )
    tracking_number = graphene.String(description="The number that the carrier gave the parcel.")


class FulfillmentCancelInput(graphene.InputObjectType):
    """Where the goods of an opened parcel go."""

    warehouse_id = graphene.ID(
        description="ID of the warehouse they were taken from; they go back there, said or not."
    )


class FulfillmentUpdateTrackingInput(graphene.InputObjectType):
    """The number of a parcel."""

    tracking_number = graphene.String(description="The carrier's number; empty: our own.")
    notify_customer = graphene.Boolean(
        default_value=False, description="The customer's page shows the number in any case."
    )


class OrderDiscountCommonInput(graphene.InputObjectType):
    """How much is taken off; the marketplace bears it."""

    value_type = graphene.Argument(
        DiscountValueTypeEnum, required=True, description="Type of the discount: fixed or percent."
    )
    value = PositiveDecimal(required=True, description="Value of the discount: an amount, or a percentage.")
    reason = graphene.String(description="Explanation for the applied discount.")


class OrderNoteInput(graphene.InputObjectType):
    """A remark."""

    message = graphene.String(required=True, description="Note message.")


def method_key(given: str) -> uuid.UUID:
    """
    Return the key of the way of delivery that a client means.

    :raises NotFound: if it can name none
    """
    key = key_of(given, "ShippingMethod", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="shipping_method")
    return key


def channel_given(given: Mapping[str, Any]) -> Channel:
    """
    Return the channel of a new draft.

    :raises Required: if none is named
    :raises NotFound: if there is none of that id
    """
    named = given.get("channel_id")
    if not named:
        raise Required(_("Channel id is required."), field="channel_id")
    key = key_of(named, "Channel")
    channel = next((each for each in channels_listed() if each.pk == key), None)
    if channel is None:
        raise NotFound(f"Couldn't resolve to a node: {named}", field="channel_id")
    return channel


def line_quantities(lines: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """
    Return lines as (variant id, quantity).

    :raises NotFound: if an ID can name no variant
    """
    found = []
    for line in lines:
        key = key_of(line["variant_id"], "ProductVariant")
        if key is None:
            raise NotFound(f"Couldn't resolve to a node: {line['variant_id']}", field="variant_id")
        found.append((key, line["quantity"]))
    return found


def line_prices(lines: Sequence[Mapping[str, Any]]) -> dict[int, LineTerms]:
    """
    Return what one piece of each variant shall cost, where that is said; null: the shelf's price again.

    :raises NotFound: if an ID can name no variant
    """
    priced = [line for line in lines if "price" in line]
    return {
        variant: LineTerms(sets_price=True, price=line["price"])
        for (variant, _many), line in zip(line_quantities(priced), priced, strict=True)
    }


def quantities_of(lines: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """
    Return how many of each order line go out.

    :raises NotFound: if an ID can name no line
    """
    found: dict[int, int] = {}
    for line in lines:
        key = placed_line(line.get("order_line_id") or "")
        found[key] = found.get(key, 0) + sum(stock["quantity"] for stock in line["stocks"])
    return found


# What is said in the contract's words, by what we call it, and how it is read.
_TEXTS = {"user_email": "email", "customer_note": "note", "external_reference": "external_reference"}
_ADDRESSES = ("billing_address", "shipping_address")
_METADATA = ("metadata", "private_metadata")


def content_given(given: Mapping[str, Any]) -> DraftContent:
    """
    Return what was said of an order or draft; what was not said stays.

    :raises InvalidInput: naming what is not in its form
    :raises NotFound: if an ID can name nothing
    """
    said: dict[str, Any] = {ours: given[name] or "" for name, ours in _TEXTS.items() if name in given}
    for name in _ADDRESSES:
        if name in given:
            said[name] = address_given(given[name]) if given[name] is not None else None
    for name in _METADATA:
        if given.get(name) is not None:
            said[name] = metadata_given(given[name])
    if given.get("language_code") is not None:
        said["language"] = language_of(getattr(given["language_code"], "value", given["language_code"]))
    if "shipping_method" in given:
        method = given["shipping_method"]
        said["delivery_method_id"] = method_key(method) if method else None
    if "user" in given:
        said["user_id"] = _user_key(given["user"]) if given["user"] else None
    if "voucher" in given or "voucher_code" in given:
        said["voucher_code"] = _code_given(given)
    if given.get("payment_gateway"):
        said["payment_method"] = _method_of(given["payment_gateway"])
    return DraftContent(**said)


def _code_given(given: Mapping[str, Any]) -> str:
    if given.get("voucher") and given.get("voucher_code"):
        raise ApiError("You cannot provide both a voucher code and a voucher for the same order.")
    if not given.get("voucher"):
        return given.get("voucher_code") or ""
    key = key_of(given["voucher"], "Voucher")
    codes = [row.code for row in codes_of_vouchers([key])[key] if row.is_active] if key is not None else []
    if not codes:
        raise NotFound(f"Couldn't resolve to a node: {given['voucher']}", field="voucher")
    return codes[0]


def taken_given(given: Mapping[str, Any]) -> Taken:
    """Return what is to be taken off a draft."""
    kind = getattr(given["value_type"], "value", given["value_type"])
    return Taken(ValueType(kind.lower()), given["value"], given.get("reason") or "")


def _user_key(given: str) -> int:
    key = key_of(given, "User")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="user")
    return key


def _method_of(gateway: str) -> PaymentMethod:
    cash = {channel.cash_gateway_id: PaymentMethod.CASH for channel in channels_listed()}
    methods = {"marketplace.bank-transfer": PaymentMethod.TRANSFER, **cash}
    if gateway not in methods:
        raise InvalidInput(_("Please choose a way to pay."), field="payment_gateway")
    return methods[gateway]
