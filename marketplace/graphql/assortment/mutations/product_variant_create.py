"""Add a variant to a product."""

from typing import Any

import graphene

from logistics.services.variant_write import variant_write_new
from marketplace.graphql.assortment.changes import variant_texts
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, variant_row
from marketplace.graphql.assortment.inputs import ProductVariantCreateInput
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductVariantCreate(ServiceMutation):
    """Add a variant to a product. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        input = graphene.Argument(
            ProductVariantCreateInput, required=True, description="What is known of it."
        )

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product_variant = graphene.Field(ProductVariant, description="The variant.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        variant = variant_write_new(
            actor=info.context.actor,
            product_id=known_key(input["product"], "Product", field="product"),
            texts=variant_texts(input),
            now=info.context.now,
        )
        return cls(product_variant=variant_row(info, variant.pk))
