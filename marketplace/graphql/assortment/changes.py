"""What clients say of products and variants, as the services take it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.services.category_write import CategoryChanges
from catalog.services.product_shelve import ShelfChanges
from catalog.services.product_type_write import FamilyChanges
from catalog.services.product_write import ProductTexts
from logistics.services.variant_write import VariantTexts
from marketplace.channels.selectors import channels_listed
from marketplace.graphql.assortment.frame import InvalidPrice, known_key
from marketplace.graphql.assortment.values import values_given
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.shop.metadata import metadata_given
from marketplace.graphql.warehouses.frame import quantities_given
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money


def family_changes(given: Mapping[str, Any]) -> FamilyChanges:
    """
    Return what a client said of a product type.

    :raises NotFound: if an ID can name nothing
    :raises InvalidInput: if gift cards are to be products
    """
    if getattr(given.get("kind"), "value", given.get("kind")) == "GIFT_CARD":
        raise InvalidInput("Gift cards are no products here.", field="kind")
    grams = grams_of(given.get("weight"))
    return FamilyChanges(
        name=given.get("name"),
        slug=given.get("slug"),
        product_attributes=_attributes(given.get("product_attributes")),
        variant_attributes=_attributes(given.get("variant_attributes")),
        sets_tax_class="tax_class" in given,
        tax_class_id=_optional(given.get("tax_class"), "TaxClass", "taxClass"),
        facts=None if grams is None else {"weight_g": grams},
    )


def category_changes(given: Mapping[str, Any]) -> CategoryChanges:
    """Return what a client said of a category."""
    seo = given.get("seo") or {}
    return CategoryChanges(
        name=given.get("name"),
        slug=given.get("slug"),
        description=given.get("description"),
        seo_title=seo.get("title"),
        seo_description=seo.get("description"),
        metadata=metadata_given(given.get("metadata")),
        private_metadata=metadata_given(given.get("private_metadata")),
    )


def product_texts(given: Mapping[str, Any]) -> ProductTexts:
    """
    Return what a client said of a product.

    :raises NotFound: if an ID can name nothing
    """
    seo, collections = given.get("seo") or {}, given.get("collections")
    return ProductTexts(
        name=given.get("name"),
        slug=given.get("slug"),
        description=given.get("description"),
        seo_title=seo.get("title"),
        seo_description=seo.get("description"),
        product_type_id=_optional(given.get("product_type"), "ProductType", "productType"),
        category_id=_optional(given.get("category"), "Category", "category"),
        collection_ids=None if collections is None else keys_of(collections, "Collection"),
        attributes=values_given(given.get("attributes")),
        sets_tax_class="tax_class" in given,
        tax_class_id=_optional(given.get("tax_class"), "TaxClass", "taxClass"),
        rating=given.get("rating"),
        weight_g=grams_of(given.get("weight")),
        external_reference=given.get("external_reference"),
        metadata=metadata_given(given.get("metadata")),
        private_metadata=metadata_given(given.get("private_metadata")),
    )


def shelf_changes(given: Mapping[str, Any]) -> ShelfChanges:
    """
    Return how a product is to stand in a channel.

    :raises NotFound: if an ID can name no channel
    """
    day = given.get("publication_date") or given.get("available_for_purchase_date")
    moment = given.get("published_at") or given.get("available_for_purchase_at")
    if moment is None and day is not None:
        moment = datetime.combine(day, time.min, UTC)
    return ShelfChanges(
        channel_id=known_key(given["channel_id"], "Channel", field="channelId"),
        is_published=given.get("is_published"),
        published_at=moment,
        remove_variants=keys_of(given.get("remove_variants") or (), "ProductVariant"),
    )


def variant_texts(given: Mapping[str, Any]) -> VariantTexts:
    """
    Return what a client said of a variant.

    :raises NotFound: if an ID can name nothing
    :raises InvalidPrice: if a price is finer than its currency
    :raises InvalidInput: if a pre-order lacks its number or its last day
    """
    return VariantTexts(
        name=given.get("name"),
        sku=(given.get("sku") or "").strip() or None,
        weight_g=grams_of(given.get("weight")),
        attributes=values_given(given.get("attributes")),
        external_reference=given.get("external_reference"),
        tracks_inventory=given.get("track_inventory"),
        stocks=quantities_given(given.get("stocks") or ()),
        prices=prices_given(given.get("channel_listings") or ()),
        metadata=metadata_given(given.get("metadata")),
        private_metadata=metadata_given(given.get("private_metadata")),
        preorder=_preorder(given.get("preorder")),
    )


def _preorder(given: Mapping[str, Any] | None) -> tuple[int, date] | None:
    """Return how many may be ordered until which day; the contract knows no day of arrival."""
    if given is None:
        return None
    most, end = given.get("global_threshold"), given.get("end_date")
    if most is None or end is None:
        raise InvalidInput(_("Please say how many may be ordered, and until when."), field="preorder")
    return most, timezone.localdate(end)


def prices_given(listings: Sequence[Mapping[str, Any]]) -> dict[int, Money]:
    """
    Return prices by channel.

    :raises NotFound: if there is no such channel
    :raises InvalidPrice: if a price is finer than its currency
    """
    currencies = {channel.pk: channel.currency for channel in channels_listed()} if listings else {}
    found: dict[int, Money] = {}
    for each in listings:
        key = known_key(each["channel_id"], "Channel", field="channelId", known=currencies)
        try:
            found[key] = Money.from_decimal(Decimal(each["price"]), currencies[key])
        except InvalidInput as refusal:
            raise InvalidPrice(refusal.message, field="price") from refusal
    return found


def grams_of(kilograms: Decimal | None) -> int | None:
    """Return a weight in grams; what is lighter than a gram counts as one."""
    return None if kilograms is None else max(int(kilograms * 1000), 1 if kilograms else 0)


def _attributes(ids: Sequence[str] | None) -> list[int] | None:
    return None if ids is None else [known_key(each, "Attribute", field="attributes") for each in ids]


def _optional(id_: str | None, expected: str, field: str) -> int | None:
    return None if id_ is None else known_key(id_, expected, field=field)
