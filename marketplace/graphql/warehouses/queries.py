"""What can be asked of warehouses and stocks."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import Q, QuerySet

from logistics.models.stock import Stock as StockModel
from logistics.models.warehouse import Warehouse as WarehouseModel
from marketplace.graphql.guards import one_of, require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.warehouses.inputs import (
    StockFilterInput,
    WarehouseFilterInput,
    WarehouseSortingInput,
)
from marketplace.graphql.warehouses.types import (
    BY_ID,
    Stock,
    StockConnection,
    Warehouse,
    WarehouseConnection,
)
from marketplace.kernel.actor import Permission

_READERS = (Permission.MANAGE_PRODUCTS, Permission.MANAGE_ORDERS, Permission.MANAGE_SHIPPING)
Given = Mapping[str, Any] | None


class WarehouseQueries(graphene.ObjectType):
    """What can be asked of warehouses and stocks."""

    warehouse = graphene.Field(
        Warehouse,
        id=graphene.ID(description="ID of a warehouse."),
        external_reference=graphene.String(description="External ID of a warehouse."),
        description="Look up a warehouse. Requires MANAGE_PRODUCTS, MANAGE_ORDERS or MANAGE_SHIPPING.",
    )
    warehouses = connection_field(
        WarehouseConnection,
        filter=graphene.Argument(WarehouseFilterInput, description="Filtering options for warehouses."),
        sort_by=graphene.Argument(WarehouseSortingInput, description="Sort warehouses."),
        description="List of warehouses. Requires MANAGE_PRODUCTS, MANAGE_ORDERS or MANAGE_SHIPPING.",
    )
    stock = graphene.Field(
        Stock,
        id=graphene.ID(required=True, description="ID of a stock."),
        description="Look up a stock. Requires MANAGE_PRODUCTS.",
    )
    stocks = connection_field(
        StockConnection,
        filter=graphene.Argument(StockFilterInput, description="Filtering options for stocks."),
        description="List of stocks. Requires MANAGE_PRODUCTS.",
    )

    @staticmethod
    def resolve_warehouse(
        _root: object, info: Info, id: str | None = None, external_reference: str | None = None
    ) -> WarehouseModel | None:
        """Return one warehouse."""
        require_permission(info, *_READERS)
        one_of(id=id, external_reference=external_reference)
        rows = _warehouses()
        if id is None:
            return rows.filter(external_reference=external_reference).first()
        key = key_of(id, "Warehouse", uuid.UUID)
        return rows.filter(pk=key).first() if key else None

    @staticmethod
    def resolve_warehouses(
        _root: object, info: Info, *, filter: Given = None, sort_by: Given = None, **_page: object
    ) -> Page:
        """Return a page of them, by name."""
        require_permission(info, *_READERS)
        descending = sort_by is not None and getattr(sort_by["direction"], "value", "ASC") == "DESC"
        order = (Column("slug", descending), Column("id", descending, read=uuid.UUID))
        return connect(QuerySetPages(_filtered(_warehouses(), filter or {}), order), info)

    @staticmethod
    def resolve_stock(_root: object, info: Info, id: str) -> StockModel | None:
        """Return one stock."""
        require_permission(info, Permission.MANAGE_PRODUCTS)
        key = key_of(id, "Stock")
        return StockModel.objects.filter(pk=key).first() if key else None

    @staticmethod
    def resolve_stocks(_root: object, info: Info, *, filter: Given = None, **_page: object) -> Page:
        """Return a page of them."""
        require_permission(info, Permission.MANAGE_PRODUCTS)
        rows = StockModel.objects.all()
        if filter and filter.get("quantity") is not None:
            rows = rows.filter(quantity=int(filter["quantity"]))
        if filter and (words := (filter.get("search") or "").strip()):
            rows = rows.filter(
                Q(variant__sku__icontains=words)
                | Q(variant__names__fr__icontains=words)
                | Q(variant__product__names__fr__icontains=words)
            )
        return connect(QuerySetPages(rows, BY_ID), info)


def _warehouses() -> QuerySet[WarehouseModel]:
    return WarehouseModel.objects.select_related("organisation")


def _filtered(rows: QuerySet[WarehouseModel], given: Mapping[str, Any]) -> QuerySet[WarehouseModel]:
    if (choice := given.get("click_and_collect_option")) is not None:
        rows = rows.filter(click_and_collect=str(getattr(choice, "value", choice)).lower())
    for item in given.get("metadata") or ():
        holds: dict[str, Any] = {"metadata__has_key": item["key"]}
        if item.get("value") is not None:
            holds = {"metadata__contains": {item["key"]: item["value"]}}
        rows = rows.filter(**holds)
    if words := (given.get("search") or "").strip():
        named = Q(names__fr__icontains=words) | Q(slug__icontains=words)
        rows = rows.filter(named | Q(email__icontains=words) | Q(commune__icontains=words))
    if (ids := given.get("ids")) is not None:
        rows = rows.filter(pk__in=keys_of(ids, "Warehouse", uuid.UUID))
    if given.get("is_private") is not None:
        rows = rows.filter(is_private=given["is_private"])
    if (channels := given.get("channels")) is not None:
        rows = rows.filter(channel_warehouses__channel__in=keys_of(channels, "Channel")).distinct()
    if (slugs := given.get("slugs")) is not None:
        rows = rows.filter(slug__in=slugs)
    return rows
