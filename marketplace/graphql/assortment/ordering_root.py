"""What can be done to several things of the assortment at once, and to their order."""

import graphene

from marketplace.graphql.assortment.mutations.product_bulk_delete import ProductBulkDelete
from marketplace.graphql.assortment.mutations.product_type_bulk_delete import ProductTypeBulkDelete
from marketplace.graphql.assortment.mutations.product_type_reorder_attributes import (
    ProductTypeReorderAttributes,
)
from marketplace.graphql.assortment.mutations.product_variant_bulk_delete import ProductVariantBulkDelete
from marketplace.graphql.assortment.mutations.product_variant_preorder_deactivate import (
    ProductVariantPreorderDeactivate,
)
from marketplace.graphql.assortment.mutations.product_variant_reorder import ProductVariantReorder


class OrderingMutations(graphene.ObjectType):
    """What can be done to several things of the assortment at once, and to their order."""

    product_bulk_delete = ProductBulkDelete.Field(description="Delete several products.")
    product_type_bulk_delete = ProductTypeBulkDelete.Field(description="Delete several product types.")
    product_type_reorder_attributes = ProductTypeReorderAttributes.Field(
        description="Move attributes of a product type."
    )
    product_variant_bulk_delete = ProductVariantBulkDelete.Field(description="Delete several variants.")
    product_variant_preorder_deactivate = ProductVariantPreorderDeactivate.Field(
        description="Take no more pre-orders of a variant."
    )
    product_variant_reorder = ProductVariantReorder.Field(description="Move variants of a product.")
