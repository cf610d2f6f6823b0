"""What clients say of a checkout."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.utils.translation import gettext as _

from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.scalars import PositiveDecimal
from marketplace.graphql.shop.addresses import AddressInput, values_of
from marketplace.graphql.shop.languages import LanguageCodeEnum
from marketplace.graphql.shop.metadata import MetadataInput, metadata_given
from marketplace.kernel.errors import NotFound
from marketplace.kernel.places import LONGEST_AREA, LONGEST_POSTCODE
from orders.address import LIMITS, DeliveryAddress, address_read
from orders.services.checkout_lines_set import LineExists, LineTerms, about

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST_PHONE = 16


class CheckoutLineInput(graphene.InputObjectType):
    """How many of a variant."""

    quantity = graphene.Int(required=True, description="The number of items purchased.")
    variant_id = graphene.ID(required=True, description="ID of the product variant.")
    price = PositiveDecimal(
        description="What one piece costs instead of the shelf's price; for apps that handle checkouts."
    )
    price_override_reason = graphene.String(description="Why it costs something else.")
    force_new_line = graphene.Boolean(
        default_value=False,
        description="Whether it must be a line of its own; refused for a variant that the basket holds already.",
    )
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Texts to keep with the line.")


class CheckoutLineUpdateInput(graphene.InputObjectType):
    """How many of a line, or of a variant, from now on; 0 takes it out."""

    variant_id = graphene.ID(description="ID of the product variant.")
    quantity = graphene.Int(description="The number of items purchased.")
    line_id = graphene.ID(description="ID of the line.")
    price = PositiveDecimal(
        description="What one piece costs instead of the shelf's price; for apps that handle checkouts."
    )
    price_override_reason = graphene.String(description="Why it costs something else.")
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Texts to keep with the line.")


class CheckoutAddressValidationRules(graphene.InputObjectType):
    """How strictly an address is read; an order's address is read strictly in any case."""

    check_required_fields = graphene.Boolean(
        default_value=True, description="Whether nothing may be missing."
    )
    check_fields_format = graphene.Boolean(default_value=True, description="Whether the forms must be right.")
    enable_fields_normalization = graphene.Boolean(
        default_value=True, description="Taken for compatibility: phone numbers are always normalised."
    )


class CheckoutValidationRules(graphene.InputObjectType):
    """How strictly the addresses of a new checkout are read."""

    shipping_address = graphene.Argument(CheckoutAddressValidationRules, description="The shipping address.")
    billing_address = graphene.Argument(CheckoutAddressValidationRules, description="The billing address.")


class CheckoutCreateInput(graphene.InputObjectType):
    """What is known when a checkout is opened."""

    channel = graphene.String(description="Slug of a channel in which to create a checkout.")
    lines = graphene.List(
        graphene.NonNull(CheckoutLineInput), required=True, description="A list of checkout lines."
    )
    email = graphene.String(description="The customer's email address.")
    shipping_address = graphene.Argument(AddressInput, description="Where the parcel goes.")
    billing_address = graphene.Argument(AddressInput, description="Who is named on the bill.")
    language_code = graphene.Argument(LanguageCodeEnum, description="Checkout language code.")
    validation_rules = graphene.Argument(
        CheckoutValidationRules, description="How strictly addresses are read."
    )
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Checkout public metadata.")
    private_metadata = graphene.List(
        graphene.NonNull(MetadataInput), description="Checkout private metadata; for who handles checkouts."
    )
    save_shipping_address = graphene.Boolean(
        description="Whether to keep the shipping address with who is signed in; it is, unless told otherwise."
    )
    save_billing_address = graphene.Boolean(
        description="Whether to keep the billing address with who is signed in; it is, unless told otherwise."
    )


def address_given(given: Mapping[str, Any], rules: Mapping[str, Any] | None = None) -> DeliveryAddress:
    """
    Return the address that a client gave; with rules that leave out a check, as far as it goes.

    :raises InvalidInput: naming the field that is missing or not in its form
    """
    values = values_of(given)
    rules = rules or {}
    if rules.get("check_required_fields", True) and rules.get("check_fields_format", True):
        return address_read(values)
    cut = {name: _CONTROL.sub(" ", values.get(name, "")).strip()[:most] for name, most in LIMITS.items()}
    return DeliveryAddress(
        **cut,
        phone=values["phone"].strip()[:_LONGEST_PHONE],
        province=values["province"],
        postcode=values["postcode"][:LONGEST_POSTCODE],
        country=values["country"],
        area=values["area"][:LONGEST_AREA],
    )


def quantities_given(lines: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
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


def terms_given(lines: Sequence[Mapping[str, Any]]) -> dict[int, LineTerms]:
    """
    Return what is said of lines beside their quantities, by variant; of a variant named twice the last word counts.

    :raises LineExists: if one is asked twice to be a line of its own
    """
    found: dict[int, LineTerms] = {}
    for (variant, _quantity), line in zip(quantities_given(lines), lines, strict=True):
        if line.get("force_new_line") and variant in found:
            message = _("A basket holds one line of each product: please change its quantity.")
            raise about(LineExists(message, field="force_new_line"), [variant])
        found[variant] = line_terms(line)
    return found


def line_terms(line: Mapping[str, Any]) -> LineTerms:
    """Return what is said of one line beside its quantity."""
    return LineTerms(
        sets_price="price" in line,
        price=line.get("price"),
        reason=line.get("price_override_reason"),
        metadata=metadata_given(line.get("metadata")),
        is_fresh=bool(line.get("force_new_line")),
    )
