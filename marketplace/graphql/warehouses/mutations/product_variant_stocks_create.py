"""State the stock of a variant where it was never stocked."""

from typing import Any

import graphene

from logistics.services.stock_state import stocks_state
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.warehouses.frame import BulkStockError, quantities_given, variant_key
from marketplace.graphql.warehouses.inputs import StockInput


class ProductVariantStocksCreate(ServiceMutation):
    """State the stock of a variant where it was never stocked. Requires MANAGE_PRODUCTS."""

    class Arguments:
        stocks = graphene.List(
            graphene.NonNull(StockInput), required=True, description="How much stands in which warehouses."
        )
        variant_id = graphene.ID(required=True, description="ID of a product variant.")

    class Meta:
        error_type = BulkStockError

    product_variant = graphene.Field(ProductVariant, description="The product variant.")

    @classmethod
    def perform(cls, info: Info, *, stocks: list[dict[str, Any]], variant_id: str) -> Any:
        """
        State it.

        :raises NotFound: if there is no such variant or warehouse
        """
        variant = stocks_state(
            actor=info.context.actor,
            variant_id=variant_key(variant_id, None),
            quantities=quantities_given(stocks),
            now=info.context.now,
            only_new=True,
        )
        return cls(product_variant=variants_anywhere(info, [variant.pk])[0])
