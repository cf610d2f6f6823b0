"""Take no more pre-orders of a variant."""

from typing import Any

import graphene

from catalog.services.preorder_set import preorder_end
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, variant_named, variant_row
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductVariantPreorderDeactivate(ServiceMutation):
    """Take no more pre-orders; what is ordered stays ordered. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a variant.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product_variant = graphene.Field(ProductVariant, description="The variant.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such variant
        """
        key = variant_named(id, None, None)
        preorder_end(actor=info.context.actor, variant_id=key, now=info.context.now)
        return cls(product_variant=variant_row(info, key))
