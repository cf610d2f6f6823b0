"""Keyset order: what comes after a row, as a cursor, a condition and an ORDER BY."""

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import F, OrderBy, Q

from marketplace.graphql.kit.errors import ApiError

Key = tuple[Any, ...]

INVALID_CURSOR = "Received cursor is invalid."


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of an order; the last of an order must be unique.

    `name` is a field or annotation of a query set, `sql` its expression in raw SQL; `read` makes a
    database value of what a cursor holds (JSON). PostgreSQL puts nulls last ascending and first descending.
    """

    name: str
    descending: bool = False
    nullable: bool = False
    sql: str = ""
    read: Callable[[Any], Any] | None = None

    @property
    def reversed(self) -> "Column":
        """The column in the other direction."""
        return Column(self.name, not self.descending, self.nullable, self.sql, self.read)


def columns(*names: str) -> tuple[Column, ...]:
    """Read an order written as Django does: `columns("-rating", "id")`."""
    return tuple(Column(name.removeprefix("-"), name.startswith("-")) for name in names)


def backwards(order: Sequence[Column]) -> tuple[Column, ...]:
    """Return the opposite order."""
    return tuple(column.reversed for column in order)


def encoded(key: Key) -> str:
    """Write a key as a cursor: base64 of a JSON list."""
    return b2a_base64(orjson.dumps(list(key), default=str), newline=False).decode()


def decoded(cursor: str, order: Sequence[Column]) -> Key:
    """
    Read a cursor that was given for this order.

    :raises ApiError: if it was not
    """
    try:
        values = orjson.loads(a2b_base64(cursor, strict_mode=True))
        if not isinstance(values, list) or len(values) != len(order):
            raise ValueError("not a key of this order")
        return tuple(_read(column, value) for column, value in zip(order, values, strict=True))
    except (Base64Error, ValueError, TypeError, ArithmeticError):
        raise ApiError(INVALID_CURSOR) from None


def _read(column: Column, value: Any) -> Any:
    if isinstance(value, list | dict) or (isinstance(value, str) and "\x00" in value):
        raise ValueError("not a value of a column")
    if value is None:
        if not column.nullable:
            raise ValueError("a column that is never null")
        return None
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("no number of a column")
    return column.read(value) if column.read else value


def ordering(order: Sequence[Column]) -> list[OrderBy]:
    """Return the order for a query set."""
    return [F(column.name).desc() if column.descending else F(column.name).asc() for column in order]


def after(order: Sequence[Column], key: Key) -> Q:
    """
    Return the condition of a query set for the rows after a key.

    :raises ApiError: if a value cannot be one of its column
    """
    condition = Q(pk__in=[])
    for column, value in reversed(list(zip(order, key, strict=True))):
        condition = _later(column, value) | (_same(column, value) & condition)
    first, value = order[0], key[0]
    if value is not None and not first.nullable:
        # Says nothing new, but lets an index on the first column find the place.
        condition &= Q(**{f"{first.name}__{'lte' if first.descending else 'gte'}": value})
    return condition


def _same(column: Column, value: Any) -> Q:
    return Q(**{f"{column.name}__isnull": True}) if value is None else Q(**{column.name: value})


def _later(column: Column, value: Any) -> Q:
    if value is None:
        return Q(**{f"{column.name}__isnull": False}) if column.descending else Q(pk__in=[])
    if column.descending:
        return Q(**{f"{column.name}__lt": value})
    later = Q(**{f"{column.name}__gt": value})
    return later | Q(**{f"{column.name}__isnull": True}) if column.nullable else later


def sql_ordering(order: Sequence[Column]) -> str:
    """Return the ORDER BY list of raw SQL."""
    return ", ".join(f"{column.sql or column.name}{' DESC' if column.descending else ''}" for column in order)


def sql_after(order: Sequence[Column], key: Key) -> tuple[str, list[Any]]:
    """Return the condition of raw SQL for the rows after a key, and its parameters."""
    if len({column.descending for column in order}) == 1 and not any(column.nullable for column in order):
        # A comparison of rows is one walk along one index.
        left = ", ".join(column.sql or column.name for column in order)
        marks = ", ".join(["%s"] * len(order))
        return f"({left}) {'<' if order[0].descending else '>'} ({marks})", list(key)
    condition = "FALSE"
    params: list[Any] = []
    for column, value in reversed(list(zip(order, key, strict=True))):
        name = column.sql or column.name
        same, same_params = (f"{name} IS NULL", []) if value is None else (f"{name} = %s", [value])
        later, later_params = _sql_later(column, name, value)
        condition = f"({later} OR ({same} AND {condition}))"
        params = [*later_params, *same_params, *params]
    return condition, params


def _sql_later(column: Column, name: str, value: Any) -> tuple[str, list[Any]]:
    if value is None:
        return (f"{name} IS NOT NULL" if column.descending else "FALSE"), []
    if column.descending:
        return f"{name} < %s", [value]
    return (f"({name} > %s OR {name} IS NULL)" if column.nullable else f"{name} > %s"), [value]


BAD_VALUES = (ValueError, TypeError, ValidationError)
