"""What can be done to the assortment: attributes, families, shelves, products and variants."""

import graphene

from marketplace.graphql.assortment.bulk_root import BulkMutations
from marketplace.graphql.assortment.mutations.attribute_bulk_create import AttributeBulkCreate
from marketplace.graphql.assortment.mutations.attribute_create import AttributeCreate
from marketplace.graphql.assortment.mutations.attribute_delete import AttributeDelete
from marketplace.graphql.assortment.mutations.attribute_update import AttributeUpdate
from marketplace.graphql.assortment.mutations.category_bulk_delete import CategoryBulkDelete
from marketplace.graphql.assortment.mutations.category_create import CategoryCreate
from marketplace.graphql.assortment.mutations.category_delete import CategoryDelete
from marketplace.graphql.assortment.mutations.category_update import CategoryUpdate
from marketplace.graphql.assortment.mutations.product_attribute_assign import ProductAttributeAssign
from marketplace.graphql.assortment.mutations.product_attribute_assignment_update import (
    ProductAttributeAssignmentUpdate,
)
from marketplace.graphql.assortment.mutations.product_attribute_unassign import ProductAttributeUnassign
from marketplace.graphql.assortment.mutations.product_channel_listing_update import (
    ProductChannelListingUpdate,
)
from marketplace.graphql.assortment.mutations.product_create import ProductCreate
from marketplace.graphql.assortment.mutations.product_delete import ProductDelete
from marketplace.graphql.assortment.mutations.product_type_create import ProductTypeCreate
from marketplace.graphql.assortment.mutations.product_type_delete import ProductTypeDelete
from marketplace.graphql.assortment.mutations.product_type_update import ProductTypeUpdate
from marketplace.graphql.assortment.mutations.product_update import ProductUpdate
from marketplace.graphql.assortment.mutations.product_variant_channel_listing_update import (
    ProductVariantChannelListingUpdate,
)
from marketplace.graphql.assortment.mutations.product_variant_create import ProductVariantCreate
from marketplace.graphql.assortment.mutations.product_variant_delete import ProductVariantDelete
from marketplace.graphql.assortment.mutations.product_variant_update import ProductVariantUpdate
from marketplace.graphql.assortment.ordering_root import OrderingMutations
from marketplace.graphql.assortment.pictures_root import PictureMutations
from marketplace.graphql.assortment.values_root import AttributeValueMutations


class AssortmentMutations(
    AttributeValueMutations, BulkMutations, OrderingMutations, PictureMutations, graphene.ObjectType
):
    """What can be done to the assortment."""

    product_type_create = ProductTypeCreate.Field(description="Write a product type.")
    product_type_update = ProductTypeUpdate.Field(description="Change a product type.")
    product_type_delete = ProductTypeDelete.Field(description="Delete a product type without products.")
    product_attribute_assign = ProductAttributeAssign.Field(description="Give attributes to a product type.")
    product_attribute_assignment_update = ProductAttributeAssignmentUpdate.Field(
        description="Say by which attributes customers choose a variant."
    )
    product_attribute_unassign = ProductAttributeUnassign.Field(
        description="Take attributes away from a product type."
    )
    category_create = CategoryCreate.Field(description="Write a category.")
    category_update = CategoryUpdate.Field(description="Change a category.")
    category_delete = CategoryDelete.Field(description="Delete a category in which nothing stands.")
    category_bulk_delete = CategoryBulkDelete.Field(description="Delete categories in which nothing stands.")
    product_create = ProductCreate.Field(description="Write a product.")
    product_update = ProductUpdate.Field(description="Change a product.")
    product_delete = ProductDelete.Field(description="Delete a product; one with a history is archived.")
    product_channel_listing_update = ProductChannelListingUpdate.Field(
        description="Say in which channels a product stands."
    )
    product_variant_create = ProductVariantCreate.Field(description="Add a variant to a product.")
    product_variant_update = ProductVariantUpdate.Field(description="Change a variant.")
    product_variant_delete = ProductVariantDelete.Field(
        description="Delete a variant; one with a history is taken off the shelf."
    )
    product_variant_channel_listing_update = ProductVariantChannelListingUpdate.Field(
        description="Say what a variant costs in channels."
    )
    attribute_create = AttributeCreate.Field(description="Write an attribute.")
    attribute_update = AttributeUpdate.Field(description="Change an attribute.")
    attribute_delete = AttributeDelete.Field(description="Delete an attribute with its values.")
    attribute_bulk_create = AttributeBulkCreate.Field(description="Write attributes, each by itself.")
