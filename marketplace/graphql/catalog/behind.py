"""What the back office sees behind the goods: where they are listed, how they are taxed, what stands where."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import graphene
from django.utils import timezone

from catalog.models.attribute import ProductTypeAttribute
from catalog.models.offer import Listing, Price
from catalog.models.tax import TaxClass
from catalog.selectors.assigned import AttributeRow, attributes_by_id
from catalog.selectors.categories import Family, weights_of_families
from catalog.selectors.listings import (
    attribute_places_of,
    listings_of_products,
    prices_of_variants,
    tax_classes_of_families,
    tax_classes_of_products,
)
from catalog.selectors.product_rows import ProductRow
from logistics.models.stock import Stock
from logistics.selectors.stock import stocks_of_variants
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.attribute_lists import available_attributes as attributes_left
from marketplace.graphql.catalog.attributes import Attribute, VariantAttributeScope
from marketplace.graphql.catalog.pricing import Pricing, ProductPricingInfo
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.guards import require_permission, require_staff
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.shop.addresses import AddressInput
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.countries import CountryCode
from marketplace.graphql.shop.money import Money
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount


class ProductChannelListing(graphene.ObjectType):
    """A product on the shelves of a channel, or not yet."""

    class Meta:
        interfaces = (Node,)

    id = id_field("ProductChannelListing", description="The ID of the listing.")
    publication_date = Date(
        description="Since which day it is on the shelves.",
        deprecation_reason="Use the `publishedAt` field to fetch the publication date.",
    )
    published_at = DateTime(description="Since when it is on the shelves.")
    is_published = graphene.Boolean(required=True, description="Whether it is meant to be on the shelves.")
    channel = graphene.Field(Channel, required=True, description="The channel.")
    visible_in_listings = graphene.Boolean(required=True, description="Whether lists show it.")
    available_for_purchase_at = DateTime(description="Since when it can be bought.")
    is_available_for_purchase = graphene.Boolean(description="Whether it can be bought, in stock or not.")
    available_for_purchase = Date(
        description="Since which day it can be bought.",
        deprecation_reason="Use the `availableForPurchaseAt` field to fetch the available for purchase date.",
    )
    discounted_price = graphene.Field(
        Money, description="The lowest price of its variants, with the promotion that runs."
    )
    pricing = graphene.Field(
        ProductPricingInfo,
        address=graphene.Argument(AddressInput, description="Prices are the same at every address."),
        description="From how much to how much it costs there.",
    )

    @staticmethod
    def resolve_available_for_purchase(root: Listing, _info: Info) -> Any:
        """Return the day in Morocco."""
        return None if root.published_at is None else timezone.localdate(root.published_at)

    @staticmethod
    def resolve_discounted_price(root: Listing, _info: Info) -> Amount | None:
        """Return the lowest price; null while nothing is priced."""
        return None if root.price_from_minor is None else Amount(root.price_from_minor, root.currency)

    @staticmethod
    @batched
    def resolve_pricing(parents: Sequence[Listing], info: Info, **_address: object) -> list[Pricing | None]:
        """Return the prices in each channel."""
        stands: list[loads.Stand] = [(each.channel, info.context.now, each.product_id) for each in parents]
        return [
            None if found is None else Pricing(found) for found in info.context.load(loads.ranges, stands)
        ]

    @staticmethod
    def resolve_publication_date(root: Listing, _info: Info) -> Any:
        """Return the day in Morocco."""
        return None if root.published_at is None else timezone.localdate(root.published_at)

    @staticmethod
    def resolve_visible_in_listings(root: Listing, _info: Info) -> bool:
        """Say whether lists show it: wished, published, priced, and its seller active."""
        return root.is_published

    @staticmethod
    def resolve_available_for_purchase_at(root: Listing, _info: Info) -> datetime | None:
        """Return since when: what is on the shelves can be bought."""
        return root.published_at

    @staticmethod
    def resolve_is_available_for_purchase(root: Listing, _info: Info) -> bool:
        """Say whether it can be bought."""
        return root.is_published


class ProductVariantChannelListing(graphene.ObjectType):
    """What a variant costs in a channel."""

    class Meta:
        interfaces = (Node,)

    id = id_field("ProductVariantChannelListing", description="The ID of the listing.")
    channel = graphene.Field(Channel, required=True, description="The channel.")
    price = graphene.Field(Money, description="The price, tax included.")
    cost_price = graphene.Field(
        Money, description="Always null: what a lot cost is known to its maker alone."
    )

    @staticmethod
    def resolve_cost_price(_root: Price, _info: Info) -> None:
        """Return nothing: no cost is kept."""

    @staticmethod
    def resolve_price(root: Price, _info: Info) -> Amount:
        """Return the price."""
        return root.amount


class AssignedVariantAttribute(graphene.ObjectType):
    """An attribute of the variants of a family."""

    attribute = graphene.Field(Attribute, required=True, description="The attribute.")
    variant_selection = graphene.Boolean(
        required=True, source="is_selection", description="Whether customers choose a variant by it."
    )

    @staticmethod
    @batched
    def resolve_attribute(parents: Sequence[ProductTypeAttribute], info: Info) -> list[AttributeRow | None]:
        """Return the attributes."""
        return info.context.load(attributes_by_id, [each.attribute_id for each in parents])


class ProductBehind:
    """Fields of Product for the back office; its rows are `ProductRow`s."""

    channel_listings = graphene.List(
        graphene.NonNull(ProductChannelListing),
        description="Where it is listed. Requires MANAGE_PRODUCTS.",
    )
    tax_class = graphene.Field(late("TaxClass"), description="Its tax class, or its family's (staff only).")

    @staticmethod
    @batched
    def resolve_channel_listings(parents: Sequence[ProductRow], info: Info) -> list[list[Listing]]:
        """Return the listings."""
        require_permission(info, Permission.MANAGE_PRODUCTS)
        found = info.context.load(listings_of_products, [each.id for each in parents])
        return [rows or [] for rows in found]

    @staticmethod
    @batched
    def resolve_tax_class(parents: Sequence[ProductRow], info: Info) -> list[TaxClass | None]:
        """Return the class of its own, or that of its family."""
        require_staff(info)
        today = timezone.localdate(info.context.now)
        own = tax_classes_of_products([each.id for each in parents], on=today)
        of_family = info.context.load(tax_classes_of_families, [each.product_type_id for each in parents])
        return [own.get(each.id) or family for each, family in zip(parents, of_family, strict=True)]


class VariantBehind:
    """Fields of ProductVariant for the back office; its rows are `VariantRow`s."""

    channel_listings = graphene.List(
        graphene.NonNull(ProductVariantChannelListing),
        description="What it costs in which channels (staff only).",
    )
    stocks = graphene.List(
        graphene.NonNull(late("Stock")),
        address=graphene.Argument(AddressInput, description="Stock is the same for every address."),
        country_code=graphene.Argument(CountryCode, description="Stock is the same for every country."),
        description="How much of it stands where (staff only).",
    )

    @staticmethod
    @batched
    def resolve_channel_listings(parents: Sequence[VariantRow], info: Info) -> list[list[Price]]:
        """Return the prices."""
        require_staff(info)
        found = info.context.load(prices_of_variants, [each.id for each in parents])
        return [rows or [] for rows in found]

    @staticmethod
    @batched
    def resolve_stocks(parents: Sequence[VariantRow], info: Info, **_where: object) -> list[list[Stock]]:
        """Return the stocks."""
        require_staff(info)
        found = info.context.load(stocks_of_variants, [each.id for each in parents])
        return [rows or [] for rows in found]


class FamilyBehind:
    """Fields of ProductType for the back office; its rows are `Family`s."""

    has_variants = graphene.Boolean(required=True, description="Whether its products may have variants.")
    is_digital = graphene.Boolean(required=True, description="Whether its products are no things.")
    tax_class = graphene.Field(late("TaxClass"), description="Its tax class (staff only).")
    product_attributes = graphene.List(graphene.NonNull(Attribute), description="Attributes of its products.")
    variant_attributes = graphene.List(
        graphene.NonNull(Attribute),
        variant_selection=graphene.Argument(VariantAttributeScope, description="Which attributes to show."),
        description="Attributes of its variants.",
        deprecation_reason="Use `assignedVariantAttributes` instead.",
    )
    assigned_variant_attributes = graphene.List(
        graphene.NonNull(AssignedVariantAttribute),
        variant_selection=graphene.Argument(VariantAttributeScope, description="Which attributes to show."),
        description="Attributes of its variants, and whether customers choose by them.",
    )

    available_attributes = attributes_left("product_type", lambda row: row.product_type_id)
    weight = graphene.Field(
        late("Weight"), description="What one weighs if nobody says otherwise; null: unknown."
    )

    @staticmethod
    @batched
    def resolve_weight(parents: Sequence[Family], info: Info) -> list[dict[str, Any] | None]:
        """Return the weights."""
        found = info.context.load(weights_of_families, [each.product_type_id for each in parents])
        return [{"unit": "G", "value": float(grams)} if grams else None for grams in found]

    @staticmethod
    def resolve_has_variants(_root: Family, _info: Info) -> bool:
        """Say yes: every product has at least one."""
        return True

    @staticmethod
    def resolve_is_digital(_root: Family, _info: Info) -> bool:
        """Say no: everything is a thing."""
        return False

    @staticmethod
    @batched
    def resolve_tax_class(parents: Sequence[Family], info: Info) -> list[TaxClass | None]:
        """Return the classes."""
        require_staff(info)
        return info.context.load(tax_classes_of_families, [each.product_type_id for each in parents])

    @staticmethod
    @batched
    def resolve_product_attributes(parents: Sequence[Family], info: Info) -> list[list[AttributeRow]]:
        """Return the attributes of products."""
        return _attributes(
            [[row for row in rows if not row.is_of_variant] for rows in _places(parents, info)], info
        )

    @staticmethod
    @batched
    def resolve_variant_attributes(
        parents: Sequence[Family], info: Info, *, variant_selection: Any = None
    ) -> list[list[AttributeRow]]:
        """Return the attributes of variants."""
        return _attributes([_of_variants(rows, variant_selection) for rows in _places(parents, info)], info)

    @staticmethod
    @batched
    def resolve_assigned_variant_attributes(
        parents: Sequence[Family], info: Info, *, variant_selection: Any = None
    ) -> list[list[ProductTypeAttribute]]:
        """Return the attributes of variants with whether customers choose by them."""
        return [_of_variants(rows, variant_selection) for rows in _places(parents, info)]


def _places(parents: Sequence[Family], info: Info) -> list[list[ProductTypeAttribute]]:
    found = info.context.load(attribute_places_of, [each.product_type_id for each in parents])
    return [rows or [] for rows in found]


def _of_variants(rows: Sequence[ProductTypeAttribute], scope: Any) -> list[ProductTypeAttribute]:
    wanted = {"VARIANT_SELECTION": True, "NOT_VARIANT_SELECTION": False}.get(getattr(scope, "value", scope))
    return [row for row in rows if row.is_of_variant and wanted in (None, row.is_selection)]


def _attributes(places: Sequence[Sequence[ProductTypeAttribute]], info: Info) -> list[list[AttributeRow]]:
    keys = [row.attribute_id for rows in places for row in rows]
    found = dict(zip(keys, info.context.load(attributes_by_id, keys), strict=True))
    return [[row for place in rows if (row := found[place.attribute_id]) is not None] for rows in places]
