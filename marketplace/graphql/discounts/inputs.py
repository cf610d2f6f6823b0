"""What can be written of vouchers and gift cards."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import graphene

from marketplace.graphql.contract import word
from marketplace.graphql.discounts.types import DiscountValueTypeEnum, VoucherTypeEnum
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.scalars import Date, DateTime, PositiveDecimal
from marketplace.graphql.shop.metadata import MetadataInput
from marketplace.promotions.services.gift_card_rule_write import last_day_by_rule
from marketplace.promotions.services.voucher_write import ListingChange, VoucherChanges

_IDS: Mapping[str, str] = {
    "products": "Product",
    "variants": "ProductVariant",
    "categories": "Category",
    "collections": "Collection",
    "cooperatives": "Cooperative",
}


def _ids(what: str) -> graphene.List:
    return graphene.List(graphene.NonNull(graphene.ID), description=f"{what} to which it is limited.")


class VoucherInput(graphene.InputObjectType):
    """What is known of a voucher."""

    type = VoucherTypeEnum(description="What it takes off from.")
    name = graphene.String(description="Its name.")
    code = graphene.String(description="Its code.")
    add_codes = graphene.List(graphene.NonNull(graphene.String), description="Codes to add.")
    start_date = DateTime(description="When it begins.")
    end_date = DateTime(description="When it ends.")
    discount_value_type = DiscountValueTypeEnum(description="How it is reckoned.")
    products = _ids("Products")
    variants = _ids("Variants")
    collections = _ids("Collections")
    categories = _ids("Categories")
    cooperatives = _ids("Cooperatives")
    min_checkout_items_quantity = graphene.Int(description="The least number of items.")
    countries = graphene.List(graphene.NonNull(graphene.String), description="Countries where it holds.")
    apply_once_per_order = graphene.Boolean(description="Whether one item alone is reduced.")
    apply_once_per_customer = graphene.Boolean(description="Whether a customer uses it once.")
    only_for_staff = graphene.Boolean(description="Whether it is for the staff alone.")
    single_use = graphene.Boolean(description="Whether each code is used once.")
    usage_limit = graphene.Int(description="How often each code can be used.")


class CatalogueInput(graphene.InputObjectType):
    """What is limited to."""

    products = _ids("Products")
    categories = _ids("Categories")
    collections = _ids("Collections")
    variants = _ids("Variants")


class VoucherChannelListingAddInput(graphene.InputObjectType):
    """What a voucher is worth in a channel."""

    channel_id = graphene.ID(required=True, description="ID of the channel.")
    discount_value = PositiveDecimal(description="What it is worth there.")
    min_amount_spent = PositiveDecimal(description="The least that must be spent.")


class VoucherChannelListingInput(graphene.InputObjectType):
    """Where a voucher holds."""

    add_channels = graphene.List(
        graphene.NonNull(VoucherChannelListingAddInput), description="Channels in which it holds."
    )
    remove_channels = graphene.List(
        graphene.NonNull(graphene.ID), description="Channels in which it holds no more."
    )


class PriceInput(graphene.InputObjectType):
    """An amount of money."""

    currency = graphene.String(required=True, description="Currency code.")
    amount = PositiveDecimal(required=True, description="Amount of money.")


class GiftCardCreateInput(graphene.InputObjectType):
    """What is known of a gift card."""

    add_tags = graphene.List(graphene.NonNull(graphene.String), description="Its tags.")
    expiry_date = Date(description="Its last day.")
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Public texts to keep with it.")
    private_metadata = graphene.List(graphene.NonNull(MetadataInput), description="Texts for the staff.")
    start_date = Date(description="It begins at once, whatever is said.")
    end_date = Date(description="Its last day, as older clients call it.")
    balance = graphene.Argument(PriceInput, required=True, description="What it is issued with.")
    user_email = graphene.String(description="Email of who it is for.")
    channel = graphene.String(description="Slug of the channel in which it is made.")
    is_active = graphene.Boolean(required=True, description="Whether it can be used at once.")
    code = graphene.String(description="A code of 8 to 16 letters and digits; none: one is made.")
    note = graphene.String(description="A note.")
    assigned_to = graphene.ID(description="Whose it is.")


class GiftCardUpdateInput(graphene.InputObjectType):
    """What changes about a gift card."""

    add_tags = graphene.List(graphene.NonNull(graphene.String), description="Tags to add.")
    expiry_date = Date(description="Its last day; null: it has none.")
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Public texts to keep with it.")
    private_metadata = graphene.List(graphene.NonNull(MetadataInput), description="Texts for the staff.")
    start_date = Date(description="It began at once, whatever is said.")
    end_date = Date(description="Its last day, as older clients call it.")
    remove_tags = graphene.List(graphene.NonNull(graphene.String), description="Tags to take away.")
    balance_amount = PositiveDecimal(description="What is to be left on it.")


class GiftCardBulkCreateInput(graphene.InputObjectType):
    """Cards that are alike."""

    count = graphene.Int(required=True, description="How many, at most a hundred.")
    balance = graphene.Argument(PriceInput, required=True, description="What each is issued with.")
    tags = graphene.List(graphene.NonNull(graphene.String), description="Tags of each.")
    expiry_date = Date(description="The last day of each.")
    is_active = graphene.Boolean(required=True, description="Whether they can be used at once.")


class GiftCardAddNoteInput(graphene.InputObjectType):
    """A remark."""

    message = graphene.String(required=True, description="Note message.")


class GiftCardResendInput(graphene.InputObjectType):
    """To whom a card is sent again."""

    id = graphene.ID(required=True, description="ID of the gift card.")
    email = graphene.String(description="To which address; else to whom it belongs.")
    channel = graphene.String(required=True, description="Slug of a channel, in whose name it is sent.")


def scopes_of(given: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return what is limited to, by our own words."""
    return {word: keys_of(given[word], kind) for word, kind in _IDS.items() if given.get(word) is not None}


def voucher_changes(given: Mapping[str, Any]) -> VoucherChanges:
    """Return what is to be written of a voucher."""
    kind, value_type = given.get("type"), given.get("discount_value_type")
    scopes = scopes_of(given)
    return VoucherChanges(
        name=given.get("name"),
        type=None if kind is None else word(kind).lower(),
        value_type=None if value_type is None else word(value_type).lower(),
        starts_at=given.get("start_date"),
        ends_at=given.get("end_date"),
        never_ends="end_date" in given and given["end_date"] is None,
        usage_limit=given.get("usage_limit"),
        no_usage_limit="usage_limit" in given and given["usage_limit"] is None,
        once_per_order=given.get("apply_once_per_order"),
        once_per_customer=given.get("apply_once_per_customer"),
        single_use=given.get("single_use"),
        only_for_staff=given.get("only_for_staff"),
        min_quantity=given.get("min_checkout_items_quantity"),
        countries=given.get("countries"),
        products=scopes.get("products"),
        variants=scopes.get("variants"),
        categories=scopes.get("categories"),
        collections=scopes.get("collections"),
        cooperatives=scopes.get("cooperatives"),
    )


def codes_of(given: Mapping[str, Any]) -> list[str]:
    """Return the codes that are to be added."""
    return [*([given["code"]] if given.get("code") else []), *(given.get("add_codes") or [])]


def listing_change(given: Mapping[str, Any]) -> ListingChange:
    """Return what a voucher is worth in a channel."""
    return ListingChange(
        channel_id=keys_of([given["channel_id"]], "Channel")[0],
        value=given.get("discount_value"),
        min_spent=given.get("min_amount_spent"),
        no_min_spent="min_amount_spent" in given and given["min_amount_spent"] is None,
    )


def last_day_given(given: Mapping[str, Any], *, now: datetime) -> date | None:
    """Return the last day that a client names for a card; who names none gets the one of the settings."""
    for name in ("expiry_date", "end_date"):
        if name in given:
            found: date | None = given[name]
            return found
    return last_day_by_rule(now=now)
