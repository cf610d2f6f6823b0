"""Delete collections; their products stay."""

from typing import Any

import graphene

from catalog.services.collection_write import collections_delete
from marketplace.graphql.content.frame import CollectionError, CollectionMutation, needed_keys
from marketplace.graphql.kit.info import Info
from marketplace.kernel.actor import Permission


class CollectionBulkDelete(CollectionMutation):
    """Delete collections; their products stay. Requires MANAGE_PRODUCTS."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of collections.")

    class Meta:
        error_type = CollectionError
        errors_alias = "collection_errors"
        permissions = (Permission.MANAGE_PRODUCTS,)

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Delete them.

        :raises NotFound: if there is none
        """
        keys = needed_keys(ids, "Collection", "ids")
        return cls(count=collections_delete(actor=info.context.actor, collection_ids=keys))
