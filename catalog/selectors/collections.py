"""Collections as faces read them, each as it stands in a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, Value, When

from catalog.models.collection import Collection, CollectionListing, CollectionProduct
from catalog.selectors.rows import facts, texts
from marketplace.channels.models import Channel
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection as it stands in one channel (None where it was read without one); texts are by language."""

    id: int
    slug: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    documents: Mapping[str, Mapping[str, Any]]
    seo_titles: Mapping[str, str]
    seo_descriptions: Mapping[str, str]
    slugs: Mapping[str, str]
    background: str
    background_alts: Mapping[str, str]
    is_visible: bool
    channel: Channel | None

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


_COLUMNS = (
    "pk", "slug", "names", "descriptions", "documents", "seo_titles", "seo_descriptions", "slugs", "background",
    "background_alts", "is_visible",
)  # fmt: skip


def collections_in(channel: Channel | None, now: datetime) -> "QuerySet[Any, Any]":
    """Return all collections, each saying by `is_visible` whether everybody may see it in a channel."""
    shown = CollectionListing.objects.filter(
        collection=OuterRef("pk"), channel=channel, is_published=True, published_at__lte=now
    )
    visible: Any = Exists(shown) if channel is not None else Value(value=False, output_field=BooleanField())
    return Collection.objects.annotate(is_visible=Case(When(visible, then=True), default=False))


def collection_rows(queryset: "QuerySet[Any, Any]", channel: Channel | None) -> list[CollectionRow]:
    """Read rows of `collections_in`, in one query."""
    rows: list[Any] = list(queryset.values_list(*_COLUMNS))
    return [CollectionRow(*(*row, channel)) for row in rows]


_NAMED = """
    SELECT c.id, c.slug, c.names, c.descriptions, c.documents, c.seo_titles, c.seo_descriptions, c.slugs,
           c.background, c.background_alts,
           EXISTS (SELECT 1 FROM catalog_collectionlisting l WHERE l.collection_id = c.id
                   AND l.channel_id = %(channel)s AND l.is_published AND l.published_at <= %(now)s)
    FROM catalog_collection c WHERE c.id = ANY(%(keys)s) OR c.slug = ANY(%(slugs)s)
"""


def collections_of(
    *, keys: Sequence[int] = (), slugs: Sequence[str] = (), channel: Channel | None, now: datetime
) -> dict[int, CollectionRow]:
    """Return collections by id or slug, in one statement; the caller asks who may see one that is not visible."""
    values: dict[str, Any] = {
        "keys": list(keys),
        "slugs": [slug for slug in slugs if "\x00" not in slug],
        "channel": channel.pk if channel is not None else None,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, values)
        return {row[0]: _row(row, channel) for row in cursor.fetchall()}


def _row(columns: Sequence[Any], channel: Channel | None) -> CollectionRow:
    (key, slug, names, descriptions, documents, titles, told, slugs, background, alts, is_visible) = columns
    return CollectionRow(
        key, slug, texts(names), texts(descriptions), facts(documents), texts(titles), texts(told), texts(slugs),
        background, texts(alts), is_visible, channel,
    )  # fmt: skip


def collection_translated(
    *, slug: str, language: str, channel: Channel | None, now: datetime
) -> CollectionRow | None:
    """Return the collection that has this address in a language, in one query."""
    if "\x00" in slug:
        return None
    found = collections_in(channel, now).filter(slugs__contains={language: slug})
    return next(iter(collection_rows(found, channel)), None)


def collections_of_products(
    product_ids: Sequence[int], channel: Channel | None, now: datetime
) -> dict[int, list[CollectionRow]]:
    """Return in which collections that everybody may see products stand, in two queries."""
    pairs = list(
        CollectionProduct.objects.filter(product_id__in=list(product_ids))
        .order_by("collection__position", "collection_id")
        .values_list("product_id", "collection_id")
    )
    rows = collections_of(keys=list({key for _product, key in pairs}), channel=channel, now=now)
    found: dict[int, list[CollectionRow]] = {key: [] for key in product_ids}
    for product, key in pairs:
        if rows[key].is_visible or channel is None:
            found[product].append(rows[key])
    return found


def listings_of_collections(keys: Sequence[int]) -> dict[int, list[CollectionListing]]:
    """Return where collections are shown, with the channels, in one query."""
    found: dict[int, list[CollectionListing]] = {key: [] for key in keys}
    rows = CollectionListing.objects.filter(collection_id__in=list(keys)).select_related("channel")
    for row in rows.order_by("channel_id"):
        found[row.collection_id].append(row)
    return found
