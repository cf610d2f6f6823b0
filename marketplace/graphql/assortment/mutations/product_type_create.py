"""Write a product type."""

from typing import Any

import graphene

from catalog.services.product_type_write import product_type_create
from marketplace.graphql.assortment.changes import family_changes
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, family_row
from marketplace.graphql.assortment.inputs import ProductTypeInput
from marketplace.graphql.catalog.types import ProductType
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductTypeCreate(ServiceMutation):
    """Write a product type. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        input = graphene.Argument(ProductTypeInput, required=True, description="What is known of it.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product_type = graphene.Field(ProductType, description="The product type.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        family = product_type_create(actor=info.context.actor, changes=family_changes(input))
        return cls(product_type=family_row(info, family.pk))
