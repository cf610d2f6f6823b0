"""
Types that are declared in a later room and named in an earlier one.

The graph of types goes round (an order has a user, a user has orders, a transaction has both); imports do not. Whoever
declares such a type says so with `@declared`; whoever names it writes `graphene.Field(late("Checkout"))`, which is
looked up when the schema is put together, so a name that nobody declares fails at the start and not in a request.
"""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T", bound=type)
_declared: dict[str, type] = {}


def declared(made: T) -> T:
    """Let a type be named before it is imported."""
    name: str = made._meta.name  # type: ignore[attr-defined]  # graphene's own
    if _declared.setdefault(name, made) is not made:
        raise ValueError(f"Two types are called {name}.")
    return made


def late(name: str) -> Callable[[], Any]:
    """Return what graphene calls to learn the type; it fails there if nobody declares one."""
    return lambda: _declared[name]
