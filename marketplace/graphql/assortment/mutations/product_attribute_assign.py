"""Give attributes to a product type."""

from typing import Any

import graphene

from catalog.services.product_type_write import product_type_attributes_assign
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, family_row, known_key
from marketplace.graphql.assortment.inputs import ProductAttributeAssignInput
from marketplace.graphql.catalog.types import ProductType
from marketplace.graphql.contract import word
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductAttributeAssign(ServiceMutation):
    """Give attributes to a product type. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        operations = graphene.List(
            graphene.NonNull(ProductAttributeAssignInput), required=True, description="Which attributes."
        )
        product_type_id = graphene.ID(required=True, description="ID of a product type.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product_type = graphene.Field(ProductType, description="The product type.")

    @classmethod
    def perform(cls, info: Info, *, operations: list[dict[str, Any]], product_type_id: str) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        assigned = {
            known_key(each["id"], "Attribute", field="operations"): (
                word(each["type"]) == "VARIANT",
                bool(each.get("variant_selection")),
            )
            for each in operations
        }
        family = product_type_attributes_assign(
            actor=info.context.actor,
            product_type_id=known_key(product_type_id, "ProductType", field="productTypeId"),
            assigned=assigned,
        )
        return cls(product_type=family_row(info, family.pk))
