"""Make a collection, shown nowhere yet."""

from typing import Any

import graphene

from catalog.services.collection_write import collection_create
from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.frame import (
    CollectionError,
    CollectionMutation,
    changes_of,
    collection_row,
    needed_keys,
)
from marketplace.graphql.content.write_inputs import CollectionCreateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.pictures import background_given
from marketplace.kernel.actor import Permission


class CollectionCreate(CollectionMutation):
    """Make a collection, shown nowhere yet. Requires MANAGE_PRODUCTS."""

    class Arguments:
        input = graphene.Argument(CollectionCreateInput, required=True, description="What is said of it.")

    class Meta:
        error_type = CollectionError
        errors_alias = "collection_errors"
        permissions = (Permission.MANAGE_PRODUCTS,)

    collection = graphene.Field(Collection, description="The collection.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Make it.

        :raises NotFound: if there is none
        """
        row = collection_create(
            actor=info.context.actor,
            changes=changes_of(input),
            product_ids=needed_keys(input.get("products") or (), "Product", "products"),
            background=background_given(input),
            now=info.context.now,
        )
        return cls(collection=collection_row(info, row.pk))
