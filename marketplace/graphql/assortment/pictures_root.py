"""What can be done to pictures of products."""

import graphene

from marketplace.graphql.assortment.mutations.product_media_bulk_delete import ProductMediaBulkDelete
from marketplace.graphql.assortment.mutations.product_media_create import ProductMediaCreate
from marketplace.graphql.assortment.mutations.product_media_delete import ProductMediaDelete
from marketplace.graphql.assortment.mutations.product_media_reorder import ProductMediaReorder
from marketplace.graphql.assortment.mutations.product_media_update import ProductMediaUpdate
from marketplace.graphql.assortment.mutations.variant_media_assign import VariantMediaAssign
from marketplace.graphql.assortment.mutations.variant_media_unassign import VariantMediaUnassign


class PictureMutations(graphene.ObjectType):
    """What can be done to pictures of products."""

    product_media_create = ProductMediaCreate.Field(description="Add a picture to a product.")
    product_media_update = ProductMediaUpdate.Field(description="Say what a picture shows.")
    product_media_delete = ProductMediaDelete.Field(description="Take a picture away.")
    product_media_bulk_delete = ProductMediaBulkDelete.Field(description="Take several pictures away.")
    product_media_reorder = ProductMediaReorder.Field(description="Put pictures into another order.")
    variant_media_assign = VariantMediaAssign.Field(
        description="Let a picture show a variant of its product."
    )
    variant_media_unassign = VariantMediaUnassign.Field(description="Let a picture show a variant no more.")
