"""Change what is said of a collection."""

from typing import Any

import graphene

from catalog.services.collection_write import collection_update
from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.frame import (
    CollectionError,
    CollectionMutation,
    changes_of,
    collection_row,
    needed_key,
)
from marketplace.graphql.content.write_inputs import CollectionInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.pictures import background_given
from marketplace.kernel.actor import Permission


class CollectionUpdate(CollectionMutation):
    """Change what is said of a collection. Requires MANAGE_PRODUCTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a collection.")
        input = graphene.Argument(CollectionInput, required=True, description="What is said of it.")

    class Meta:
        error_type = CollectionError
        errors_alias = "collection_errors"
        permissions = (Permission.MANAGE_PRODUCTS,)

    collection = graphene.Field(Collection, description="The collection.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Change it.

        :raises NotFound: if there is none
        """
        row = collection_update(
            actor=info.context.actor,
            collection_id=needed_key(id, "Collection"),
            changes=changes_of(input),
            background=background_given(input),
            now=info.context.now,
        )
        return cls(collection=collection_row(info, row.pk))
