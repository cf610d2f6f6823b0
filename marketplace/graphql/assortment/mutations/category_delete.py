"""Delete a category in which nothing stands."""

from typing import Any

import graphene

from catalog.services.category_write import categories_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, shelf_row
from marketplace.graphql.catalog.types import Category
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class CategoryDelete(ServiceMutation):
    """Delete a category in which nothing stands. Requires MANAGE_PRODUCTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a category.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    category = graphene.Field(Category, description="The category.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        key = known_key(id, "Category")
        row = shelf_row(info, key)
        categories_delete(actor=info.context.actor, category_ids=[key])
        return cls(category=row)
