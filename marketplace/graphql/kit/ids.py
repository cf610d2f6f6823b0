"""Global ids: base64 of `Type:key`, where the key is a number or a UUID."""

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from typing import Any, overload
from uuid import UUID

import graphene

from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import InvalidId
from marketplace.graphql.kit.info import Info

Key = int | UUID | str
_MAX_NUMBER = 2**63 - 1


class Node(graphene.Interface):
    """An object with an ID. No field answers one: clients write `... on Node` of what they have at hand."""

    id = graphene.ID(required=True, description="The ID of the object.")


def global_id(type_name: str, key: object) -> str:
    """Return the id that clients see."""
    return b2a_base64(f"{type_name}:{key}".encode(), newline=False).decode()


def decoded(given: str) -> tuple[str, str] | None:
    """Return the type's name and the key's text, or None if it is no global id."""
    try:
        name, found, key = a2b_base64(given, strict_mode=True).decode().partition(":")
    except (Base64Error, ValueError):
        return None
    return (name, key) if found and name and key else None


@overload
def key_of(given: str, expected: str, kind: type[int] = int) -> int | None: ...
@overload
def key_of(given: str, expected: str, kind: type[UUID]) -> UUID | None: ...
@overload
def key_of(given: str, expected: str, kind: type[str]) -> str | None: ...
def key_of(given: str, expected: str, kind: type[Any] = int) -> Key | None:
    """
    Return the key in an id of the expected type; None if the id is of another type or can name nothing.

    :raises InvalidId: if it is no global id at all ("Invalid ID: zzz. Expected: Product.")
    """
    parts = decoded(given)
    if parts is None:
        raise InvalidId(given, expected)
    name, text = parts
    return _key(text, kind) if name == expected else None


def keys_of(given: Sequence[str], expected: str, kind: type[Any] = int) -> list[Any]:
    """
    Return the keys in several ids, leaving out those that can name nothing.

    :raises InvalidId: if one is no global id at all
    """
    keys = (key_of(each, expected, kind) for each in given)
    return [key for key in keys if key is not None]


def _key(text: str, kind: type[Any]) -> Key | None:
    if kind is str:
        return text
    try:
        key = kind(text)
    except ValueError:
        return None
    if isinstance(key, int):
        return key if 0 <= key <= _MAX_NUMBER else None
    return key if isinstance(key, UUID) else None


def id_field(type_name: str, *, attribute: str = "id", description: str = "") -> graphene.Field:
    """Declare a type's `id`, made of its name and an attribute (or dictionary key) of its rows."""

    @batched
    def resolve(parents: Sequence[Any], _info: Info) -> list[str]:
        prefix = f"{type_name}:"
        if parents[0].__class__ is dict:
            keys = [parent[attribute] for parent in parents]
        else:
            keys = [getattr(parent, attribute) for parent in parents]
        return [b2a_base64(f"{prefix}{key}".encode(), newline=False).decode() for key in keys]

    return graphene.Field(graphene.ID, required=True, resolver=resolve, description=description or None)
