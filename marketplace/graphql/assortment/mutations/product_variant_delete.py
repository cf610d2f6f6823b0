"""Delete a variant; one with a history is taken off the shelf."""

from typing import Any

import graphene

from logistics.services.variant_write import variant_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, variant_named, variant_row
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductVariantDelete(ServiceMutation):
    """Delete a variant; one with a history is taken off the shelf. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        external_reference = graphene.String(description="External ID of a variant.")
        id = graphene.ID(description="ID of a variant.")
        sku = graphene.String(description="SKU of a variant.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product_variant = graphene.Field(ProductVariant, description="The variant.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        id: str | None = None,
        sku: str | None = None,
        external_reference: str | None = None,
    ) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        key = variant_named(id, sku, external_reference)
        row = variant_row(info, key)
        variant_delete(actor=info.context.actor, variant_id=key, now=info.context.now)
        return cls(product_variant=row)
