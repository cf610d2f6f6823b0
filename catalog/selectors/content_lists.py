"""Lists of collections, pages, types of pages and menus: few of each, found as ids in order, then read by id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT

from catalog.models.assignment import PageAttributeValue
from catalog.models.collection import CollectionListing
from catalog.models.menu import Menu, MenuItem
from catalog.models.page import Page, PageType
from catalog.selectors.collections import collections_in
from catalog.selectors.filter_sql import Values, value_condition
from catalog.selectors.filters import ValueFilter
from catalog.selectors.written_pages import pages_shown
from marketplace.channels.models import Channel
from marketplace.kernel.texts import LANGUAGES

MAX_DEPTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFilters:
    """What to keep; what is None keeps everything."""

    search: str | None = None
    ids: tuple[int, ...] | None = None
    slugs: tuple[str, ...] | None = None
    page_type_ids: tuple[int, ...] | None = None
    # Keys of public metadata, each with the values it may have (None: any)
    metadata: tuple[tuple[str, tuple[str, ...] | None], ...] = ()
    # Shown in the channel, or not
    is_shown: bool | None = None
    values: tuple[ValueFilter, ...] = ()
    all_of: "tuple[ContentFilters, ...]" = ()
    any_of: "tuple[ContentFilters, ...]" = ()


def collection_ids(
    channel: Channel | None,
    now: datetime,
    filters: ContentFilters,
    *,
    order: str = "",
    descending: bool = False,
    with_hidden: bool = False,
) -> list[int]:
    """
    Return the ids of collections in order, in one query.

    :param order: "name", "availability", "product_count", "published_at", or their own order
    :param with_hidden: for the staff: those too that are not shown
    """
    rows = collections_in(channel, now).filter(_wanted(filters, "names"))
    if not with_hidden:
        rows = rows.filter(is_visible=True)
    if filters.is_shown is not None:
        rows = rows.filter(is_visible=filters.is_shown)
    listed = CollectionListing.objects.filter(collection=OuterRef("pk"), channel=channel)
    orders: dict[str, Any] = {
        "name": KT("names__fr"),
        "availability": F("is_visible"),
        "product_count": Count("members"),
        "published_at": Subquery(listed.values("published_at")[:1]),
    }
    return _ids(rows, orders.get(order, F("position")), descending=descending)


def page_ids(
    now: datetime,
    filters: ContentFilters,
    *,
    order: str = "",
    descending: bool = False,
    with_hidden: bool = False,
) -> list[int]:
    """
    Return the ids of pages in order, in one query, and one for each attribute that they are filtered by.

    :param order: "title", "slug", "visibility", "published_at", "created_at"
    :param with_hidden: for the staff: those too that are not shown
    """
    rows = Page.objects.all() if with_hidden else pages_shown(now)
    rows = rows.filter(_wanted(filters, "titles"))
    orders: dict[str, Any] = {
        "title": KT("titles__fr"),
        "visibility": F("is_published"),
        "published_at": F("published_at"),
        "created_at": F("created_at"),
    }
    return _ids(rows, orders.get(order, F("slug")), descending=descending)


def page_type_ids(filters: ContentFilters, *, order: str = "", descending: bool = False) -> list[int]:
    """Return the ids of types of pages in order ("name" or by slug), in one query."""
    rows = PageType.objects.filter(_wanted(filters, "names"))
    return _ids(rows, KT("names__fr") if order == "name" else F("slug"), descending=descending)


def menu_ids(filters: ContentFilters, *, order: str = "", descending: bool = False) -> list[int]:
    """Return the ids of menus in order ("items_count" or by name), in one query."""
    rows = Menu.objects.filter(_wanted(filters, "name"))
    return _ids(rows, Count("items") if order == "items_count" else F("name"), descending=descending)


def menu_item_ids(filters: ContentFilters, *, descending: bool = False) -> list[int]:
    """Return the ids of all entries of menus by name, in one query."""
    return _ids(MenuItem.objects.filter(_wanted(filters, "names")), KT("names__fr"), descending=descending)


def _ids(rows: "QuerySet[Any]", key: Combinable | Any, *, descending: bool) -> list[int]:
    ordered = rows.annotate(order_key=key)
    place = F("order_key").desc(nulls_last=True) if descending else F("order_key").asc(nulls_last=True)
    return list(ordered.order_by(place, "-pk" if descending else "pk").values_list("pk", flat=True))


def _wanted(filters: ContentFilters, named: str, depth: int = 0) -> Q:
    """Write the filters as a condition; `named` is the column that is searched."""
    wanted = Q()
    if filters.search:
        wanted &= _searched(filters.search.replace("\x00", ""), named)
    for column, keys in (("pk", filters.ids), ("slug", filters.slugs), ("page_type", filters.page_type_ids)):
        if keys is not None:
            wanted &= Q(
                **{f"{column}__in": [each for each in keys if not (isinstance(each, str) and "\x00" in each)]}
            )
    for key, values in filters.metadata:
        wanted &= keeps(key, values)
    for value in filters.values:
        # Each by a row of its own: one row holds one value
        wanted &= Q(pk__in=PageAttributeValue.objects.filter(value__in=value_ids(value)).values("page"))
    if depth < MAX_DEPTH:
        for each in filters.all_of:
            wanted &= _wanted(each, named, depth + 1)
        either = Q()
        for each in filters.any_of:
            either |= _wanted(each, named, depth + 1)
        wanted &= either
    return wanted


def _searched(text: str, named: str) -> Q:
    if named == "name":
        return Q(name__icontains=text) | Q(slug__icontains=text)
    found = Q(pk__in=[])
    for language in LANGUAGES:
        found |= Q(**{f"{named}__{language}__icontains": text})
    return found


def keeps(key: str, values: Sequence[str] | None) -> Q:
    """Return the condition that public metadata holds one of these values under a key (None: any)."""
    if "\x00" in key:
        return Q(pk__in=[])
    if values is None:
        return Q(metadata__has_key=key)
    found = Q(pk__in=[])
    for value in values:
        if "\x00" not in value:
            found |= Q(metadata__contains={key: value})
    return found


def value_ids(wanted: ValueFilter) -> list[int]:
    """Return the ids of the attribute's values that are wanted, in one query."""
    values = Values()
    condition = value_condition(wanted, values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT w.id FROM catalog_attributevalue w WHERE {condition}", values)
        return [row[0] for row in cursor.fetchall()]
