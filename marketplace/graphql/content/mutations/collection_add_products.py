"""Put products at the end of a collection."""

from typing import Any

import graphene

from catalog.services.collection_products import collection_products_add
from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.frame import (
    CollectionError,
    CollectionMutation,
    collection_row,
    needed_key,
    needed_keys,
)
from marketplace.graphql.kit.info import Info
from marketplace.kernel.actor import Permission


class CollectionAddProducts(CollectionMutation):
    """Put products at the end of a collection. Requires MANAGE_PRODUCTS."""

    class Arguments:
        collection_id = graphene.ID(required=True, description="ID of a collection.")
        products = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of products.")

    class Meta:
        error_type = CollectionError
        errors_alias = "collection_errors"
        permissions = (Permission.MANAGE_PRODUCTS,)

    collection = graphene.Field(Collection, description="The collection.")

    @classmethod
    def perform(cls, info: Info, *, collection_id: str, products: list[str]) -> Any:
        """
        Put them there.

        :raises NotFound: if there is none
        """
        row = collection_products_add(
            actor=info.context.actor,
            collection_id=needed_key(collection_id, "Collection", "collection_id"),
            product_ids=needed_keys(products, "Product", "products"),
            now=info.context.now,
        )
        return cls(collection=collection_row(info, row.pk))
