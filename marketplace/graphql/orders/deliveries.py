"""Ways of delivery."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from catalog.selectors.metadata import Kept, metadata_of
from logistics.models.zone import ZoneMethod
from logistics.selectors.channel_options import Destination, channel_options
from logistics.selectors.delivery import DeliveryOption
from logistics.selectors.warehouses import warehouses_of_counters
from logistics.states import DeliveryKind
from marketplace.channels.models import Channel
from marketplace.channels.selectors import channels_by_slug
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answers, declared, late
from marketplace.graphql.shop.addresses import contact_of
from marketplace.graphql.shop.countries import CountryCode
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, LanguageCodeEnum, display_of, language_of
from marketplace.graphql.shop.metadata import ObjectWithMetadata
from marketplace.graphql.shop.money import Money
from marketplace.graphql.warehouses.types import Warehouse
from marketplace.kernel.geography import region_of
from marketplace.kernel.texts import text_in


def method_metadata_of(method_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Kept]:
    """Load what is kept with the back office's own methods (carriers' tables carry nothing), in one query."""
    return metadata_of(ZoneMethod, method_ids)


@declared
class ShippingMethod(
    kept_with(method_metadata_of, lambda row: row.method_id, *ZoneMethod.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """A way in which a parcel can reach the customer, with its price there."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("ShippingMethod", attribute="method_id", description="The ID of the shipping method.")
    name = graphene.String(required=True, description="Shipping method name.")
    minimum_delivery_days = graphene.Int(description="Least number of working days.", source="min_days")
    maximum_delivery_days = graphene.Int(description="Most working days.", source="max_days")
    price = graphene.Field(Money, required=True, description="The price.")
    active = graphene.Boolean(required=True, description="Whether it can be chosen.")
    message = graphene.String(
        description="What an app says of the method: null, since none is asked and what cannot be chosen is left out."
    )
    translation = graphene.Field(
        late("ShippingMethodTranslation"),
        language_code=graphene.Argument(LanguageCodeEnum, required=True, description="A language."),
        description="Its name in a language, null if nobody wrote it.",
    )
    takes_cash = graphene.Boolean(required=True, description="Whether the order can be paid on delivery.")

    @staticmethod
    def resolve_name(root: DeliveryOption, _info: Info) -> str:
        """Return the name in the shop's first language."""
        return text_in(root.names, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_message(_root: DeliveryOption, _info: Info) -> None:
        """Return nothing: see the description."""

    @staticmethod
    def resolve_translation(
        root: DeliveryOption, _info: Info, language_code: Any
    ) -> Mapping[str, object] | None:
        """Return the name in just this language."""
        language = language_of(language_code)
        name = root.names.get(language)
        if not name:
            return None
        return {"id": root.method_id, "language": display_of(language), "name": name, "description": None}

    @staticmethod
    def resolve_active(_root: DeliveryOption, _info: Info) -> bool:
        """Say yes: what cannot be chosen is not listed."""
        return True


class Delivery(graphene.ObjectType):
    """A way of delivery for one checkout."""

    id = id_field("CheckoutDelivery", description="The ID of the delivery.")
    shipping_method = graphene.Field(ShippingMethod, description="The shipping method, null if it is gone.")


class DeliveryMethod(graphene.Union):
    """How an order reaches its customer: on a way of delivery, or fetched at a warehouse."""

    class Meta:
        types = (Warehouse, ShippingMethod)

    @classmethod
    def type_of(cls, row: object) -> type[graphene.ObjectType]:
        """Say which it is."""
        return ShippingMethod if isinstance(row, DeliveryOption) else Warehouse


def reached_by(ways: Sequence[DeliveryOption | None], info: Info) -> list[Any]:
    """Return for each way how a client sees it: as the place where the parcel is fetched, or as itself."""
    keys = [way.method_id if way and way.kind == DeliveryKind.PICKUP else None for way in ways]
    places = info.context.load(warehouses_of_counters, keys)
    return [place or way for way, place in zip(ways, places, strict=True)]


@declared
class ShippingMethodsPerCountry(graphene.ObjectType):
    """By which ways parcels reach a country."""

    country_code = graphene.Field(CountryCode, required=True, description="The country code.")
    shipping_methods = graphene.List(
        graphene.NonNull(ShippingMethod), description="The ways, at the price of the lightest parcel."
    )


@answers("Channel.availableShippingMethodsPerCountry")
def ways_by_country(
    parents: Sequence[Channel], _info: Info, *, countries: Sequence[Any] | None = None
) -> list[list[dict[str, object]]]:
    """Return the ways by country of each channel."""
    codes = None if countries is None else [str(getattr(each, "value", each)) for each in countries]
    found = channel_options(parents, Destination(codes))
    return [
        [{"country_code": code, "shipping_methods": ways} for code, ways in found[each.pk].items()]
        for each in parents
    ]


@answers("Shop.availableShippingMethods")
def ways_of_channel(
    parents: Sequence[object], info: Info, *, channel: str, address: Mapping[str, Any] | None = None
) -> list[list[DeliveryOption]]:
    """Return the ways by which parcels of a channel travel, to an address or anywhere, each once."""
    (found,) = info.context.load(channels_by_slug, [channel])
    if found is None or not found.is_active:
        return [[] for _ in parents]
    ways: dict[uuid.UUID, DeliveryOption] = {}
    to = Destination()
    if address is not None:
        contact = contact_of(address)
        province = contact["province"]
        to = Destination([contact["country"]], region_of(province).code if province else "", province)
    options = channel_options([found], to)[found.pk]
    for each in options.values():
        ways |= {way.method_id: way for way in each if way.method_id not in ways}
    return [list(ways.values()) for _ in parents]
