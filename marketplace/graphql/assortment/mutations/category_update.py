"""Change a category."""

from typing import Any

import graphene

from catalog.services.category_write import category_update
from marketplace.graphql.assortment.changes import category_changes
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, shelf_row
from marketplace.graphql.assortment.inputs import CategoryInput
from marketplace.graphql.catalog.types import Category
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.pictures import background_given


class CategoryUpdate(ServiceMutation):
    """Change a category. Requires MANAGE_PRODUCTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a category.")
        input = graphene.Argument(CategoryInput, required=True, description="What is to change.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    category = graphene.Field(Category, description="The category.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        category = category_update(
            actor=info.context.actor,
            category_id=known_key(id, "Category"),
            changes=category_changes(input),
            background=background_given(input),
        )
        return cls(category=shelf_row(info, category.pk))
