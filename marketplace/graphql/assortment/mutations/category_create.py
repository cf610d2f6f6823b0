"""Write a category."""

from typing import Any

import graphene

from catalog.services.category_write import category_create
from marketplace.graphql.assortment.changes import category_changes
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, shelf_row
from marketplace.graphql.assortment.inputs import CategoryInput
from marketplace.graphql.catalog.types import Category
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.pictures import background_given


class CategoryCreate(ServiceMutation):
    """Write a category. Requires MANAGE_PRODUCTS."""

    class Arguments:
        input = graphene.Argument(CategoryInput, required=True, description="What is known of it.")
        parent = graphene.ID(description="ID of the category above it.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    category = graphene.Field(Category, description="The category.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any], parent: str | None = None) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        above = None if parent is None else known_key(parent, "Category", field="parent")
        category = category_create(
            actor=info.context.actor,
            parent_id=above,
            changes=category_changes(input),
            background=background_given(input),
        )
        return cls(category=shelf_row(info, category.pk))
