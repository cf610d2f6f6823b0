"""The ordered pages of products: one walk through an index, wherever in the catalogue the page is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from catalog.selectors.categories import CategoryTree, category_tree
from catalog.selectors.fair_order import fair_listings
from catalog.selectors.filter_sql import Values, collection_places, conditions
from catalog.selectors.filters import (
    COLLECTION_PLACE,
    ORDERS,
    OrderKey,
    ProductFilters,
    ProductOrder,
)
from catalog.selectors.gallery import Picture, first_pictures_of
from catalog.selectors.relevance import ranked_listings
from catalog.selectors.rows import texts
from catalog.units import Unit, measure_price
from marketplace.channels.models import Channel
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Key, Page, keys_of, mapped, page_of, page_size
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class ProductCard:
    """What a list shows of a product; texts are language code -> text."""

    product_id: int
    slug: str
    names: Mapping[str, str]
    product_type_id: int
    category_id: int
    organisation_id: int
    organisation_slug: str
    organisation_names: Mapping[str, str]
    region: str
    province: str
    season_months: tuple[int, ...]
    published_at: datetime
    price_from: Money
    # The reference price of the same variant; higher than `price_from` while a promotion runs
    full_price_from: Money
    # How many variants it has; with one, the price is not "from"
    variant_count: int
    # The cheapest variant: the one that a button on the card puts into the basket
    variant_id: int
    net_quantity: Decimal
    unit: str
    schemes: tuple[str, ...]
    # The mean of the stars its buyers gave, and how many did
    rating: float | None
    review_count: int
    picture: Picture | None
    # When its cooperative, which sells nothing today, opens again
    back_date: date | None = None
    # When what is sold before the harvest arrives
    preorder_date: date | None = None
    # How many cooperatives sell it here, itself among them (catalog.models.article)
    seller_count: int = 1
    # When the next round of orders opens, while none is open before that day
    opens_date: date | None = None

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)

    def organisation_name(self, language: str) -> str:
        """The seller's name in a language, or in the nearest that has one."""
        return text_in(self.organisation_names, language)

    @property
    def measure(self) -> tuple[Money, Unit]:
        """The price of the cheapest variant per kilogram, litre or piece, and which of them."""
        return measure_price(self.price_from, self.net_quantity, self.unit)


@dataclass(frozen=True, slots=True)
class _Row:
    keys: tuple[Key, ...]
    card: ProductCard


_PAGE = """
    WITH page AS (
        SELECT l.product_id, l.sort_key, l.published_at, l.price_from_minor, l.full_from_minor, l.currency,
               row_number() OVER () AS place
        FROM ({listings}) l
    )
    SELECT page.sort_key, p.id, p.slug, p.names, p.product_type_id, p.category_id, p.organisation_id,
           o.slug, o.names, p.region, p.province, p.season_months, page.published_at,
           page.price_from_minor, page.full_from_minor, page.currency,
           cheapest.count, cheapest.id, cheapest.net_quantity, cheapest.unit,
           ARRAY(SELECT DISTINCT c.scheme FROM catalog_certificate c
                 WHERE c.organisation_id = p.organisation_id AND (c.product_id IS NULL OR c.product_id = p.id)
                   AND c.state = 'accepted' AND c.expires_date >= %(today)s AND c.issued_date <= %(today)s
                 ORDER BY c.scheme),
           p.rating, p.review_count,
           (SELECT shut.until_date FROM cooperatives_closure shut
            WHERE shut.organisation_id = p.organisation_id AND NOT shut.sells_on AND shut.withdrawn_at IS NULL
              AND shut.from_date <= %(today)s AND shut.until_date >= %(today)s LIMIT 1),
           (SELECT pre.arrives_date FROM catalog_preorder pre
            WHERE pre.variant_id = cheapest.id AND pre.ended_at IS NULL AND pre.until_date >= %(today)s),
           CASE WHEN p.article_id IS NULL THEN 1 ELSE (
               SELECT count(DISTINCT twin.organisation_id) FROM catalog_product twin
               JOIN catalog_listing shelf
                    ON shelf.product_id = twin.id AND shelf.channel_id = %(channel)s AND shelf.is_visible
               WHERE twin.article_id = p.article_id AND twin.product_type_id = p.product_type_id) END,
           (SELECT CASE WHEN cycle.opens > %(today)s THEN cycle.opens END FROM (
               SELECT (c.opens_at AT TIME ZONE 'Africa/Casablanca')::date AS opens FROM catalog_ordercycle c
               WHERE c.organisation_id = p.organisation_id AND c.ended_at IS NULL
                 AND (c.product_id = p.id OR c.product_id IS NULL)
               ORDER BY c.product_id NULLS LAST LIMIT 1) cycle)
    FROM page
    JOIN catalog_product p ON p.id = page.product_id
    JOIN cooperatives_organisation o ON o.id = p.organisation_id
    JOIN LATERAL (
        SELECT v.id, v.net_quantity, v.unit, count(*) OVER () AS count
        FROM catalog_variant v
        JOIN catalog_price pr ON pr.variant_id = v.id AND pr.channel_id = %(channel)s
        WHERE v.product_id = p.id AND v.is_active
        ORDER BY COALESCE(pr.reduced_minor, pr.amount_minor), v.position, v.id LIMIT 1
    ) cheapest ON true
    ORDER BY page.place
"""


def products_listed(
    *,
    channel: Channel,
    filters: ProductFilters,
    order: ProductOrder,
    today: date,
    after: str = "",
    first: int = 24,
    language: str = "fr",
    backwards: bool = False,
    tree: CategoryTree | None = None,
) -> Page[ProductCard]:
    """
    Return a page of what can be seen in a channel, in at most three statements (two without a category).

    :param today: certificates that are not valid on this day are neither shown nor found
    :param language: whose alphabet orders by name
    :param backwards: read towards the beginning from `after`; the page itself stays in order
    :raises InvalidInput: if `after` is not a cursor of this order, or `first` or a filter is not usable
    :raises NotFound: if there is no category of that name
    """
    if order is ProductOrder.RELEVANCE and not filters.search:
        order = ProductOrder.FAIR
    key = ORDERS[order].in_language(language)
    values = Values(channel=channel.pk, limit=page_size(first) + 1, today=today)
    tree = tree or (category_tree() if filters.category else None)
    last = keys_of(after, (key.kind, int)) if after else None
    ascending = key.ascending is not backwards
    rows = _rows(_listings(key, filters, tree, values, last, ascending=ascending), values)
    page = page_of(rows, first=first, keys=lambda row: row.keys)
    if backwards:
        page = Page(page.items[::-1], page.has_next, page.cursor, page.cursors[::-1])
    pictures = first_pictures_of([row.card.product_id for row in page.items])
    return mapped(page, lambda row: replace(row.card, picture=pictures.get(row.card.product_id)))


def products_counted(
    *, channel: Channel, filters: ProductFilters, today: date, tree: CategoryTree | None = None
) -> int:
    """
    Count what the filters leave of a channel, in at most two statements.

    Its cost grows with what is found: ask only when the number is shown.

    :raises InvalidInput: if a filter is not usable
    :raises NotFound: if there is no category of that name
    """
    values = Values(channel=channel.pk, today=today)
    where, joins = conditions(filters, tree or (category_tree() if filters.category else None), values)
    sql = f"SELECT count(*) FROM catalog_listing l {joins} WHERE l.channel_id = %(channel)s AND l.is_visible {where}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def cards_of(product_ids: list[int], *, channel: Channel, today: date) -> dict[int, ProductCard]:
    """Return the cards of products that can be seen in a channel, by id, in two statements."""
    if not product_ids:
        return {}
    values = Values(channel=channel.pk, limit=len(product_ids), today=today)
    filters = ProductFilters(product_ids=tuple(product_ids))
    rows = _rows(_listings(ORDERS[ProductOrder.NEWEST], filters, None, values, None, ascending=False), values)
    pictures = first_pictures_of([row.card.product_id for row in rows])
    return {row.card.product_id: replace(row.card, picture=pictures.get(row.card.product_id)) for row in rows}


def _listings(
    key: OrderKey,
    filters: ProductFilters,
    tree: CategoryTree | None,
    values: Values,
    last: Any,
    *,
    ascending: bool,
) -> str:
    """Write the listings of a page: up to `%(limit)s` after `last`, in order."""
    if key.is_rank:
        return ranked_listings(filters, tree, values, ascending=ascending, after=last)
    if key.is_fair:
        return fair_listings(filters, tree, values, ascending=ascending, after=last)
    where, joins = conditions(filters, tree, values)
    direction, sign = ("ASC", ">") if ascending else ("DESC", "<")
    if key == COLLECTION_PLACE:
        joins = f"{collection_places(values.bound(list(filters.collection_ids)))} {joins}"
    if last:
        place = f"({values.bound(last[0])}, {values.bound(last[1])})"
        where += f" AND ({key.expression}, l.product_id) {sign} {place}"
    return (
        f"SELECT l.*, {key.expression} AS sort_key FROM catalog_listing l {joins}"
        f" WHERE l.channel_id = %(channel)s AND l.is_visible {where}"
        f" ORDER BY {key.expression} {direction}, l.product_id {direction} LIMIT %(limit)s"
    )


def _rows(listings: str, values: Values) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(listings=listings), values)
        return [_row(row) for row in cursor.fetchall()]


def _row(row: tuple[Any, ...]) -> _Row:
    card = ProductCard(
        product_id=row[1],
        slug=row[2],
        names=texts(row[3]),
        product_type_id=row[4],
        category_id=row[5],
        organisation_id=row[6],
        organisation_slug=row[7],
        organisation_names=texts(row[8]),
        region=row[9],
        province=row[10],
        season_months=tuple(row[11]),
        published_at=row[12],
        price_from=Money(row[13], row[15]),
        full_price_from=Money(row[14] or row[13], row[15]),
        variant_count=row[16],
        variant_id=row[17],
        net_quantity=row[18],
        unit=row[19],
        schemes=tuple(row[20]),
        rating=row[21],
        review_count=row[22],
        picture=None,
        back_date=row[23] + timedelta(days=1) if row[23] else None,
        preorder_date=row[24],
        seller_count=row[25],
        opens_date=row[26],
    )
    return _Row((row[0], row[1]), card)
