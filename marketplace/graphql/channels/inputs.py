"""What the back office may say of channels."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from logistics.services.channel_supply import SupplyChanges
from marketplace.channels.services.channel_changes import ChannelChanges
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.shop.channel_settings import settings_args, settings_given
from marketplace.graphql.shop.countries import CountryCode
from marketplace.graphql.shop.metadata import MetadataInput, metadata_given


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


def _metadata(description: str) -> Any:
    return graphene.List(graphene.NonNull(MetadataInput), description=description)


_SETTINGS = settings_args()


class ChannelCreateInput(graphene.InputObjectType):
    """What is known of a new channel."""

    is_active = graphene.Boolean(description="Whether customers can buy there.")
    stock_settings = _SETTINGS["stock_settings"]
    add_shipping_zones = _ids("Shipping zones to which it sells.")
    add_warehouses = _ids("Warehouses that serve it.")
    order_settings = _SETTINGS["order_settings"]
    metadata = _metadata("Public metadata.")
    private_metadata = _metadata("Private metadata.")
    checkout_settings = _SETTINGS["checkout_settings"]
    payment_settings = _SETTINGS["payment_settings"]
    name = graphene.String(required=True, description="Name of the channel.")
    slug = graphene.String(required=True, description="Slug of the channel.")
    currency_code = graphene.String(required=True, description="Currency of the channel.")
    default_country = graphene.Argument(CountryCode, required=True, description="Country of the channel.")


class ChannelUpdateInput(graphene.InputObjectType):
    """What is to change of a channel."""

    is_active = graphene.Boolean(description="Whether customers can buy there.")
    stock_settings = _SETTINGS["stock_settings"]
    add_shipping_zones = _ids("Shipping zones to which it sells.")
    add_warehouses = _ids("Warehouses that serve it.")
    order_settings = _SETTINGS["order_settings"]
    metadata = _metadata("Public metadata.")
    private_metadata = _metadata("Private metadata.")
    checkout_settings = _SETTINGS["checkout_settings"]
    payment_settings = _SETTINGS["payment_settings"]
    name = graphene.String(description="Name of the channel.")
    slug = graphene.String(description="Slug of the channel.")
    default_country = graphene.Argument(CountryCode, description="Country of the channel.")
    remove_shipping_zones = _ids("Shipping zones to take away.")
    remove_warehouses = _ids("Warehouses to take away.")


class ChannelDeleteInput(graphene.InputObjectType):
    """Who takes over the orders of a channel."""

    channel_id = graphene.ID(required=True, description="A channel of the same currency.")


def channel_changes(given: Mapping[str, Any]) -> ChannelChanges:
    """Return what a client said of a channel as changes of ours."""
    country = given.get("default_country")
    return ChannelChanges(
        name=given.get("name"),
        slug=given.get("slug"),
        currency=given.get("currency_code"),
        country=str(getattr(country, "value", country)) if country is not None else None,
        is_active=given.get("is_active"),
        metadata=metadata_given(given.get("metadata")),
        private_metadata=metadata_given(given.get("private_metadata")),
        **settings_given(given),
    )


def supply_changes(given: Mapping[str, Any]) -> SupplyChanges:
    """Return the warehouses and zones that a client named."""
    return SupplyChanges(
        add_warehouses=keys_of(given.get("add_warehouses") or (), "Warehouse", uuid.UUID),
        remove_warehouses=keys_of(given.get("remove_warehouses") or (), "Warehouse", uuid.UUID),
        add_zones=keys_of(given.get("add_shipping_zones") or (), "ShippingZone"),
        remove_zones=keys_of(given.get("remove_shipping_zones") or (), "ShippingZone"),
    )
