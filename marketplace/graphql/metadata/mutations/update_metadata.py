"""Keep texts under keys with something, for everybody who sees it."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.metadata.frame import MetadataError, MetadataMutation, id_argument, item_field
from marketplace.graphql.shop.metadata import MetadataInput


class UpdateMetadata(MetadataMutation):
    """Keep texts under keys with something, for everybody who sees it."""

    class Arguments:
        id = id_argument()
        input = graphene.List(
            graphene.NonNull(MetadataInput), required=True, description="Keys and values to keep."
        )

    class Meta:
        error_type = MetadataError
        errors_alias = "metadata_errors"
        error_fields = {"checkout": "id", "order": "id"}

    item = item_field()

    @classmethod
    def perform(cls, info: Info, *, id: str, input: list[dict[str, str]]) -> Any:
        """
        Keep them.

        :raises NotFound: if the ID names nothing that can carry metadata
        """
        return cls.changed(info, id, items=input)
