"""Metadata: texts under keys that a client keeps with our rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import Metadata

FORBIDDEN = "You do not have permission to perform this action"


# Classes of rows that do not say themselves of which type of the API they are
_TYPES_OF_ROWS: dict[type, str] = {}


def rows_are(row: type, type_name: str) -> None:
    """Let rows of a class be known as objects of a type."""
    _TYPES_OF_ROWS[row] = type_name


class MetadataItem(graphene.ObjectType):
    """A key and its value."""

    key = graphene.String(required=True, description="Key of a metadata item.")
    value = graphene.String(required=True, description="Value of a metadata item.")


class MetadataInput(graphene.InputObjectType):
    """A key and its value."""

    key = graphene.String(required=True, description="Key of a metadata item.")
    value = graphene.String(required=True, description="Value of a metadata item.")


class ObjectWithMetadata(graphene.Interface):
    """
    What can carry metadata.

    A row has `api_type`, `metadata_public` and `metadata_private`, and says by `private_permissions` who may see the
    second; or its type takes its resolvers from `shop/kept.py`, and its class is told to `rows_are`.
    """

    private_metadata = graphene.List(
        graphene.NonNull(MetadataItem), required=True, description="Private metadata; for staff only."
    )
    private_metafield = graphene.String(
        key=graphene.String(required=True), description="A single key from private metadata."
    )
    private_metafields = graphene.Field(
        Metadata,
        keys=graphene.List(graphene.NonNull(graphene.String)),
        description="Private metadata as a map.",
    )
    metadata = graphene.List(
        graphene.NonNull(MetadataItem),
        required=True,
        description="Public metadata; readable by whoever sees the row.",
    )
    metafield = graphene.String(
        key=graphene.String(required=True), description="A single key from public metadata."
    )
    metafields = graphene.Field(
        Metadata,
        keys=graphene.List(graphene.NonNull(graphene.String)),
        description="Public metadata as a map.",
    )

    @staticmethod
    def type_of(row: Any) -> Any:
        """Say which type a row is of."""
        return _TYPES_OF_ROWS.get(type(row)) or row.api_type

    @staticmethod
    def resolve_private_metadata(root: Any, info: Info) -> list[dict[str, str]]:
        """Return what is kept for staff."""
        return items_of(_private(root, info))

    @staticmethod
    def resolve_private_metafield(root: Any, info: Info, key: str) -> str | None:
        """Return one value kept for staff."""
        return _private(root, info).get(key)

    @staticmethod
    def resolve_private_metafields(
        root: Any, info: Info, keys: Sequence[str] | None = None
    ) -> Mapping[str, str]:
        """Return a map of what is kept for staff."""
        return chosen(_private(root, info), keys)

    @staticmethod
    def resolve_metadata(root: Any, _info: Info) -> list[dict[str, str]]:
        """Return what everybody may see who sees the row."""
        return items_of(root.metadata_public)

    @staticmethod
    def resolve_metafield(root: Any, _info: Info, key: str) -> str | None:
        """Return one public value."""
        found: str | None = root.metadata_public.get(key)
        return found

    @staticmethod
    def resolve_metafields(root: Any, _info: Info, keys: Sequence[str] | None = None) -> Mapping[str, str]:
        """Return a map of public values."""
        return chosen(root.metadata_public, keys)


def items_of(metadata: Mapping[str, str]) -> list[dict[str, str]]:
    """Return metadata as a list of keys and values, in the order of the keys."""
    return [{"key": key, "value": str(metadata[key])} for key in sorted(metadata)]


def _private(root: Any, info: Info) -> Mapping[str, str]:
    if not any(info.context.actor.may(each) for each in root.private_permissions):
        raise PermissionDenied(FORBIDDEN)
    found: Mapping[str, str] = root.metadata_private
    return found


def chosen(metadata: Mapping[str, str], keys: Sequence[str] | None) -> Mapping[str, str]:
    """Return the values under some keys, or all."""
    return dict(metadata) if keys is None else {key: metadata[key] for key in keys if key in metadata}


def metadata_given(items: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    """Return metadata as a map; of a key that is given twice the last value counts."""
    return {item["key"]: item["value"] for item in items or ()}
