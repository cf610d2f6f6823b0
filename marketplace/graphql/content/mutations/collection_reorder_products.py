"""Move products within a collection."""

from typing import Any

import graphene

from catalog.services.collection_products import collection_products_move
from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.frame import CollectionError, CollectionMutation, collection_row, needed_key
from marketplace.graphql.content.write_inputs import MoveProductInput
from marketplace.graphql.kit.info import Info
from marketplace.kernel.actor import Permission


class CollectionReorderProducts(CollectionMutation):
    """Move products within a collection. Requires MANAGE_PRODUCTS."""

    class Arguments:
        collection_id = graphene.ID(required=True, description="ID of a collection.")
        moves = graphene.List(
            graphene.NonNull(MoveProductInput),
            required=True,
            description="What to move, one after the other.",
        )

    class Meta:
        error_type = CollectionError
        errors_alias = "collection_errors"
        permissions = (Permission.MANAGE_PRODUCTS,)

    collection = graphene.Field(Collection, description="The collection.")

    @classmethod
    def perform(cls, info: Info, *, collection_id: str, moves: list[dict[str, Any]]) -> Any:
        """
        Move them.

        :raises NotFound: if there is none
        """
        row = collection_products_move(
            actor=info.context.actor,
            collection_id=needed_key(collection_id, "Collection", "collection_id"),
            moves=[
                (needed_key(each["product_id"], "Product", "moves"), each.get("sort_order") or 0)
                for each in moves
            ],
            now=info.context.now,
        )
        return cls(collection=collection_row(info, row.pk))
