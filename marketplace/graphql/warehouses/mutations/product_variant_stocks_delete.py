"""Count the stock of a variant to nothing."""

import uuid
from typing import Any

import graphene

from logistics.services.stock_state import stocks_drop
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.warehouses.frame import StockError, variant_key


class ProductVariantStocksDelete(ServiceMutation):
    """Count the stock of a variant to nothing and forget it. Requires MANAGE_PRODUCTS."""

    class Arguments:
        sku = graphene.String(description="SKU of a product variant.")
        variant_id = graphene.ID(description="ID of a product variant.")
        warehouse_ids = graphene.List(graphene.NonNull(graphene.ID), description="IDs of warehouses.")

    class Meta:
        error_type = StockError

    product_variant = graphene.Field(ProductVariant, description="The product variant.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        variant_id: str | None = None,
        sku: str | None = None,
        warehouse_ids: list[str] | None = None,
    ) -> Any:
        """
        Forget it.

        :raises NotFound: if there is no such variant
        """
        variant = stocks_drop(
            actor=info.context.actor,
            variant_id=variant_key(variant_id, sku),
            warehouse_ids=keys_of(warehouse_ids or [], "Warehouse", uuid.UUID),
            now=info.context.now,
        )
        return cls(product_variant=variants_anywhere(info, [variant.pk])[0])
