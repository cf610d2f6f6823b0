"""Products as the API reads them: bare rows in any order, for one list or for one list per shelf or seller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import connection

from catalog.models.product import Product, Variant
from catalog.selectors.categories import CategoryTree
from catalog.selectors.filter_sql import PRODUCT_JOIN, Values, collection_places, conditions
from catalog.selectors.filters import COLLECTION_PLACE, OrderKey, ProductFilters
from catalog.selectors.relevance import ranked_listings
from catalog.selectors.rows import texts
from marketplace.channels.models import Channel
from marketplace.kernel.prepared import among
from marketplace.kernel.texts import text_in

# In which order products last changed or were made; no index serves these: for back offices, not for shelves.
CHANGED = OrderKey("p.updated_at", datetime, ascending=True)
CREATED = OrderKey("p.created_at", datetime, ascending=True)
FAMILY = OrderKey(
    "(SELECT kind.key FROM catalog_producttype kind WHERE kind.id = l.product_type_id)", str, ascending=True
)

_COLUMNS = """p.id, p.slug, p.names, p.category_id, p.product_type_id, p.organisation_id,
           p.created_at, p.updated_at, l.published_at, l.is_visible, p.rating"""


@dataclass(slots=True)
class ProductRow:
    """A product as it stands in one channel (`channel` is None where it was read without one)."""

    id: int
    slug: str
    names: Mapping[str, str]
    category_id: int
    product_type_id: int
    organisation_id: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    is_visible: bool
    channel: Channel | None
    # The mean of the stars that its buyers gave; None while nobody did
    rating: float | None = None
    sort_key: Any = None

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class Reach(Enum):
    """Which products a list holds."""

    # What everybody may see in the channel
    SHELVES = "shelves"
    # What has a place in the channel, shown or not: for the staff
    LISTED = "listed"
    # Every product, for the staff; the channel only lends what lists are sorted by
    ALL = "all"


# Listings of products in any state, in the columns of `catalog_listing`. Nothing that a list is sorted by is null.
_ANY_STATE = """(SELECT product.id AS product_id, %(channel)s AS channel_id, product.organisation_id,
        product.category_id, product.product_type_id, product.region, product.province, x.published_at AS stated_at,
        COALESCE(x.published_at, product.created_at) AS published_at, COALESCE(x.is_visible, FALSE) AS is_visible,
        COALESCE(x.price_from_minor, 0) AS price_from_minor, COALESCE(x.full_from_minor, 0) AS full_from_minor,
        COALESCE(NULLIF(x.name_key_ar, ''), lower(product.names ->> 'ar'), '') COLLATE "C" AS name_key_ar,
        COALESCE(NULLIF(x.name_key_fr, ''), lower(product.names ->> 'fr'), '') COLLATE "C" AS name_key_fr
    FROM catalog_product product
    {join} JOIN catalog_listing x ON x.product_id = product.id AND x.channel_id = %(channel)s) l"""
_SOURCES = {
    Reach.SHELVES: ("catalog_listing l", "l.channel_id = %(channel)s AND l.is_visible", "l.published_at"),
    Reach.LISTED: (_ANY_STATE.format(join="INNER"), "TRUE", "l.stated_at"),
    Reach.ALL: (_ANY_STATE.format(join="LEFT"), "TRUE", "l.stated_at"),
}


@dataclass(frozen=True, slots=True)
class Shelves:
    """
    Several lists at once: the values of a column that belong to each list's key.

    The column is `category_id` or `organisation_id` of the listing, or `collection_id`: then products stand in
    several lists.
    """

    column: str
    ids: Mapping[int, Sequence[int]]


def product_rows_listed(
    *,
    channel: Channel,
    filters: ProductFilters,
    key: OrderKey,
    today: date,
    limit: int,
    after: tuple[Any, int] | None = None,
    tree: CategoryTree | None = None,
    shelves: Shelves | None = None,
    reach: Reach = Reach.SHELVES,
) -> dict[int, list[ProductRow]]:
    """
    Return up to `limit` products that can be seen in a channel, ordered by `key` and id; in one statement.

    With another reach than the shelves', a list is not sorted by relevance; the caller has asked who may see it.

    :param after: the sort value and id of the row before the first
    :param shelves: lists to read beside each other; without them there is one list, under the key 0
    :raises InvalidInput: if a filter is not usable
    :raises NotFound: if there is no category of that name
    """
    values = Values(channel=channel.pk, limit=limit, today=today)
    direction = "ASC" if key.ascending else "DESC"
    parts = [
        f"""(SELECT {group.key}::bigint AS shelf, l.sort_key, {_COLUMNS}
            FROM ({_listings(key, filters, tree, values, after, group, reach)}) l
            {PRODUCT_JOIN} ORDER BY l.sort_key {direction}, p.id {direction})"""
        for group in _groups(shelves, filters, values)
    ]
    found: dict[int, list[ProductRow]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for group, sort_key, *columns in cursor.fetchall():
            shown_in = None if reach is Reach.ALL else channel
            found.setdefault(group, []).append(_row(columns, shown_in, sort_key))
    if shelves is not None:  # the order within the parts of a UNION is nobody's promise
        for rows in found.values():
            rows.sort(key=lambda row: (row.sort_key, row.id), reverse=not key.ascending)
    return found


def _listings(
    key: OrderKey,
    filters: ProductFilters,
    tree: CategoryTree | None,
    values: Values,
    after: tuple[Any, int] | None,
    group: "_Group",
    reach: Reach,
) -> str:
    """Write the listings of one list: up to `%(limit)s`, in order."""
    if key.is_rank:
        return ranked_listings(
            filters, tree, values, ascending=key.ascending, after=after, condition=group.condition
        )
    where, joins = conditions(filters, tree, values)
    if key.expression.startswith("p.") and PRODUCT_JOIN not in joins:
        joins = f"{PRODUCT_JOIN} {joins}"
    if key.expression == COLLECTION_PLACE.expression:
        joins = f"{group.places} {joins}"
    if after is not None:
        sign = ">" if key.ascending else "<"
        place = f"({values.bound(after[0])}, {values.bound(after[1])})"
        where += f" AND ({key.expression}, l.product_id) {sign} {place}"
    direction = "ASC" if key.ascending else "DESC"
    source, seen, published_at = _SOURCES[reach]
    return f"""SELECT l.product_id, {published_at} AS published_at, l.is_visible, {key.expression} AS sort_key
        FROM {source} {joins} WHERE {seen} {where} {group.condition}
        ORDER BY {key.expression} {direction}, l.product_id {direction} LIMIT %(limit)s"""


def product_rows_counted(
    *,
    channel: Channel,
    filters: ProductFilters,
    today: date,
    tree: CategoryTree | None = None,
    shelves: Shelves | None = None,
    reach: Reach = Reach.SHELVES,
) -> dict[int, int]:
    """
    Count the products of each list in one statement; the cost grows with what is found.

    :raises InvalidInput: if a filter is not usable
    :raises NotFound: if there is no category of that name
    """
    values = Values(channel=channel.pk, today=today)
    where, joins = conditions(filters, tree, values)
    source, seen, _published_at = _SOURCES[reach]
    parts = [
        f"SELECT {group.key}::bigint, count(*) FROM {source} {joins} WHERE {seen} {where} {group.condition}"
        for group in _groups(shelves, filters, values)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class _Group:
    """One list: its key, its condition, and the join that gives places in collections, as SQL."""

    key: str
    condition: str
    places: str


def _groups(shelves: Shelves | None, filters: ProductFilters, values: Values) -> list[_Group]:
    """Give each list its key and its condition as SQL, adding their values."""
    if shelves is None:
        return [_Group("0", "", collection_places(values.bound(list(filters.collection_ids))))]
    groups = []
    for key, ids in shelves.ids.items():
        members = values.bound(list(ids))
        condition = f"AND l.{shelves.column} = ANY({members})"
        if shelves.column == "collection_id":
            condition = (
                "AND l.product_id IN (SELECT product_id FROM catalog_collectionproduct"
                f" WHERE collection_id = ANY({members}))"
            )
        groups.append(_Group(values.bound(key), condition, collection_places(members)))
    return groups


_NAMED = (
    f"SELECT {_COLUMNS} FROM catalog_product p"
    " LEFT JOIN catalog_listing l ON l.product_id = p.id AND l.channel_id = %(channel)s WHERE {} = ANY(%(ids)s)"
)


def product_rows_of(
    *, product_ids: Sequence[int] = (), slugs: Sequence[str] = (), channel: Channel | None
) -> dict[int, ProductRow]:
    """
    Return products by id, or by slug, in any state, in one statement; the caller asks who may see which.

    With a channel, `is_visible` says whether everybody may see it there.
    """
    column, wanted = (
        ("p.slug", [each for each in slugs if "\x00" not in each]) if slugs else ("p.id", product_ids)
    )
    sql, keys = among(_NAMED.format(column), wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": keys, "channel": channel.pk if channel else None})
        return {row[0]: _row(row, channel, None) for row in cursor.fetchall()}


def _row(columns: Sequence[Any], channel: Channel | None, sort_key: Any) -> ProductRow:
    (key, slug, names, category, kind, organisation, created, updated, published, visible, rating) = columns
    return ProductRow(
        key, slug, texts(names), category, kind, organisation, created, updated, published, bool(visible),
        channel, rating, sort_key,
    )  # fmt: skip


def variant_id_of_sku(sku: str) -> int | None:
    """Return the id of the variant with a number of its maker, in one query."""
    if "\x00" in sku:
        return None
    return Variant.objects.filter(sku=sku).values_list("pk", flat=True).first()


def variant_id_of_reference(reference: str) -> int | None:
    """Return the id of the variant that another system calls so, in one query."""
    if "\x00" in reference:
        return None
    return Variant.objects.filter(external_reference=reference).values_list("pk", flat=True).first()


def product_id_of_reference(reference: str) -> int | None:
    """Return the id of the product that another system calls so, in one query."""
    if "\x00" in reference:
        return None
    return Product.objects.filter(external_reference=reference).values_list("pk", flat=True).first()


def product_id_translated(slug: str, language: str) -> int | None:
    """Return the id of the product that has this address in a language, in one query."""
    if "\x00" in slug:
        return None
    return Product.objects.filter(slugs__contains={language: slug}).values_list("pk", flat=True).first()


def descending(key: OrderKey) -> OrderKey:
    """Return the opposite order."""
    return replace(key, ascending=not key.ascending)
