"""What the back office may say of warehouses and stocks."""

from collections.abc import Mapping
from typing import Any

import graphene

from logistics.services.warehouse_changes import WarehouseChanges
from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.shop.addresses import AddressInput, contact_of
from marketplace.graphql.shop.filters import MetadataFilter

ClickAndCollectEnum = saleor_enum(
    "WarehouseClickAndCollectOptionEnum", "Whether customers may fetch their parcel at a warehouse."
)
WarehouseSortField = saleor_enum("WarehouseSortField", "By what warehouses can be sorted.")


class WarehouseCreateInput(graphene.InputObjectType):
    """What is known of a new warehouse."""

    slug = graphene.String(description="Warehouse slug; made of the name without one.")
    email = graphene.String(description="The email address of the warehouse.")
    external_reference = graphene.String(description="External ID of the warehouse.")
    name = graphene.String(required=True, description="Warehouse name.")
    address = graphene.Argument(AddressInput, required=True, description="Address of the warehouse.")
    shipping_zones = graphene.List(
        graphene.NonNull(graphene.ID), description="Refused: zones are assigned to a warehouse that exists."
    )


class WarehouseUpdateInput(graphene.InputObjectType):
    """What is to change of a warehouse."""

    slug = graphene.String(description="Warehouse slug.")
    email = graphene.String(description="The email address of the warehouse.")
    external_reference = graphene.String(description="External ID of the warehouse.")
    name = graphene.String(description="Warehouse name.")
    address = graphene.Argument(AddressInput, description="Address of the warehouse.")
    click_and_collect_option = graphene.Argument(
        ClickAndCollectEnum, description="Whether customers may fetch their parcel there."
    )
    is_private = graphene.Boolean(description="Whether it only stores, and is not open to the public.")


class WarehouseFilterInput(graphene.InputObjectType):
    """Which warehouses to keep."""

    click_and_collect_option = graphene.Argument(
        ClickAndCollectEnum, description="Whether customers may fetch their parcel there."
    )
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata that it has.")
    search = graphene.String(description="A part of the name, slug, e-mail address or town.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Warehouses by ID.")
    is_private = graphene.Boolean(description="Whether it only stores.")
    channels = graphene.List(graphene.NonNull(graphene.ID), description="Channels that it serves.")
    slugs = graphene.List(graphene.NonNull(graphene.String), description="Warehouses by slug.")


class WarehouseSortingInput(graphene.InputObjectType):
    """How to sort warehouses."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(WarehouseSortField, required=True, description="By what to sort.")


class StockFilterInput(graphene.InputObjectType):
    """Which stocks to keep."""

    quantity = graphene.Float(description="Just this quantity.")
    search = graphene.String(description="A part of the variant's SKU or name, or of the product's name.")


class StockInput(graphene.InputObjectType):
    """How much of a variant stands in a warehouse."""

    warehouse = graphene.ID(required=True, description="The warehouse.")
    quantity = graphene.Int(required=True, description="Items that may be sold from there.")


def warehouse_changes(given: Mapping[str, Any]) -> WarehouseChanges:
    """Return what a client said of a warehouse as changes of ours."""
    choice = given.get("click_and_collect_option")
    address = given.get("address")
    return WarehouseChanges(
        name=given.get("name"),
        slug=given.get("slug"),
        email=given.get("email"),
        contact=contact_of(address) if address is not None else None,
        is_private=given.get("is_private"),
        click_and_collect=str(getattr(choice, "value", choice)).lower() if choice is not None else None,
        external_reference=given.get("external_reference"),
    )
