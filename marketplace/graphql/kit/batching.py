"""Batch resolvers: one call for all the parents of a level, and what such a call is told."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from graphql import GraphQLSchema

if TYPE_CHECKING:
    from marketplace.graphql.kit.context import Context
    from marketplace.graphql.kit.plan import FieldPlan, Program

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
F = TypeVar("F", bound=Callable[..., Any])

NO_ARGS: Mapping[str, Any] = {}


class Info:
    """What a resolver is told beside its parents: arguments, context, and what is asked below it."""

    __slots__ = ("_args", "context", "parent", "plan", "program", "variables")

    def __init__(
        self,
        plan: "FieldPlan",
        context: "Context",
        program: "Program",
        variables: dict[str, Any],
        parent: "Info | None",
    ) -> None:
        self.plan = plan
        self.context = context
        self.program = program
        self.variables = variables
        self.parent = parent
        self._args: Mapping[str, Any] | None = None

    @property
    def args(self) -> Mapping[str, Any]:
        """
        The field's coerced arguments.

        :raises GraphQLError: if an argument cannot be coerced
        """
        if self._args is None:
            self._args = self.plan.arguments(self.variables)
        return self._args

    @property
    def fields(self) -> frozenset[str]:
        """What is asked below this field, as dotted paths: `"edges.node.name" in info.fields`."""
        return self.plan.paths

    @property
    def schema(self) -> GraphQLSchema:
        """The schema that is executed."""
        return self.program.schema

    @property
    def field_name(self) -> str:
        """The field's name in the schema."""
        return self.plan.name

    @property
    def response_key(self) -> str:
        """The field's name in the answer (its alias, when it has one)."""
        return self.plan.key

    @property
    def parent_type(self) -> str:
        """The name of the type that holds the field."""
        return self.plan.parent_type.name


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
