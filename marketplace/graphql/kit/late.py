"""
Types that are declared in a later room and named in an earlier one.

The graph of types goes round (an order has a user, a user has orders, a transaction has both); imports do not. Whoever
declares such a type says so with `@declared`; whoever names it writes `graphene.Field(late("Checkout"))`, which is
looked up when the schema is put together, so a name that nobody declares fails at the start and not in a request. What
such a field answers is often known in the later room only: `resolver=answered_later("TransactionItem.checkout")` here,
`@answers("TransactionItem.checkout")` there.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info

T = TypeVar("T", bound=type)
_declared: dict[str, type] = {}
_answers: dict[str, Callable[..., list[Any]]] = {}


def declared(made: T) -> T:
    """Let a type be named before it is imported."""
    name: str = made._meta.name  # type: ignore[attr-defined]  # graphene's own
    if _declared.setdefault(name, made) is not made:
        raise ValueError(f"Two types are called {name}.")
    return made


def late(name: str) -> Callable[[], Any]:
    """Return what graphene calls to learn the type; it fails there if nobody declares one."""
    return lambda: _declared[name]


def answers(field: str) -> Callable[[Callable[..., list[Any]]], Callable[..., list[Any]]]:
    """Let a function answer a field ("Type.field") that was declared in an earlier room, for all parents at once."""

    def register(resolver: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        if _answers.setdefault(field, resolver) is not resolver:
            raise ValueError(f"Two functions answer {field}.")
        return resolver

    return register


def answered_later(field: str) -> Callable[..., list[Any]]:
    """Return the resolver of a field that a later room answers."""

    @batched
    def resolve(parents: Sequence[Any], info: Info, **arguments: Any) -> list[Any]:
        return _answers[field](parents, info, **arguments)

    return resolve
