"""By what collections, pages and menus are filtered and sorted."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from catalog.selectors.content_lists import ContentFilters
from marketplace.graphql.catalog.input_types import (
    AssignedAttributeWhereInput,
    GlobalIDFilterInput,
    OrderDirection,
    StringFilterInput,
)
from marketplace.graphql.catalog.inputs import ONE_FILTER, one_of
from marketplace.graphql.catalog.value_filters import values_of
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.shop.filters import MetadataFilter, MetadataFilterInput

Given = Mapping[str, Any] | None
CollectionPublished = saleor_enum("CollectionPublished", "Whether a collection is shown.")
CollectionSortField = saleor_enum("CollectionSortField", "By what collections can be sorted.")
PageSortField = saleor_enum("PageSortField", "By what pages can be sorted.")
PageTypeSortField = saleor_enum("PageTypeSortField", "By what types of pages can be sorted.")
MenuSortField = saleor_enum("MenuSortField", "By what menus can be sorted.")
MenuItemsSortField = saleor_enum("MenuItemsSortField", "By what entries of menus can be sorted.")


def _ids() -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description="These alone, by ID.")


def _slugs() -> Any:
    return graphene.List(graphene.NonNull(graphene.String), description="These alone, by slug.")


def _metadata() -> Any:
    return graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")


def _all(of: Any) -> Any:
    return graphene.List(graphene.NonNull(of), description="All of these must hold.")


def _any(of: Any) -> Any:
    return graphene.List(graphene.NonNull(of), description="Any of these must hold.")


class CollectionFilterInput(graphene.InputObjectType):
    """Which collections to keep."""

    published = graphene.Argument(CollectionPublished, description="Whether they are shown in the channel.")
    search = graphene.String(description="A part of the name.")
    metadata = _metadata()
    ids = _ids()
    slugs = _slugs()
    channel = graphene.String(description="Slug of the channel, where the field itself is given none.")


class CollectionWhereInput(graphene.InputObjectType):
    """Which collections to keep."""

    metadata = _metadata()
    ids = _ids()
    AND = _all(lambda: CollectionWhereInput)
    OR = _any(lambda: CollectionWhereInput)


class CollectionSortingInput(graphene.InputObjectType):
    """How to sort collections."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    channel = graphene.String(description="Slug of the channel, where the field itself is given none.")
    field = graphene.Argument(CollectionSortField, required=True, description="By what to sort.")


class PageFilterInput(graphene.InputObjectType):
    """Which pages to keep."""

    search = graphene.String(description="A part of the title.")
    metadata = _metadata()
    page_types = graphene.List(graphene.NonNull(graphene.ID), description="Types of pages.")
    ids = _ids()
    slugs = _slugs()


class PageWhereInput(graphene.InputObjectType):
    """Which pages to keep."""

    metadata = graphene.Argument(MetadataFilterInput, description="A key of public metadata.")
    ids = _ids()
    slug = graphene.Argument(StringFilterInput, description="Slug of the page.")
    page_type = graphene.Argument(GlobalIDFilterInput, description="Types of pages.")
    attributes = graphene.List(
        graphene.NonNull(AssignedAttributeWhereInput), description="Attributes, all of them."
    )
    AND = _all(lambda: PageWhereInput)
    OR = _any(lambda: PageWhereInput)


class PageSortingInput(graphene.InputObjectType):
    """How to sort pages."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(PageSortField, required=True, description="By what to sort.")


class PageTypeFilterInput(graphene.InputObjectType):
    """Which types of pages to keep."""

    search = graphene.String(description="A part of the name.")
    slugs = _slugs()


class PageTypeSortingInput(graphene.InputObjectType):
    """How to sort types of pages."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(PageTypeSortField, required=True, description="By what to sort.")


class MenuFilterInput(graphene.InputObjectType):
    """Which menus to keep."""

    search = graphene.String(description="A part of the name or the slug.")
    slug = graphene.List(graphene.NonNull(graphene.String), description="These alone, by slug.")
    metadata = _metadata()
    slugs = _slugs()


class MenuSortingInput(graphene.InputObjectType):
    """How to sort menus."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(MenuSortField, required=True, description="By what to sort.")


class MenuItemFilterInput(graphene.InputObjectType):
    """Which entries of menus to keep."""

    search = graphene.String(description="A part of the name.")
    metadata = _metadata()


class MenuItemSortingInput(graphene.InputObjectType):
    """How to sort entries of menus."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(MenuItemsSortField, required=True, description="By what to sort.")


def content_filters(type_name: str, filter_: Given, where: Given = None) -> ContentFilters:
    """
    Return what was asked for as the catalogue's own filters; ids are those of a type.

    :raises ApiError: if both ways of filtering are used, or an ID is none
    """
    if filter_ is not None and where is not None:
        raise ApiError(ONE_FILTER)
    return _of_filter(type_name, filter_ or {}) if where is None else _of_where(type_name, where)


def order_given(sort_by: Given) -> tuple[str, bool]:
    """Return by what to sort, in lower case, and whether downwards."""
    if not sort_by:
        return "", False
    field, direction = (
        str(getattr(sort_by[name], "value", sort_by[name])).lower() for name in ("field", "direction")
    )
    renamed = {"publication_date": "published_at", "creation_date": "created_at"}
    return renamed.get(field, field), direction == "desc"


def _of_filter(type_name: str, given: Mapping[str, Any]) -> ContentFilters:
    shown = given.get("published")
    slugs = given.get("slugs") if given.get("slugs") is not None else given.get("slug")
    return ContentFilters(
        search=given.get("search"),
        ids=_keys(given.get("ids"), type_name),
        slugs=None if slugs is None else tuple(slugs),
        page_type_ids=_keys(given.get("page_types"), "PageType"),
        metadata=_metadata_of(given.get("metadata")),
        is_shown=None if shown is None else getattr(shown, "value", shown) == "PUBLISHED",
    )


def _of_where(type_name: str, given: Mapping[str, Any]) -> ContentFilters:
    slugs, kept = one_of(given.get("slug")), given.get("metadata")
    items = [kept] if isinstance(kept, Mapping) else kept
    return ContentFilters(
        ids=_keys(given.get("ids"), type_name),
        slugs=None if slugs is None else tuple(slugs),
        page_type_ids=_keys(one_of(given.get("page_type")), "PageType"),
        metadata=_metadata_of(items),
        values=tuple(value for each in given.get("attributes") or () for value in values_of(each)),
        all_of=tuple(_of_where(type_name, each) for each in given.get("AND") or ()),
        any_of=tuple(_of_where(type_name, each) for each in given.get("OR") or ()),
    )


def _keys(given: Sequence[str] | None, type_name: str) -> tuple[int, ...] | None:
    return None if given is None else tuple(keys_of([each for each in given if each], type_name))


def _metadata_of(
    given: Sequence[Mapping[str, Any]] | None,
) -> tuple[tuple[str, tuple[str, ...] | None], ...]:
    return tuple((each["key"], _values_of(each.get("value"))) for each in given or ())


def _values_of(value: Any) -> tuple[str, ...] | None:
    """Return the values that a key may have: one, or those of a comparison; None for any."""
    if isinstance(value, Mapping):
        allowed = one_of(value)
        return None if allowed is None else tuple(allowed)
    return None if value is None else (value,)
