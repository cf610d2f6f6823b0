"""Forget keys that the staff could see."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.metadata.frame import MetadataError, MetadataMutation, id_argument, item_field


class DeletePrivateMetadata(MetadataMutation):
    """Forget keys that the staff could see."""

    class Arguments:
        id = id_argument()
        keys = graphene.List(
            graphene.NonNull(graphene.String), required=True, description="Metadata keys to delete."
        )

    class Meta:
        error_type = MetadataError
        errors_alias = "metadata_errors"
        error_fields = {"checkout": "id", "order": "id"}

    item = item_field()

    @classmethod
    def perform(cls, info: Info, *, id: str, keys: list[str]) -> Any:
        """
        Forget them.

        :raises NotFound: if the ID names nothing that can carry metadata
        """
        return cls.changed(info, id, removed=keys, is_private=True)
