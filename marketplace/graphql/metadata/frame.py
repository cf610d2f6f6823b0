"""What the mutations of metadata have in common."""

from collections.abc import Sequence
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.metadata.targets import Change, metadata_changed
from marketplace.graphql.shop.metadata import ObjectWithMetadata, metadata_given

_WHY = "Why metadata could not be kept."
MetadataError = error_type("MetadataError", saleor_enum("MetadataErrorCode", _WHY), description=_WHY)


class MetadataMutation(ServiceMutation):
    """A mutation of something's metadata."""

    class Meta:
        abstract = True

    @classmethod
    def changed(
        cls,
        info: Info,
        id_: str,
        *,
        items: Sequence[dict[str, str]] = (),
        removed: Sequence[str] = (),
        is_private: bool = False,
    ) -> Any:
        """
        Write and remove keys, and return the payload.

        :raises NotFound: if the ID names nothing that can carry metadata
        :raises PermissionDenied: if the actor may not write it
        """
        change = Change(metadata_given(items), removed, is_private)
        return cls(item=metadata_changed(info, id_, change))


def item_field() -> graphene.Field:
    """Return the field of every such payload."""
    return graphene.Field(ObjectWithMetadata, description="What the metadata is kept with.")


def id_argument() -> graphene.ID:
    """Return the argument of every such mutation."""
    return graphene.ID(required=True, description="ID of an object.")
