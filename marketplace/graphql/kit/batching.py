"""Batch resolvers: one call for all the parents of a level."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
F = TypeVar("F", bound=Callable[..., Any])

NO_ARGS: Mapping[str, Any] = {}


def batched(resolver: F) -> F:
    """
    Mark `resolver(parents, info, **args)` as answering for all parents of a level at once.

    It returns one value for each parent, in their order; a value may be an exception, which then
    is the error of that parent's field alone.
    """
    resolver.batched = True  # type: ignore[attr-defined]
    return resolver


def costs(own: int, *, many: int = 3) -> Callable[[F], F]:
    """Declare what a resolver costs, and for how many rows a list without pages is counted."""

    def declared(resolver: F) -> F:
        resolver.cost = own  # type: ignore[attr-defined]
        resolver.many = many  # type: ignore[attr-defined]
        return resolver

    return declared


def is_batched(resolver: object) -> bool:
    """Say whether a resolver was declared with `batched`."""
    return getattr(resolver, "batched", False) is True


def grouped(keys: Sequence[K], rows: Iterable[V], key: Callable[[V], K]) -> list[list[V]]:
    """Give each key the list of its rows, in the order of the rows; a key without rows gets an empty list."""
    shelves: dict[K, list[V]] = {each: [] for each in keys}
    for row in rows:
        shelves[key(row)].append(row)
    return [shelves[each] for each in keys]


def aligned(keys: Sequence[K | None], found: Mapping[K, V]) -> list[V | None]:
    """Give each key its row, or None."""
    return [None if key is None else found.get(key) for key in keys]
