"""Channels: which one a request means, and how the contract shows it."""

from collections.abc import Sequence

import graphene

from logistics.models.warehouse import Warehouse
from logistics.selectors.warehouses import warehouses_of_channels
from logistics.selectors.zones import countries_of_channels
from marketplace.channels.models import Channel as ChannelRow
from marketplace.channels.selectors import channels_by_slug, channels_listed
from marketplace.graphql.guards import one_of, require_permission, require_staff
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import Node, id_field, key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answered_later, declared, late
from marketplace.graphql.shop.channel_settings import (
    CheckoutSettings,
    OrderSettings,
    PaymentSettings,
    StockSettings,
)
from marketplace.graphql.shop.countries import CountryCode, CountryDisplay, country_of
from marketplace.graphql.shop.kept import kept_on_row
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.kernel.actor import Permission
from orders.selectors.channels import channels_with_orders

SEVERAL_CHANNELS = "More than one channel exists. Specify which channel to use."


def channel_of(info: Info, slug: str | None) -> ChannelRow | None:
    """
    Return the active channel of a slug, or the only one there is; None if there is no such channel.

    :raises ApiError: if none is named and there are several
    """
    if slug is not None:
        (channel,) = info.context.load(channels_by_slug, [slug])
        return channel if channel is not None and channel.is_active else None
    active = [each for each in channels_listed() if each.is_active]
    if len(active) > 1:
        raise ApiError(SEVERAL_CHANNELS)
    return active[0] if active else None


def _settings(kind: type[graphene.ObjectType], description: str, *permissions: Permission) -> graphene.Field:
    """Declare a group of settings, which is read from the channel itself."""

    def resolve(root: ChannelRow, info: Info) -> ChannelRow:
        require_permission(info, *permissions)
        return root

    names = " or ".join(each.name for each in permissions)
    return graphene.Field(
        kind, required=True, resolver=resolve, description=f"{description} Requires {names}."
    )


@declared
class Channel(kept_on_row(Permission.MANAGE_CHANNELS), graphene.ObjectType):  # type: ignore[misc]
    """Represents channel."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Channel", description="The ID of the channel.")
    slug = graphene.String(required=True, description="Slug of the channel.")
    name = graphene.String(required=True, description="Name of the channel.")
    is_active = graphene.Boolean(required=True, description="Whether the channel is active.")
    currency_code = graphene.String(required=True, description="A currency that is assigned to the channel.")
    default_country = graphene.Field(
        CountryDisplay, required=True, description="Default country of the channel."
    )
    countries = graphene.List(
        graphene.NonNull(CountryDisplay), description="List of shippable countries for the channel."
    )
    available_shipping_methods_per_country = graphene.List(
        graphene.NonNull(late("ShippingMethodsPerCountry")),
        countries=graphene.List(graphene.NonNull(CountryCode), description="Countries; without them, all."),
        resolver=answered_later("Channel.availableShippingMethodsPerCountry"),
        description="By which ways parcels reach each country, before anything is in them.",
    )
    has_orders = graphene.Boolean(
        required=True, description="Whether orders were placed in it. Requires MANAGE_CHANNELS."
    )
    warehouses = graphene.List(
        graphene.NonNull(late("Warehouse")),
        required=True,
        description="Warehouses that serve it, in the staff's order (staff only).",
    )
    tax_configuration = graphene.Field(
        late("TaxConfiguration"), required=True, description="How it is taxed (staff only)."
    )
    stock_settings = _settings(StockSettings, "Stock settings.", Permission.MANAGE_CHANNELS)
    order_settings = _settings(
        OrderSettings, "Order settings.", Permission.MANAGE_CHANNELS, Permission.MANAGE_ORDERS
    )
    checkout_settings = _settings(
        CheckoutSettings, "Checkout settings.", Permission.MANAGE_CHANNELS, Permission.MANAGE_CHECKOUTS
    )
    payment_settings = _settings(
        PaymentSettings, "Payment settings.", Permission.MANAGE_CHANNELS, Permission.HANDLE_PAYMENTS
    )

    @staticmethod
    def resolve_name(root: ChannelRow, info: Info) -> str:
        """Return the name, for staff."""
        require_staff(info)
        return root.name

    @staticmethod
    def resolve_is_active(root: ChannelRow, info: Info) -> bool:
        """Say whether it is active, to staff."""
        require_staff(info)
        return root.is_active

    @staticmethod
    def resolve_currency_code(root: ChannelRow, info: Info) -> str:
        """Return the currency, for staff, as Saleor does: prices carry theirs."""
        require_staff(info)
        return root.currency

    @staticmethod
    def resolve_default_country(root: ChannelRow, info: Info) -> dict[str, str]:
        """Return the country, for staff."""
        require_staff(info)
        return country_of(root.country)

    @staticmethod
    @batched
    def resolve_countries(parents: Sequence[ChannelRow], info: Info) -> list[list[dict[str, str]]]:
        """Return where parcels of each channel go: the countries of its shipping zones, or its own."""
        found = info.context.load(countries_of_channels, [each.pk for each in parents])
        return [
            [country_of(code) for code in codes or [each.country]]
            for each, codes in zip(parents, found, strict=True)
        ]

    @staticmethod
    def resolve_tax_configuration(root: ChannelRow, info: Info) -> ChannelRow:
        """Return the channel, whose columns its tax configuration is, to staff."""
        require_staff(info)
        return root

    @staticmethod
    @batched
    def resolve_has_orders(parents: Sequence[ChannelRow], info: Info) -> list[bool]:
        """Say whether orders were placed in each, to staff."""
        require_permission(info, Permission.MANAGE_CHANNELS)
        found = info.context.load(channels_with_orders, [each.pk for each in parents])
        return [bool(each) for each in found]

    @staticmethod
    @batched
    def resolve_warehouses(parents: Sequence[ChannelRow], info: Info) -> list[list[Warehouse]]:
        """Return the warehouses, for staff."""
        require_staff(info)
        found = info.context.load(warehouses_of_channels, [each.pk for each in parents])
        return [rows or [] for rows in found]


rows_are(ChannelRow, "Channel")


class ChannelQueries(graphene.ObjectType):
    """What can be asked of channels."""

    channel = graphene.Field(
        Channel,
        id=graphene.ID(description="ID of the channel."),
        slug=graphene.String(description="Slug of the channel."),
        description="Look up a channel by ID or slug.",
    )
    channels = graphene.List(graphene.NonNull(Channel), description="List of all channels (staff only).")

    @staticmethod
    def resolve_channel(
        _root: object, info: Info, id: str | None = None, slug: str | None = None
    ) -> ChannelRow | None:
        """Return one channel."""
        one_of(id=id, slug=slug)
        if id is not None:
            key = key_of(id, "Channel")
            return next((each for each in channels_listed() if each.pk == key), None)
        (channel,) = info.context.load(channels_by_slug, [slug])
        return channel

    @staticmethod
    def resolve_channels(_root: object, info: Info) -> Sequence[ChannelRow]:
        """Return all channels, for staff."""
        require_staff(info)
        return channels_listed()
