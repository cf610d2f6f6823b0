"""Change a variant."""

from typing import Any

import graphene

from logistics.services.variant_write import variant_write
from marketplace.graphql.assortment.changes import variant_texts
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, variant_named, variant_row
from marketplace.graphql.assortment.inputs import ProductVariantInput
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductVariantUpdate(ServiceMutation):
    """Change a variant. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        external_reference = graphene.String(description="External ID of a variant.")
        id = graphene.ID(description="ID of a variant.")
        sku = graphene.String(description="SKU of a variant.")
        input = graphene.Argument(ProductVariantInput, required=True, description="What is to change.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product_variant = graphene.Field(ProductVariant, description="The variant.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        input: dict[str, Any],
        id: str | None = None,
        sku: str | None = None,
        external_reference: str | None = None,
    ) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        :raises InvalidInput: if the pre-order lacks its number or its last day
        """
        variant = variant_write(
            actor=info.context.actor,
            variant_id=variant_named(id, sku, external_reference),
            texts=variant_texts(input),
            now=info.context.now,
        )
        return cls(product_variant=variant_row(info, variant.pk))
