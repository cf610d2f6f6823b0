"""What the mutations of warehouses and stocks have in common."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from catalog.selectors.product_rows import variant_id_of_sku
from logistics.models.warehouse import Warehouse
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import Conflict, NotFound

_WHY = "Why nothing was done with a warehouse."
WarehouseError = error_type(
    "WarehouseError",
    saleor_enum("WarehouseErrorCode", _WHY),
    description=_WHY,
    shipping_zones=graphene.List(graphene.NonNull(graphene.ID), description="Zones that caused the error."),
)
StockError = error_type(
    "StockError",
    saleor_enum("StockErrorCode", "Why nothing was done with a stock."),
    description="Why nothing was done with a stock.",
)
BulkStockError = error_type(
    "BulkStockError",
    saleor_enum("ProductErrorCode", "Why nothing was done with a product."),
    description="Why nothing was done with one of several stocks.",
    attributes=graphene.List(graphene.NonNull(graphene.ID), description="Attributes that caused the error."),
    values=graphene.List(graphene.NonNull(graphene.ID), description="Values that caused the error."),
    index=graphene.Int(description="Index of the item that caused the error."),
)


def warehouse_key(id_: str) -> uuid.UUID:
    """
    Return the key of the warehouse that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no warehouse
    """
    key = key_of(id_, "Warehouse", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
    return key


def warehouse_named(id_: str | None, external_reference: str | None) -> uuid.UUID:
    """
    Return the key of the warehouse that a client names by ID or by its external ID.

    :raises ApiError: if it names none, or in both ways
    :raises NotFound: if there is none
    """
    one_of(id=id_, external_reference=external_reference)
    if id_ is not None:
        return warehouse_key(id_)
    row = Warehouse.objects.filter(external_reference=external_reference).only("pk").first()
    if row is None:
        raise NotFound(f"Couldn't resolve to a node: {external_reference}", field="externalReference")
    return row.pk


def variant_key(variant_id: str | None, sku: str | None) -> int:
    """
    Return the key of the variant that a client names by ID or SKU.

    :raises ApiError: if it names none, or in both ways
    :raises NotFound: if there is none
    """
    one_of(variant_id=variant_id, sku=sku)
    key = key_of(variant_id, "ProductVariant") if variant_id is not None else variant_id_of_sku(sku or "")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {variant_id or sku}", field="variantId")
    return key


class TwiceNamed(Conflict):
    """A warehouse stands twice in a list."""

    code = "UNIQUE"


def quantities_given(stocks: Sequence[Mapping[str, Any]]) -> dict[uuid.UUID, int]:
    """
    Return stated quantities by warehouse.

    :raises NotFound: if an ID can name no warehouse
    :raises TwiceNamed: if one is named twice
    """
    found: dict[uuid.UUID, int] = {}
    for each in stocks:
        key = warehouse_key(each["warehouse"])
        if key in found:
            raise TwiceNamed("Duplicated warehouse ID.", field="warehouse")
        found[key] = each["quantity"]
    return found
