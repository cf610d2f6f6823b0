"""What filters of several rooms compare with."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.kit.scalars import Date, DateTime


class IntRangeInput(graphene.InputObjectType):
    """Bounds of a whole number."""

    gte = graphene.Int(description="Value greater than or equal to.")
    lte = graphene.Int(description="Value less than or equal to.")


class IntFilterInput(graphene.InputObjectType):
    """A whole number to compare with."""

    eq = graphene.Int(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(graphene.Int), description="The value included in.")
    range = graphene.Argument(IntRangeInput, description="The value in range.")


class DateRangeInput(graphene.InputObjectType):
    """Bounds of a day."""

    gte = Date(description="Start date.")
    lte = Date(description="End date.")


class DateTimeRangeInput(graphene.InputObjectType):
    """Bounds of a moment."""

    gte = DateTime(description="Start date.")
    lte = DateTime(description="End date.")


class DateTimeFilterInput(graphene.InputObjectType):
    """A moment to compare with."""

    eq = DateTime(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(DateTime), description="The value included in.")
    range = graphene.Argument(DateTimeRangeInput, description="The value in range.")


class ContainsFilterInput(graphene.InputObjectType):
    """Texts of which any, or all, must be there."""

    contains_any = graphene.List(graphene.NonNull(graphene.String), description="Any of these is there.")
    contains_all = graphene.List(graphene.NonNull(graphene.String), description="All of these are there.")


class MetadataValueFilterInput(graphene.InputObjectType):
    """What a key of metadata holds."""

    eq = graphene.String(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(graphene.String), description="The value included in.")


class MetadataFilterInput(graphene.InputObjectType):
    """A key of metadata, and what it holds."""

    key = graphene.String(required=True, description="Key to filter by.")
    value = graphene.Argument(MetadataValueFilterInput, description="What it holds; anything without this.")


class MetadataFilter(graphene.InputObjectType):
    """A key of metadata, and what it holds."""

    key = graphene.String(required=True, description="Key of a metadata item.")
    value = graphene.String(description="Value of a metadata item.")


class ReorderInput(graphene.InputObjectType):
    """A move within an ordered list."""

    id = graphene.ID(required=True, description="The ID of the item to move.")
    sort_order = graphene.Int(description="By how many places: positive forward, negative back.")


def words_filter(name: str, enum: type[graphene.Enum], doc: str) -> type[graphene.InputObjectType]:
    """Return an input that compares with values of an enum."""
    meta = type("Meta", (), {"name": name, "description": doc})
    fields = {
        "eq": graphene.Argument(enum, description="The value equal to."),
        "one_of": graphene.List(graphene.NonNull(enum), description="The value included in."),
        "Meta": meta,
    }
    return type(name, (graphene.InputObjectType,), fields)


def words_in(given: Mapping[str, Any] | None) -> list[str] | None:
    """Return the words with which such an input compares, in small letters; None: with none."""
    if given is None:
        return None
    words = list(given.get("one_of") or ())
    if given.get("eq") is not None:
        words.append(given["eq"])
    return [str(getattr(each, "value", each)).lower() for each in words]
