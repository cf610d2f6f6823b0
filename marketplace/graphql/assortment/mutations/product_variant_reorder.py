"""Move variants of a product."""

from typing import Any

import graphene

from catalog.services.variants_move import variants_move
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, product_row
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.filters import ReorderInput


class ProductVariantReorder(ServiceMutation):
    """Move variants of a product. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        product_id = graphene.ID(required=True, description="ID of a product.")
        moves = graphene.List(
            graphene.NonNull(ReorderInput), required=True, description="What to move, one after the other."
        )

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product after the change.")

    @classmethod
    def perform(cls, info: Info, *, product_id: str, moves: list[dict[str, Any]]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        key = known_key(product_id, "Product", field="product_id")
        variants_move(
            actor=info.context.actor,
            product_id=key,
            moves=[
                (known_key(each["id"], "ProductVariant", field="moves"), each.get("sort_order"))
                for each in moves
            ],
            now=info.context.now,
        )
        return cls(product=product_row(info, key))
