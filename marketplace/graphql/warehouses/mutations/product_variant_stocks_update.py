"""State the stock of a variant."""

from typing import Any

import graphene

from logistics.services.stock_state import stocks_state
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.warehouses.frame import BulkStockError, quantities_given, variant_key
from marketplace.graphql.warehouses.inputs import StockInput


class ProductVariantStocksUpdate(ServiceMutation):
    """State the stock of a variant, wherever it was stocked before or not. Requires MANAGE_PRODUCTS."""

    class Arguments:
        sku = graphene.String(description="SKU of a product variant.")
        stocks = graphene.List(
            graphene.NonNull(StockInput), required=True, description="How much stands in which warehouses."
        )
        variant_id = graphene.ID(description="ID of a product variant.")

    class Meta:
        error_type = BulkStockError

    product_variant = graphene.Field(ProductVariant, description="The product variant.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        stocks: list[dict[str, Any]],
        variant_id: str | None = None,
        sku: str | None = None,
    ) -> Any:
        """
        State it.

        :raises NotFound: if there is no such variant or warehouse
        """
        variant = stocks_state(
            actor=info.context.actor,
            variant_id=variant_key(variant_id, sku),
            quantities=quantities_given(stocks),
            now=info.context.now,
        )
        return cls(product_variant=variants_anywhere(info, [variant.pk])[0])
