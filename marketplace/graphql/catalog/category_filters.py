"""How categories are filtered and sorted; the tree is small and in memory."""

from collections.abc import Mapping
from typing import Any

import graphene

from catalog.selectors.categories import Shelf
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.catalog.inputs import ONE_FILTER
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.filters import DateTimeRangeInput, MetadataFilter
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.search_text import sort_key

Given = Mapping[str, Any] | None

CategorySortField = saleor_enum("CategorySortField", "By what categories can be sorted.")


class CategoryFilterInput(graphene.InputObjectType):
    """Which categories to keep."""

    search = graphene.String(description="A part of the name.")
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When they were last changed.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Categories by ID.")
    slugs = graphene.List(graphene.NonNull(graphene.String), description="Categories by slug.")


class CategoryWhereInput(graphene.InputObjectType):
    """Which categories to keep, the newer way."""

    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Categories by ID.")
    AND = graphene.List(graphene.NonNull(lambda: CategoryWhereInput), description="All of these must hold.")
    OR = graphene.List(graphene.NonNull(lambda: CategoryWhereInput), description="Any of these must hold.")


class CategorySortingInput(graphene.InputObjectType):
    """How to sort categories."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    channel = graphene.String(
        description="Taken for compatibility: categories are the same in every channel."
    )
    field = graphene.Argument(CategorySortField, required=True, description="By what to sort.")


def shelves_listed(
    info: Info, shelves: list[Shelf], filter_: Given, where: Given, sort_by: Given
) -> list[Shelf]:
    """
    Return the shelves that were asked for, in order.

    :raises ApiError: if both ways of filtering are used, or an ID is none
    """
    if filter_ is not None and where is not None:
        raise ApiError(ONE_FILTER)
    return _sorted(_kept(_filtered(shelves, filter_ or {}, info), where or {}, info), sort_by)


def _kept(shelves: list[Shelf], where: Mapping[str, Any], info: Info) -> list[Shelf]:
    """Keep what the newer way of filtering asks for."""
    found = _filtered(shelves, {name: where[name] for name in ("ids", "metadata") if name in where}, info)
    for each in where.get("AND") or ():
        found = _kept(found, each, info)
    if where.get("OR"):
        either = {shelf.category_id for each in where["OR"] for shelf in _kept(found, each, info)}
        found = [shelf for shelf in found if shelf.category_id in either]
    return found


def _filtered(shelves: list[Shelf], given: Mapping[str, Any], info: Info) -> list[Shelf]:
    if (ids := given.get("ids")) is not None:
        keys = set(keys_of(ids, "Category"))
        shelves = [each for each in shelves if each.category_id in keys]
    if (slugs := given.get("slugs")) is not None:
        shelves = [each for each in shelves if each.slug in set(slugs)]
    changed = given.get("updated_at") or {}
    if (since := changed.get("gte")) is not None:
        shelves = [each for each in shelves if each.updated_at >= since]
    if (until := changed.get("lte")) is not None:
        shelves = [each for each in shelves if each.updated_at <= until]
    if (wanted := given.get("metadata")) is not None:
        kept = info.context.load(loads.kept_with_categories, [each.category_id for each in shelves])
        shelves = [
            each
            for each, texts in zip(shelves, kept, strict=True)
            if texts is not None and all(_holds(texts.public, item) for item in wanted)
        ]
    if words := sort_key(given.get("search") or ""):
        shelves = [each for each in shelves if any(words in sort_key(name) for name in each.names.values())]
    return shelves


def _sorted(shelves: list[Shelf], sort_by: Given) -> list[Shelf]:
    """Sort by name or number of children; by number of products the tree's own order stands in."""
    if not sort_by:
        return shelves
    field, direction = (getattr(sort_by[name], "value", sort_by[name]) for name in ("field", "direction"))
    if field == "NAME":
        shelves = sorted(shelves, key=lambda each: (sort_key(each.name(DEFAULT_LANGUAGE)), each.category_id))
    else:
        shelves = sorted(shelves, key=lambda each: (len(each.children), each.category_id))
    return shelves[::-1] if direction == "DESC" else shelves


def _holds(metadata: Mapping[str, str], wanted: Mapping[str, Any]) -> bool:
    value = wanted.get("value")
    return wanted["key"] in metadata if value is None else metadata.get(wanted["key"]) == value
