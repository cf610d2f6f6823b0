"""What can be done to several products or variants at once."""

import graphene

from marketplace.graphql.assortment.mutations.product_bulk_create import ProductBulkCreate
from marketplace.graphql.assortment.mutations.product_variant_bulk_create import ProductVariantBulkCreate
from marketplace.graphql.assortment.mutations.product_variant_bulk_update import ProductVariantBulkUpdate


class BulkMutations(graphene.ObjectType):
    """What can be done to several products or variants at once."""

    product_bulk_create = ProductBulkCreate.Field(
        description="Write products with their pictures, channels and variants."
    )
    product_variant_bulk_create = ProductVariantBulkCreate.Field(description="Add variants to a product.")
    product_variant_bulk_update = ProductVariantBulkUpdate.Field(description="Change variants of a product.")
