"""Move attributes of a product type."""

from typing import Any

import graphene

from catalog.services.type_attributes_move import product_type_attributes_move
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, family_row, known_key
from marketplace.graphql.assortment.inputs import ProductAttributeType
from marketplace.graphql.catalog.types import ProductType
from marketplace.graphql.contract import word
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.filters import ReorderInput


class ProductTypeReorderAttributes(ServiceMutation):
    """Move attributes of a product type. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        product_type_id = graphene.ID(required=True, description="ID of a product type.")
        type = graphene.Argument(
            ProductAttributeType, required=True, description="Whether of its products or of their variants."
        )
        moves = graphene.List(
            graphene.NonNull(ReorderInput), required=True, description="What to move, one after the other."
        )

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = ERROR_FIELDS

    product_type = graphene.Field(ProductType, description="The product type after the change.")

    @classmethod
    def perform(cls, info: Info, *, product_type_id: str, type: Any, moves: list[dict[str, Any]]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        family = product_type_attributes_move(
            actor=info.context.actor,
            product_type_id=known_key(product_type_id, "ProductType", field="product_type_id"),
            is_of_variant=word(type) == "VARIANT",
            moves=[
                (known_key(each["id"], "Attribute", field="moves"), each.get("sort_order")) for each in moves
            ],
        )
        return cls(product_type=family_row(info, family.pk))
