"""Metadata of rows that are read without it: loaded in one batch, and only when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.metadata import FORBIDDEN, chosen, items_of
from marketplace.kernel.actor import Permission


class KeptTexts(Protocol):
    """What clients keep with a row."""

    @property
    def public(self) -> Mapping[str, str]:
        """What everybody may see who sees the row."""

    @property
    def private(self) -> Mapping[str, str]:
        """What the staff may see."""


# The public and the private part
Both = tuple[Mapping[str, str], Mapping[str, str]]
Fetch = Callable[[list[Any]], Mapping[Any, KeptTexts]]


def kept_with(fetch: Fetch, key: Callable[[Any], Any], *permissions: Permission) -> type:
    """
    Return the resolvers of ObjectWithMetadata for a type of rows without metadata; inherit them first.

    :param fetch: a module-level function that returns what is kept, by key
    :param key: a row's key
    :param permissions: one of them opens the private part
    """

    def read(parents: Sequence[Any], info: Info) -> list[Both]:
        found = info.context.load(fetch, [key(each) for each in parents])
        return [(each.public, each.private) if each is not None else ({}, {}) for each in found]

    return _resolvers(read, permissions)


def kept_on_row(*permissions: Permission) -> type:
    """
    Return the resolvers of ObjectWithMetadata for a type of rows with `metadata` and `private_metadata`.

    :param permissions: one of them opens the private part
    """

    def read(parents: Sequence[Any], _info: Info) -> list[Both]:
        return [(each.metadata, each.private_metadata) for each in parents]

    return _resolvers(read, permissions)


def _resolvers(read: Callable[[Sequence[Any], Info], list[Both]], permissions: Sequence[Permission]) -> type:
    """Return how the fields of ObjectWithMetadata are answered."""
    return type("KeptResolvers", (_public_resolvers(read), _private_resolvers(read, permissions)), {})


def _public_resolvers(read: Callable[[Sequence[Any], Info], list[Both]]) -> type:
    def public(parents: Sequence[Any], info: Info) -> list[Mapping[str, str]]:
        return [open_to_all for open_to_all, _private in read(parents, info)]

    class PublicResolvers:
        """What everybody may see who sees the row."""

        @staticmethod
        @batched
        def resolve_metadata(parents: Sequence[Any], info: Info) -> list[list[dict[str, str]]]:
            """Return what everybody may see who sees the row."""
            return [items_of(each) for each in public(parents, info)]

        @staticmethod
        @batched
        def resolve_metafield(parents: Sequence[Any], info: Info, *, key: str) -> list[str | None]:
            """Return one public value."""
            return [each.get(key) for each in public(parents, info)]

        @staticmethod
        @batched
        def resolve_metafields(
            parents: Sequence[Any], info: Info, *, keys: Sequence[str] | None = None
        ) -> list[Mapping[str, str]]:
            """Return a map of public values."""
            return [chosen(each, keys) for each in public(parents, info)]

    return PublicResolvers


def _private_resolvers(
    read: Callable[[Sequence[Any], Info], list[Both]], permissions: Sequence[Permission]
) -> type:
    def private(parents: Sequence[Any], info: Info) -> list[Mapping[str, str]]:
        if not any(info.context.actor.may(each) for each in permissions):
            raise PermissionDenied(FORBIDDEN)
        return [for_staff for _public, for_staff in read(parents, info)]

    class PrivateResolvers:
        """What is kept for staff."""

        @staticmethod
        @batched
        def resolve_private_metadata(parents: Sequence[Any], info: Info) -> list[list[dict[str, str]]]:
            """Return what is kept for staff."""
            return [items_of(each) for each in private(parents, info)]

        @staticmethod
        @batched
        def resolve_private_metafield(parents: Sequence[Any], info: Info, *, key: str) -> list[str | None]:
            """Return one value kept for staff."""
            return [each.get(key) for each in private(parents, info)]

        @staticmethod
        @batched
        def resolve_private_metafields(
            parents: Sequence[Any], info: Info, *, keys: Sequence[str] | None = None
        ) -> list[Mapping[str, str]]:
            """Return a map of what is kept for staff."""
            return [chosen(each, keys) for each in private(parents, info)]

    return PrivateResolvers
