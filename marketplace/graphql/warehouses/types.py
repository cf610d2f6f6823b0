"""Warehouses and what stands in them."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from logistics.models.stock import Stock as StockModel
from logistics.models.warehouse import Warehouse as WarehouseModel
from logistics.selectors.stock_figures import PromisedUnits, promised_units
from logistics.selectors.warehouses import warehouses_by_id, zones_of_warehouses
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect, connect_each, connection_field, connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.late import declared, late
from marketplace.graphql.kit.pages import ListPages, NestedQuerySet
from marketplace.graphql.shop.addresses import Address, AddressRow, address_row
from marketplace.graphql.shop.kept import kept_on_row
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.graphql.warehouses.inputs import ClickAndCollectEnum
from marketplace.kernel.actor import Permission

WarehouseConnection = connection_of("Warehouse", lambda: Warehouse)
StockConnection = connection_of("Stock", lambda: Stock)
BY_ID = (Column("id", read=int),)


@declared
class Warehouse(kept_on_row(*WarehouseModel.metadata_permissions), graphene.ObjectType):  # type: ignore[misc]
    """Represents warehouse: a place where goods stand."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Warehouse", description="The ID of the warehouse.")
    name = graphene.String(required=True, description="Warehouse name.")
    slug = graphene.String(required=True, description="Warehouse slug.")
    email = graphene.String(required=True, description="Warehouse email.")
    is_private = graphene.Boolean(required=True, description="Whether it only stores.")
    address = graphene.Field(Address, required=True, description="Address of the warehouse.")
    company_name = graphene.String(
        required=True,
        description="Warehouse company name.",
        deprecation_reason="Use `Address.companyName` instead.",
    )
    click_and_collect_option = graphene.Field(
        ClickAndCollectEnum, required=True, description="Whether customers may fetch their parcel there."
    )
    shipping_zones = connection_field(
        connection_of("ShippingZone", late("ShippingZone")),
        required=True,
        description="Shipping zones supported by the warehouse. Requires MANAGE_SHIPPING.",
    )
    stocks = connection_field(
        StockConnection, description="What stands there. Requires MANAGE_PRODUCTS or MANAGE_ORDERS."
    )
    external_reference = graphene.String(description="External ID of this warehouse.")

    @staticmethod
    def resolve_name(root: WarehouseModel, _info: Info) -> str:
        """Return the name in the shop's first language."""
        return root.name(DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_address(root: WarehouseModel, _info: Info) -> AddressRow | None:
        """Return the address, as the back office wrote it or as the hub's people did."""
        return address_row(f"warehouse-{root.pk}", root.contact or _place(root))

    @staticmethod
    def resolve_company_name(root: WarehouseModel, _info: Info) -> str:
        """Return the company of the address."""
        return str(root.contact.get("company", ""))

    @staticmethod
    def resolve_click_and_collect_option(root: WarehouseModel, _info: Info) -> str:
        """Return the choice."""
        return root.click_and_collect.upper()

    @staticmethod
    @batched
    def resolve_shipping_zones(parents: Sequence[WarehouseModel], info: Info, **_page: object) -> list[Page]:
        """Return the zones that each serves."""
        require_permission(info, Permission.MANAGE_SHIPPING, Permission.MANAGE_PRODUCTS)
        found = info.context.load(zones_of_warehouses, [each.pk for each in parents])
        return [connect(ListPages(zones or []), info) for zones in found]

    @staticmethod
    @batched
    def resolve_stocks(parents: Sequence[WarehouseModel], info: Info, **_page: object) -> list[Page]:
        """Return the stocks of each."""
        require_permission(info, Permission.MANAGE_PRODUCTS, Permission.MANAGE_ORDERS)
        pages = NestedQuerySet(StockModel.objects.all(), "warehouse_id", BY_ID)
        return connect_each(pages, info, [each.pk for each in parents])


@declared
class Stock(graphene.ObjectType):
    """Represents stock: what of a variant may be sold from a warehouse."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Stock", description="The ID of stock.")
    warehouse = graphene.Field(Warehouse, required=True, description="The warehouse where it stands.")
    product_variant = graphene.Field(ProductVariant, required=True, description="The product variant.")
    quantity = graphene.Int(
        required=True, description="Items of sellable lots, those that are promised among them."
    )
    quantity_allocated = graphene.Int(
        required=True, description="Items promised to orders. Requires MANAGE_PRODUCTS or MANAGE_ORDERS."
    )
    quantity_reserved = graphene.Int(
        required=True, description="Items promised to baskets. Requires MANAGE_PRODUCTS or MANAGE_ORDERS."
    )

    @staticmethod
    @batched
    def resolve_warehouse(parents: Sequence[StockModel], info: Info) -> list[WarehouseModel | None]:
        """Return the warehouses."""
        return info.context.load(warehouses_by_id, [each.warehouse_id for each in parents])

    @staticmethod
    @batched
    def resolve_product_variant(parents: Sequence[StockModel], info: Info) -> list[VariantRow | None]:
        """Return the variants."""
        return variants_anywhere(info, [each.variant_id for each in parents])

    @staticmethod
    @batched
    def resolve_quantity_allocated(parents: Sequence[StockModel], info: Info) -> list[int]:
        """Return what is promised for good."""
        return [each.firm for each in _promised(parents, info)]

    @staticmethod
    @batched
    def resolve_quantity_reserved(parents: Sequence[StockModel], info: Info) -> list[int]:
        """Return what is promised for a while."""
        return [each.passing for each in _promised(parents, info)]


def _promised(parents: Sequence[StockModel], info: Info) -> list[PromisedUnits]:
    require_permission(info, Permission.MANAGE_PRODUCTS, Permission.MANAGE_ORDERS)
    found = info.context.load(promised_units, [each.pk for each in parents])
    return [each or PromisedUnits(0, 0) for each in found]


def _place(root: WarehouseModel) -> Mapping[str, Any]:
    return {
        "company": root.organisation.name(DEFAULT_LANGUAGE),
        "street": root.address,
        "city": root.commune,
        "province": root.province,
        "phone": root.phone,
    }


rows_are(WarehouseModel, "Warehouse")
