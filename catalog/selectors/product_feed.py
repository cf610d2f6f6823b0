"""What programs that compare shops are told of the catalogue: read page by page, so that a million cost no memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from catalog.models.offer import Listing
from catalog.models.product import Variant
from catalog.selectors.gallery import Picture, galleries_of
from catalog.selectors.offers import Offer, offers_of_products
from marketplace.channels.models import Channel

# Products of one page; four statements read it, whatever it holds
PAGE = 200


@dataclass(frozen=True, slots=True)
class FeedProduct:
    """A product with its sizes; texts are language code -> text."""

    product_id: int
    slug: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    seller_names: Mapping[str, str]
    category_id: int
    seller_slug: str
    # What several sellers make is one article; None: nobody else makes it
    article_id: int | None
    offers: tuple[Offer, ...]
    pictures: tuple[Picture, ...]
    # Variant -> its GS1 number, of those that have one
    gtins: Mapping[int, str]


# All that can change what the feed says, added up without an order; `now` decides what is closed or pre-ordered
_FINGERPRINT = """
    SELECT count(*), sum(hashtextextended(concat_ws('|', v.id, v.updated_at, v.is_active, p.updated_at, p.state,
           pr.amount_minor, pr.reduced_minor, pre.arrives_date, pre.most > pre.taken, shut.until_date,
           cycle.closes_at > %(now)s, stock.is_there), 0)::numeric)
    FROM catalog_listing l
    JOIN catalog_product p ON p.id = l.product_id
    JOIN catalog_variant v ON v.product_id = p.id
    LEFT JOIN catalog_price pr ON pr.variant_id = v.id AND pr.channel_id = l.channel_id
    LEFT JOIN catalog_preorder pre
           ON pre.variant_id = v.id AND pre.ended_at IS NULL AND pre.until_date >= %(today)s
    LEFT JOIN LATERAL (
        SELECT c.until_date FROM cooperatives_closure c
        WHERE c.organisation_id = p.organisation_id AND c.withdrawn_at IS NULL AND NOT c.sells_on
          AND c.from_date <= %(today)s AND c.until_date >= %(today)s LIMIT 1
    ) shut ON true
    LEFT JOIN LATERAL (
        SELECT max(c.closes_at) AS closes_at FROM catalog_ordercycle c
        WHERE c.organisation_id = p.organisation_id AND c.ended_at IS NULL AND c.opens_at <= %(now)s
    ) cycle ON true
    {stock}
    WHERE l.channel_id = %(channel)s AND l.is_visible
"""


def feed_fingerprint(*, channel: Channel, stock: str, at: datetime) -> str:
    """
    Return a word that changes whenever prices, stocks, sizes or products of a channel do, in one statement.

    What else a feed shows (names of shelves, new copies of pictures) reaches its readers with the next day.

    :param stock: a join, written by the package that knows the stock, that gives `stock.is_there` of `v.id`
    """
    values: dict[str, Any] = {"channel": channel.pk, "now": at, "today": timezone.localdate(at)}
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT.format(stock=stock), values)
        count, total = cursor.fetchone()
    return f"{count}.{int(total or 0)}"


def feed_pages(*, channel: Channel, at: datetime, size: int = PAGE) -> Iterator[list[FeedProduct]]:
    """Read what can be seen in a channel, oldest first, page by page: four statements each."""
    after = 0
    while page := _page(channel, after, size, at):
        yield page
        after = page[-1].product_id


def _page(channel: Channel, after: int, size: int, at: datetime) -> list[FeedProduct]:
    rows = list(
        Listing.objects.filter(channel=channel, is_visible=True, product_id__gt=after)
        .order_by("product_id")
        .values_list(
            "product_id",
            "product__slug",
            "product__names",
            "product__descriptions",
            "product__organisation__names",
            "product__category_id",
            "product__organisation__slug",
            "product__article_id",
        )[:size]
    )
    keys = [row[0] for row in rows]
    offers, pictures = offers_of_products(keys, channel, at), galleries_of(keys) if keys else {}
    gtins: dict[int, dict[int, str]] = {}
    if keys:
        found = Variant.objects.filter(product__in=keys).exclude(gtin="")
        for product_id, variant_id, gtin in found.values_list("product_id", "pk", "gtin"):
            gtins.setdefault(product_id, {})[variant_id] = gtin
    return [
        FeedProduct(*row, tuple(offers[row[0]]), tuple(pictures.get(row[0], ())), gtins.get(row[0], {}))
        for row in rows
    ]
