"""Show a collection in channels, or hide it there."""

from typing import Any

import graphene

from catalog.services.collection_show import Showing, collection_show
from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.frame import (
    CollectionChannelListingError,
    collection_row,
    moment_of,
    needed_key,
    needed_keys,
)
from marketplace.graphql.content.write_inputs import CollectionChannelListingUpdateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class CollectionChannelListingUpdate(ServiceMutation):
    """Show a collection in channels, or hide it there. Requires MANAGE_PRODUCTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a collection.")
        input = graphene.Argument(
            CollectionChannelListingUpdateInput, required=True, description="Where it is shown."
        )

    class Meta:
        error_type = CollectionChannelListingError
        errors_alias = "collection_channel_listing_errors"
        permissions = (Permission.MANAGE_PRODUCTS,)

    collection = graphene.Field(Collection, description="The collection.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Say where it is shown.

        :raises NotFound: if there is none
        """
        row = collection_show(
            actor=info.context.actor,
            collection_id=needed_key(id, "Collection"),
            showings=[
                Showing(
                    needed_key(each["channel_id"], "Channel", "channels"),
                    each.get("is_published"),
                    moment_of(each.get("published_at"), each.get("publication_date")),
                )
                for each in input.get("add_channels") or ()
            ],
            hidden_channel_ids=needed_keys(input.get("remove_channels") or (), "Channel", "channels"),
            now=info.context.now,
        )
        return cls(collection=collection_row(info, row.pk))
