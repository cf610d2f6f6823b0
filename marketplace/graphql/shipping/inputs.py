"""What the back office may say of shipping zones and methods."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import graphene

from catalog.services.tax_class_assign import tax_class_code
from logistics.services.zone_method_list import ListingChanges
from logistics.services.zone_method_write import MethodChanges
from logistics.services.zone_write import ZoneChanges
from marketplace.channels.models import Channel
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.scalars import JSONString, PositiveDecimal, WeightScalar
from marketplace.graphql.shipping.types import PostalCodeRuleInclusionTypeEnum, ShippingMethodTypeEnum
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


class ShippingZoneCreateInput(graphene.InputObjectType):
    """What is known of a new shipping zone."""

    name = graphene.String(description="Shipping zone's name. Visible only to the staff.")
    description = graphene.String(description="Description of the shipping zone.")
    countries = graphene.List(graphene.NonNull(graphene.String), description="Codes of its countries.")
    default = graphene.Boolean(description="Whether it stands for all countries without a zone.")
    add_warehouses = _ids("Warehouses from which parcels go there.")
    add_channels = _ids("Channels that sell to it.")


class ShippingZoneUpdateInput(graphene.InputObjectType):
    """What is to change of a shipping zone."""

    name = graphene.String(description="Shipping zone's name. Visible only to the staff.")
    description = graphene.String(description="Description of the shipping zone.")
    countries = graphene.List(graphene.NonNull(graphene.String), description="Codes of its countries.")
    default = graphene.Boolean(description="Whether it stands for all countries without a zone.")
    add_warehouses = _ids("Warehouses from which parcels go there.")
    add_channels = _ids("Channels that sell to it.")
    remove_warehouses = _ids("Warehouses to take away.")
    remove_channels = _ids("Channels to take away.")


class ShippingPostalCodeRulesCreateInputRange(graphene.InputObjectType):
    """A range of postcodes."""

    start = graphene.String(required=True, description="First postcode of the range.")
    end = graphene.String(description="Last postcode of the range.")


class ShippingPriceInput(graphene.InputObjectType):
    """What is known of a shipping method."""

    name = graphene.String(description="Name of the shipping method.")
    description = JSONString(description="Shipping method description, as EditorJS blocks.")
    minimum_order_weight = WeightScalar(description="The least weight of a parcel.")
    maximum_order_weight = WeightScalar(description="The most weight of a parcel.")
    maximum_delivery_days = graphene.Int(description="Most working days.")
    minimum_delivery_days = graphene.Int(description="Least working days.")
    type = graphene.Argument(ShippingMethodTypeEnum, description="What decides: weight, or the price alone.")
    shipping_zone = graphene.ID(description="Shipping zone this method belongs to.")
    add_postal_code_rules = graphene.List(
        graphene.NonNull(ShippingPostalCodeRulesCreateInputRange), description="Ranges of postcodes to add."
    )
    delete_postal_code_rules = _ids("Ranges of postcodes to delete.")
    inclusion_type = graphene.Argument(
        PostalCodeRuleInclusionTypeEnum, description="Whether parcels go there only, or not there."
    )
    tax_class = graphene.ID(description="Tax class of the method; without one delivery is taxed as ever.")


class ShippingMethodChannelListingAddInput(graphene.InputObjectType):
    """What a method costs in a channel."""

    channel_id = graphene.ID(required=True, description="ID of a channel.")
    price = PositiveDecimal(description="What it costs there.")
    minimum_order_price = PositiveDecimal(description="The least that the goods must cost.")
    maximum_order_price = PositiveDecimal(description="The most that the goods may cost.")


class ShippingMethodChannelListingInput(graphene.InputObjectType):
    """In which channels a method is offered."""

    add_channels = graphene.List(
        graphene.NonNull(ShippingMethodChannelListingAddInput), description="Channels in which it is offered."
    )
    remove_channels = _ids("Channels in which it is offered no more.")


class ShippingPriceExcludeProductsInput(graphene.InputObjectType):
    """Products that do not travel by a method."""

    products = graphene.List(graphene.NonNull(graphene.ID), required=True, description="The products.")


class ShippingZoneFilterInput(graphene.InputObjectType):
    """Which shipping zones to keep."""

    search = graphene.String(description="A part of the name.")
    channels = _ids("Channels that sell to it.")


class ShippingPriceTranslationInput(graphene.InputObjectType):
    """The texts of a shipping method in a language."""

    name = graphene.String(description="Translated name.")
    description = JSONString(description="Translated description, as EditorJS blocks.")


def zone_changes(given: Mapping[str, Any]) -> ZoneChanges:
    """Return what a client said of a zone as changes of ours."""
    return ZoneChanges(
        name=given.get("name"),
        description=given.get("description"),
        countries=given.get("countries"),
        is_default=given.get("default"),
        add_warehouses=keys_of(given.get("add_warehouses") or (), "Warehouse", uuid.UUID),
        remove_warehouses=keys_of(given.get("remove_warehouses") or (), "Warehouse", uuid.UUID),
        add_channels=keys_of(given.get("add_channels") or (), "Channel"),
        remove_channels=keys_of(given.get("remove_channels") or (), "Channel"),
    )


def method_changes(given: Mapping[str, Any]) -> MethodChanges:
    """Return what a client said of a method as changes of ours."""
    kind, inclusion = (_word(given.get(name)) for name in ("type", "inclusion_type"))
    bounds = {"minimum_order_weight": "least_weight_g", "maximum_order_weight": "most_weight_g"}
    return MethodChanges(
        name=given.get("name"),
        descriptions={DEFAULT_LANGUAGE: given["description"]} if "description" in given else None,
        by_weight=None if kind is None else kind == "WEIGHT",
        least_weight_g=_grams(given.get("minimum_order_weight")),
        most_weight_g=_grams(given.get("maximum_order_weight")),
        unbounded=[ours for theirs, ours in bounds.items() if theirs in given and given[theirs] is None],
        min_days=given.get("minimum_delivery_days"),
        max_days=given.get("maximum_delivery_days"),
        tax_code=_tax_code(given),
        inclusion=inclusion.lower() if inclusion else None,
        add_rules=[
            (each["start"], each.get("end") or "") for each in given.get("add_postal_code_rules") or ()
        ],
        delete_rules=keys_of(given.get("delete_postal_code_rules") or (), "ShippingMethodPostalCodeRule"),
    )


def listing_changes(given: Mapping[str, Any], channels: Mapping[int, Channel]) -> ListingChanges:
    """
    Return what a client said of a method in a channel as changes of ours.

    :raises NotFound: if there is no such channel
    :raises InvalidInput: if an amount is finer than the channel's currency
    """
    channel = channels.get(key_of(given["channel_id"], "Channel") or 0)
    if channel is None:
        raise NotFound(f"Couldn't resolve to a node: {given['channel_id']}", field="channels")
    bounds = {"minimum_order_price": "least_order_minor", "maximum_order_price": "most_order_minor"}
    amounts = {
        name: Money.from_decimal(Decimal(given[name]), channel.currency).minor
        for name in ("price", *bounds)
        if given.get(name) is not None
    }
    return ListingChanges(
        channel_id=channel.pk,
        price_minor=amounts.get("price"),
        least_order_minor=amounts.get("minimum_order_price"),
        most_order_minor=amounts.get("maximum_order_price"),
        unbounded=[ours for theirs, ours in bounds.items() if theirs in given and given[theirs] is None],
    )


def _tax_code(given: Mapping[str, Any]) -> str | None:
    if "tax_class" not in given:
        return None
    return "" if given["tax_class"] is None else tax_class_code(key_of(given["tax_class"], "TaxClass") or 0)


def _word(value: Any) -> str | None:
    return None if value is None else str(getattr(value, "value", value))


def _grams(kilograms: Decimal | None) -> int | None:
    return None if kilograms is None else int(kilograms * 1000)
