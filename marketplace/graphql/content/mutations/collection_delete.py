"""Delete a collection; its products stay."""

from typing import Any

import graphene

from catalog.selectors.collections import collections_of
from catalog.services.collection_write import collections_delete
from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.frame import CollectionError, CollectionMutation, needed_key
from marketplace.graphql.kit.info import Info
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound


class CollectionDelete(CollectionMutation):
    """Delete a collection; its products stay. Requires MANAGE_PRODUCTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a collection.")

    class Meta:
        error_type = CollectionError
        errors_alias = "collection_errors"
        permissions = (Permission.MANAGE_PRODUCTS,)

    collection = graphene.Field(Collection, description="The collection.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Delete it.

        :raises NotFound: if there is none
        """
        key = needed_key(id, "Collection")
        row = collections_of(keys=[key], channel=None, now=info.context.now).get(key)
        if row is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        collections_delete(actor=info.context.actor, collection_ids=[key])
        return cls(collection=row)
