"""How the executor writes leaf values: exactly as graphql-core would, only without asking twice."""

from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Any

from graphql import GraphQLFloat, GraphQLLeafType, GraphQLScalarType, is_enum_type

Serialize = Callable[[Any], Any]

# A leaf value of exactly this class is its own serialized form.
_AS_IT_IS: dict[str, type] = {"String": str, "ID": str, "Boolean": bool}
_ENUM_CACHE_LIMIT = 4096


def exact_class(leaf: GraphQLLeafType) -> type | None:
    """Return the class whose instances need no serializing for a built-in scalar, if there is one."""
    return _AS_IT_IS.get(leaf.name)


def serializer(leaf: GraphQLLeafType) -> Serialize:
    """Return the function that serializes a leaf type's values, the cheapest that is right."""
    if is_enum_type(leaf):
        return _remembering(leaf.serialize)
    if leaf is GraphQLFloat or (isinstance(leaf, GraphQLScalarType) and leaf.name == "Float"):
        return serialize_float
    return leaf.serialize


def serialize_float(value: Any) -> Any:
    """
    Keep an exact decimal exact (it becomes a JSON number at the very end); leave the rest to graphql-core.

    :raises GraphQLError: if the value is no finite number
    """
    if value.__class__ is float and value - value == 0.0:
        return value
    if value.__class__ is Decimal and value.is_finite():
        return value
    return GraphQLFloat.serialize(value)


def _remembering(serialize: Serialize) -> Serialize:
    """Remember serialized enum values: there are few, and graphene looks each up in three ways."""
    known: dict[Hashable, Any] = {}

    def remembered(value: Any) -> Any:
        try:
            # The class is part of the key: 1, True and an IntEnum member are equal but differ as enum values.
            return known[value.__class__, value]
        except (KeyError, TypeError):
            written = serialize(value)
            if isinstance(value, Hashable) and len(known) < _ENUM_CACHE_LIMIT:
                known[value.__class__, value] = written
            return written

    return remembered
