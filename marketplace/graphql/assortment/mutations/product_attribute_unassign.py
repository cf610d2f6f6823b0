"""Take attributes away from a product type."""

from typing import Any

import graphene

from catalog.services.product_type_write import product_type_attributes_unassign
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, family_row, known_key
from marketplace.graphql.catalog.types import ProductType
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductAttributeUnassign(ServiceMutation):
    """Take attributes away from a product type. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        attribute_ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="IDs of attributes."
        )
        product_type_id = graphene.ID(required=True, description="ID of a product type.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product_type = graphene.Field(ProductType, description="The product type.")

    @classmethod
    def perform(cls, info: Info, *, attribute_ids: list[str], product_type_id: str) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        family = product_type_attributes_unassign(
            actor=info.context.actor,
            product_type_id=known_key(product_type_id, "ProductType", field="productTypeId"),
            attribute_ids=keys_of(attribute_ids, "Attribute"),
        )
        return cls(product_type=family_row(info, family.pk))
