"""
Compare a schema with what a client needs, element by element.

An element is a type, a field, an argument, an input field, an enum value, a member of a union or an interface of a
type. A field or argument is in place if its type is just the one needed: a client's generated code depends on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    is_specified_scalar_type,
)


@dataclass(slots=True)
class Comparison:
    """How much of what is needed is there."""

    needed: int = 0
    missing: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)

    @property
    def in_place(self) -> int:
        """How many elements are just as needed."""
        return self.needed - len(self.missing) - len(self.different)

    @property
    def problems(self) -> list[str]:
        """All that is not in place, in words."""
        return [
            *(f"missing: {each}" for each in self.missing),
            *(f"different: {each}" for each in self.different),
        ]

    def count(self, name: str, needed: str, found: str | None) -> None:
        """Count an element that is needed as `needed` and was found as `found`."""
        self.needed += 1
        if found is None:
            self.missing.append(f"{name}: {needed}" if needed else name)
        elif found != needed:
            self.different.append(f"{name}: {needed} (here {found})")


def compared(schema: GraphQLSchema, needed: GraphQLSchema) -> Comparison:
    """Compare a schema with a pruned one that holds only what a client needs."""
    result = Comparison()
    for name, type_ in sorted(needed.type_map.items()):
        if name.startswith("__") or is_specified_scalar_type(type_):
            continue
        own = schema.type_map.get(name)
        kind = type(type_).__name__
        result.count(name, kind, None if own is None else type(own).__name__)
        same = own if own is not None and type(own) is type(type_) else None
        for element, wanted in _elements(type_):
            result.count(f"{name}{element}", wanted, dict(_elements(same)).get(element) if same else None)
    return result


def _elements(type_: GraphQLNamedType) -> Iterator[tuple[str, str]]:
    if isinstance(type_, GraphQLScalarType):
        return
    if isinstance(type_, GraphQLEnumType):
        yield from ((f".{value}", "") for value in type_.values)
        return
    if isinstance(type_, GraphQLUnionType):
        yield from ((f" = {member.name}", "") for member in type_.types)
        return
    yield from ((f" implements {each.name}", "") for each in getattr(type_, "interfaces", ()))
    fields: Mapping[str, Any] = getattr(type_, "fields", {})
    for name, each in fields.items():
        yield f".{name}", str(each.type)
        if not isinstance(type_, GraphQLInputObjectType):
            yield from ((f".{name}({argument})", str(given.type)) for argument, given in each.args.items())
