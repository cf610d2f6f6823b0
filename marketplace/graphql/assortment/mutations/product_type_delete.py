"""Delete a product type without products."""

from typing import Any

import graphene

from catalog.services.product_type_write import product_type_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, family_row, known_key
from marketplace.graphql.catalog.types import ProductType
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductTypeDelete(ServiceMutation):
    """Delete a product type without products. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a product type.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product_type = graphene.Field(ProductType, description="The product type.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        key = known_key(id, "ProductType")
        row = family_row(info, key)
        product_type_delete(actor=info.context.actor, product_type_id=key)
        return cls(product_type=row)
