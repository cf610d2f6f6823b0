"""Delete categories in which nothing stands."""

from typing import Any

import graphene

from catalog.services.category_write import categories_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class CategoryBulkDelete(ServiceMutation):
    """Delete categories in which nothing stands. Requires MANAGE_PRODUCTS."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of categories.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    count = graphene.Int(required=True, default_value=0, description="How many were done.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        keys = keys_of(ids, "Category")
        return cls(count=len(categories_delete(actor=info.context.actor, category_ids=keys)))
