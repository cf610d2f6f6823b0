"""Shipping zones: where parcels go, by which methods and for how much."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from catalog.models.tax import TaxClass
from catalog.selectors.product_rows import ProductRow
from catalog.selectors.tax_classes import tax_classes_by_code
from logistics.models.warehouse import Warehouse as WarehouseModel
from logistics.models.zone import MethodListing, PostalCodeRule, ZoneMethod
from logistics.models.zone import ShippingZone as ZoneModel
from logistics.selectors.warehouses import warehouses_of_zones
from logistics.selectors.zones import (
    channels_of_zones,
    excluded_of_methods,
    listings_of_methods,
    methods_of_zones,
    rules_of_methods,
)
from marketplace.channels.models import Channel as ChannelModel
from marketplace.channels.selectors import channel_for_lists
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.types import ProductConnection
from marketplace.graphql.catalog.variants import Weight
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import require_staff
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect, connection_field, connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared, late
from marketplace.graphql.kit.pages import ListPages
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.countries import CountryDisplay, country_of
from marketplace.graphql.shop.kept import kept_on_row
from marketplace.graphql.shop.languages import (
    DEFAULT_LANGUAGE,
    LanguageCodeEnum,
    LanguageDisplay,
    display_of,
    language_of,
)
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.graphql.shop.money import Money
from marketplace.graphql.warehouses.types import Warehouse
from marketplace.kernel.money import Money as Amount

ShippingMethodTypeEnum = saleor_enum("ShippingMethodTypeEnum", "What decides on a shipping method.")
PostalCodeRuleInclusionTypeEnum = saleor_enum(
    "PostalCodeRuleInclusionTypeEnum", "Whether parcels go to some postcodes only, or everywhere but there."
)
ZoneConnection = connection_of("ShippingZone", lambda: ShippingZone)


class MoneyRange(graphene.ObjectType):
    """Represents a range of amounts of money."""

    start = graphene.Field(Money, description="Lower bound of a price range.")
    stop = graphene.Field(Money, description="Upper bound of a price range.")


@declared
class ShippingMethodTranslation(graphene.ObjectType):
    """The texts of a shipping method in a language."""

    class Meta:
        interfaces = (Node,)

    id = id_field("ShippingMethodTranslation", description="The ID of the translation.")
    language = graphene.Field(LanguageDisplay, required=True, description="Translation language.")
    name = graphene.String(description="Translated shipping method name.")
    description = JSONString(description="Translated description, as EditorJS blocks.")


class ShippingMethodPostalCodeRule(graphene.ObjectType):
    """A range of postcodes to which a method goes, or does not."""

    class Meta:
        interfaces = (Node,)

    id = id_field("ShippingMethodPostalCodeRule", description="The ID of the rule.")
    start = graphene.String(description="First postcode of the range.")
    end = graphene.String(description="Last postcode of the range; null: the first one alone.")
    inclusion_type = graphene.Field(
        PostalCodeRuleInclusionTypeEnum, description="Whether parcels go there only, or not there."
    )

    @staticmethod
    def resolve_end(root: PostalCodeRule, _info: Info) -> str | None:
        """Return the end of the range, if it is one."""
        return root.end or None

    @staticmethod
    def resolve_inclusion_type(root: PostalCodeRule, _info: Info) -> str:
        """Return what the rule does."""
        return root.inclusion.upper()


class ShippingMethodChannelListing(graphene.ObjectType):
    """What a shipping method costs in a channel."""

    class Meta:
        interfaces = (Node,)

    id = id_field("ShippingMethodChannelListing", description="The ID of the listing.")
    channel = graphene.Field(Channel, required=True, description="The channel.")
    maximum_order_price = graphene.Field(Money, description="The most that the goods may cost.")
    minimum_order_price = graphene.Field(Money, description="The least that the goods must cost.")
    price = graphene.Field(Money, description="What it costs.")

    @staticmethod
    def resolve_maximum_order_price(root: MethodListing, _info: Info) -> Amount | None:
        """Return the upper bound, if there is one."""
        return None if root.most_order_minor is None else Amount(root.most_order_minor, root.currency)

    @staticmethod
    def resolve_minimum_order_price(root: MethodListing, _info: Info) -> Amount | None:
        """Return the lower bound, if there is one."""
        return None if root.least_order_minor is None else Amount(root.least_order_minor, root.currency)


def method_translation(row: ZoneMethod, language: str) -> Mapping[str, Any] | None:
    """Return what was written of a method in just this language."""
    name, document = row.method.names.get(language), row.descriptions.get(language)
    if not name and not document:
        return None
    return {"id": row.pk, "language": display_of(language), "name": name, "description": document or None}


@declared
class ShippingMethodType(kept_on_row(*ZoneMethod.metadata_permissions), graphene.ObjectType):  # type: ignore[misc]
    """A way to send parcels to a shipping zone."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("ShippingMethodType", attribute="pk", description="Shipping method ID.")
    name = graphene.String(required=True, description="Shipping method name.")
    description = JSONString(description="Shipping method description, as EditorJS blocks.")
    type = graphene.Field(ShippingMethodTypeEnum, description="What decides: weight, or the price alone.")
    translation = graphene.Field(
        ShippingMethodTranslation,
        language_code=graphene.Argument(LanguageCodeEnum, required=True, description="A language."),
        description="Its texts in a language, null if nobody wrote any.",
    )
    channel_listings = graphene.List(
        graphene.NonNull(ShippingMethodChannelListing), description="Where it is offered and for how much."
    )
    maximum_order_price = graphene.Field(
        Money, description="The most that goods may cost in the dearest channel."
    )
    minimum_order_price = graphene.Field(
        Money, description="The least that goods must cost in the cheapest channel."
    )
    postal_code_rules = graphene.List(
        graphene.NonNull(ShippingMethodPostalCodeRule), description="Postcodes to which it goes, or does not."
    )
    excluded_products = connection_field(ProductConnection, description="Products that do not travel by it.")
    minimum_order_weight = graphene.Field(Weight, description="The least weight of a parcel.")
    maximum_order_weight = graphene.Field(Weight, description="The most weight of a parcel.")
    maximum_delivery_days = graphene.Int(description="Most working days.")
    minimum_delivery_days = graphene.Int(description="Least working days.")
    tax_class = graphene.Field(
        late("TaxClass"), description="Its tax class; null: delivery is taxed as everywhere in the shop."
    )

    @staticmethod
    @batched
    def resolve_tax_class(parents: Sequence[ZoneMethod], info: Info) -> list[TaxClass | None]:
        """Return the tax classes, for staff."""
        require_staff(info)
        return info.context.load(tax_classes_by_code, [each.tax_code or None for each in parents])

    @staticmethod
    def resolve_name(root: ZoneMethod, _info: Info) -> str:
        """Return the name in the shop's first language."""
        return root.method.name(DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_description(root: ZoneMethod, _info: Info) -> Mapping[str, Any] | None:
        """Return the description in the shop's first language."""
        return root.descriptions.get(DEFAULT_LANGUAGE) or None

    @staticmethod
    def resolve_type(root: ZoneMethod, _info: Info) -> str:
        """Return what decides."""
        return "WEIGHT" if root.by_weight else "PRICE"

    @staticmethod
    def resolve_translation(root: ZoneMethod, _info: Info, language_code: Any) -> Mapping[str, Any] | None:
        """Return the texts in just this language."""
        return method_translation(root, language_of(language_code))

    @staticmethod
    @batched
    def resolve_channel_listings(parents: Sequence[ZoneMethod], info: Info) -> list[list[MethodListing]]:
        """Return the listings."""
        return _listings(parents, info)

    @staticmethod
    @batched
    def resolve_maximum_order_price(parents: Sequence[ZoneMethod], info: Info) -> list[Amount | None]:
        """Return the highest of the upper bounds."""
        return [_bound(rows, "most_order_minor", max) for rows in _listings(parents, info)]

    @staticmethod
    @batched
    def resolve_minimum_order_price(parents: Sequence[ZoneMethod], info: Info) -> list[Amount | None]:
        """Return the lowest of the lower bounds."""
        return [_bound(rows, "least_order_minor", min) for rows in _listings(parents, info)]

    @staticmethod
    @batched
    def resolve_postal_code_rules(parents: Sequence[ZoneMethod], info: Info) -> list[list[PostalCodeRule]]:
        """Return the rules."""
        found = info.context.load(rules_of_methods, [each.pk for each in parents])
        return [rows or [] for rows in found]

    @staticmethod
    @batched
    def resolve_excluded_products(parents: Sequence[ZoneMethod], info: Info, **_page: object) -> list[Page]:
        """Return the products that do not travel by it, as they stand in the default channel."""
        ids = [each or [] for each in info.context.load(excluded_of_methods, [each.pk for each in parents])]
        channel = channel_for_lists()
        wanted: list[loads.Place] = [(channel, key) for keys in ids for key in keys]
        rows = dict(zip(wanted, info.context.load(loads.products, wanted), strict=True))
        return [connect(ListPages(_kept([rows[channel, key] for key in keys])), info) for keys in ids]

    @staticmethod
    def resolve_minimum_order_weight(root: ZoneMethod, _info: Info) -> dict[str, Any] | None:
        """Return the lower bound, if there is one."""
        return _weight(root.least_weight_g)

    @staticmethod
    def resolve_maximum_order_weight(root: ZoneMethod, _info: Info) -> dict[str, Any] | None:
        """Return the upper bound, if there is one."""
        return _weight(root.most_weight_g)

    @staticmethod
    def resolve_maximum_delivery_days(root: ZoneMethod, _info: Info) -> int:
        """Return the most working days."""
        return root.method.max_days

    @staticmethod
    def resolve_minimum_delivery_days(root: ZoneMethod, _info: Info) -> int:
        """Return the least working days."""
        return root.method.min_days


@declared
class ShippingZone(kept_on_row(*ZoneModel.metadata_permissions), graphene.ObjectType):  # type: ignore[misc]
    """Countries to which parcels go on the same terms."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("ShippingZone", description="The ID of shipping zone.")
    name = graphene.String(required=True, description="Shipping zone name.")
    default = graphene.Boolean(
        required=True, source="is_default", description="Whether it stands for all countries without one."
    )
    price_range = graphene.Field(MoneyRange, description="Lowest and highest prices of its methods.")
    countries = graphene.List(
        graphene.NonNull(CountryDisplay), required=True, description="Countries to which parcels go."
    )
    shipping_methods = graphene.List(
        graphene.NonNull(ShippingMethodType), description="Methods by which parcels go there."
    )
    warehouses = graphene.List(
        graphene.NonNull(Warehouse), required=True, description="Warehouses from which parcels go there."
    )
    channels = graphene.List(
        graphene.NonNull(Channel), required=True, description="Channels that sell to it."
    )
    description = graphene.String(description="Description of a shipping zone.")

    @staticmethod
    @batched
    def resolve_price_range(parents: Sequence[ZoneModel], info: Info) -> list[Mapping[str, Amount] | None]:
        """Return the lowest and highest price of each zone."""
        methods = _methods(parents, info)
        listings = iter(_listings([method for rows in methods for method in rows], info))
        return [_range([row for _method in rows for row in next(listings)]) for rows in methods]

    @staticmethod
    def resolve_countries(root: ZoneModel, _info: Info) -> list[dict[str, str]]:
        """Return the countries."""
        return [country_of(code) for code in root.countries]

    @staticmethod
    @batched
    def resolve_shipping_methods(parents: Sequence[ZoneModel], info: Info) -> list[list[ZoneMethod]]:
        """Return the methods."""
        return _methods(parents, info)

    @staticmethod
    @batched
    def resolve_warehouses(parents: Sequence[ZoneModel], info: Info) -> list[list[WarehouseModel]]:
        """Return the warehouses."""
        found = info.context.load(warehouses_of_zones, [each.pk for each in parents])
        return [rows or [] for rows in found]

    @staticmethod
    @batched
    def resolve_channels(parents: Sequence[ZoneModel], info: Info) -> list[list[ChannelModel]]:
        """Return the channels."""
        found = info.context.load(channels_of_zones, [each.pk for each in parents])
        return [rows or [] for rows in found]


def _methods(parents: Sequence[ZoneModel], info: Info) -> list[list[ZoneMethod]]:
    return [rows or [] for rows in info.context.load(methods_of_zones, [each.pk for each in parents])]


def _listings(parents: Sequence[ZoneMethod], info: Info) -> list[list[MethodListing]]:
    return [rows or [] for rows in info.context.load(listings_of_methods, [each.pk for each in parents])]


def _bound(rows: Sequence[MethodListing], column: str, choose: Any) -> Amount | None:
    bounds = [Amount(getattr(row, column), row.currency) for row in rows if getattr(row, column) is not None]
    return choose(bounds, key=lambda amount: amount.minor) if bounds else None


def _range(rows: Sequence[MethodListing]) -> Mapping[str, Amount] | None:
    prices = sorted((row.price for row in rows), key=lambda price: price.minor)
    return {"start": prices[0], "stop": prices[-1]} if prices else None


def _weight(grams: int | None) -> dict[str, Any] | None:
    return None if grams is None else {"unit": "KG", "value": grams / 1000}


def _kept(rows: Sequence[ProductRow | None]) -> list[ProductRow]:
    return [row for row in rows if row is not None]


rows_are(ZoneModel, "ShippingZone")
rows_are(ZoneMethod, "ShippingMethodType")
