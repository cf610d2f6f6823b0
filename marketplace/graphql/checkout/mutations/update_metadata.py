"""Keep texts with a checkout."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.checkout.frame import checkout_row
from marketplace.graphql.checkout.inputs import metadata_given
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.shop.metadata import MetadataInput, ObjectWithMetadata
from marketplace.kernel.errors import NotFound
from orders.services.checkout_contact_set import checkout_metadata_set

MetadataError = error_type(
    "MetadataError",
    saleor_enum("MetadataErrorCode", "Why metadata could not be kept."),
    description="Why metadata could not be kept.",
)


class UpdateMetadata(ServiceMutation):
    """Keep texts under keys with a checkout; they go over to its order."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a checkout.")
        input = graphene.List(graphene.NonNull(MetadataInput), required=True, description="Keys and values.")

    class Meta:
        error_type = MetadataError
        error_fields = {"checkout": "id"}

    item = graphene.Field(ObjectWithMetadata, description="The checkout.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: list[dict[str, str]]) -> Any:
        """
        Keep them.

        :raises NotFound: if there is no such checkout
        """
        key = key_of(id, "Checkout", uuid.UUID)
        if key is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        checkout_metadata_set(
            actor=info.context.actor, checkout_id=key, values=metadata_given(input), now=info.context.now
        )
        return cls(item=checkout_row(info, key))
