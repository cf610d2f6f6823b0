"""
What a list could be narrowed down to, with how many products each choice would leave: one statement.

The count of a facet's values keeps all choices but the facet's own, so that a second region can be added to the first.
Nothing is counted beyond `CAP` products, so that a page of a million products costs what one of a thousand does; the
counts are then said to be "at least".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db import connection

from catalog.selectors.categories import CategoryTree
from catalog.selectors.filter_sql import Values, conditions
from catalog.selectors.filters import Condition, ProductFilters
from catalog.selectors.rows import texts
from marketplace.channels.models import Channel

CAP = 1_000
# Where a band of prices begins, in minor units of the channel's currency; the last one has no end
BANDS = (0, 5_000, 10_000, 20_000, 50_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was ticked: any of the values within a facet, all of the facets together."""

    # Codes of regions
    region: tuple[str, ...] = ()
    # Keys of product types
    family: tuple[str, ...] = ()
    # Slugs of organisations
    seller: tuple[str, ...] = ()
    # CertificateSchemes, valid on the day asked
    scheme: tuple[str, ...] = ()
    # Numbers of months (1 to 12); what is made all year is in season in each
    month: tuple[int, ...] = ()
    # Where bands of prices begin (BANDS)
    price: tuple[int, ...] = ()

    def narrowed(self, filters: ProductFilters, *, leaving_out: str = "") -> ProductFilters:
        """Return the filters with what was ticked in all facets but one."""
        ticked = [self._any_of(name) for name in FACETS if name != leaving_out and getattr(self, name)]
        return replace(filters, all_of=(*filters.all_of, *ticked))

    def _any_of(self, facet: str) -> ProductFilters:
        values = getattr(self, facet)
        if facet == "seller":
            return ProductFilters(also=(_of_sellers(values),))
        return ProductFilters(any_of=tuple(_ONE_OF[facet](value) for value in values))


FACETS = tuple(each.name for each in fields(Choice))
_SELLERS = (
    "l.organisation_id = ANY(ARRAY(SELECT id FROM cooperatives_organisation WHERE slug = ANY(%(slugs)s)))"
)


def _of_sellers(slugs: Iterable[str]) -> Condition:
    return Condition(_SELLERS, {"slugs": list(slugs)})


def _band(start: int) -> ProductFilters:
    later = [each for each in BANDS if each > start]
    return ProductFilters(price_min_minor=start, price_max_minor=later[0] - 1 if later else None)


_ONE_OF: Mapping[str, Any] = {
    "region": lambda code: ProductFilters(region=code),
    "family": lambda key: ProductFilters(product_type=key),
    "scheme": lambda scheme: ProductFilters(scheme=scheme),
    "month": lambda month: ProductFilters(season_month=month),
    "price": _band,
}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that a list can be narrowed down to; only sellers bring names of their own (language -> text)."""

    value: str
    count: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a facet, the most frequent first; `is_capped`: each has at least this many."""

    values: tuple[FacetValue, ...] = ()
    is_capped: bool = False


# How the values of each facet are counted, over the products `f` that the other facets leave
_COUNTS = {
    "region": "SELECT f.region, count(*), NULL::jsonb FROM {found} f GROUP BY 1",
    "family": "SELECT t.key, count(*), NULL::jsonb FROM {found} f"
    " JOIN catalog_producttype t ON t.id = f.product_type_id GROUP BY 1",
    "seller": "SELECT o.slug, f.count, o.names FROM"
    " (SELECT organisation_id, count(*) FROM {found} GROUP BY 1) f"
    " JOIN cooperatives_organisation o ON o.id = f.organisation_id",
    "scheme": "SELECT c.scheme, count(DISTINCT f.product_id), NULL::jsonb FROM {found} f"
    " JOIN catalog_certificate c ON c.organisation_id = f.organisation_id"
    " AND (c.product_id IS NULL OR c.product_id = f.product_id) AND c.state = 'accepted'"
    " AND c.expires_date >= %(today)s AND c.issued_date <= %(today)s GROUP BY 1",
    "month": "SELECT m::text, count(*), NULL::jsonb FROM {found} f"
    " JOIN generate_series(1, 12) m ON f.season_months = '{{}}' OR m = ANY(f.season_months) GROUP BY 1",
    "price": "SELECT b::text, count(*), NULL::jsonb FROM {found} f"
    " JOIN LATERAL (SELECT max(start) AS b FROM unnest(%(bands)s::int[]) start WHERE start <= f.price) band"
    " ON true GROUP BY 1",
}


def facets_counted(
    *,
    channel: Channel,
    filters: ProductFilters,
    choice: Choice,
    today: date,
    tree: CategoryTree | None = None,
    cap: int = CAP,
) -> dict[str, Facet]:
    """
    Count what each facet's values would leave of a list, in one statement.

    :param filters: what the page itself and the search demand
    :param tree: the shelves, if the filters name a category
    :raises InvalidInput: if a filter is not usable
    :raises NotFound: if there is no category of that name
    """
    values = Values(channel=channel.pk, today=today, most=cap + 1, bands=list(BANDS))
    found = {"": "found_all"} | {name: f"found_{name}" for name in FACETS if getattr(choice, name)}
    tables = [
        f"{table} AS MATERIALIZED ({_products(choice.narrowed(filters, leaving_out=name), tree, values)})"
        for name, table in found.items()
    ]
    parts = []
    for name in FACETS:
        table = found.get(name, found[""])
        parts.append(f"SELECT '{name}', each.* FROM ({_COUNTS[name].format(found=table)}) each")
        parts.append(f"SELECT '{name}', NULL, count(*), NULL FROM {table}")
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(tables)} {' UNION ALL '.join(parts)}", values)
        return _facets(cursor.fetchall(), cap)


def _products(filters: ProductFilters, tree: CategoryTree | None, values: Values) -> str:
    where, _ = conditions(filters, tree, values)
    return (
        "SELECT l.product_id, l.organisation_id, l.product_type_id, l.region, l.price_from_minor AS price,"
        " p.season_months FROM catalog_listing l JOIN catalog_product p ON p.id = l.product_id"
        f" WHERE l.channel_id = %(channel)s AND l.is_visible {where} LIMIT %(most)s"
    )


def _facets(rows: Iterable[tuple[str, str | None, int, str | None]], cap: int) -> dict[str, Facet]:
    values: dict[str, list[FacetValue]] = {name: [] for name in FACETS}
    capped: dict[str, bool] = {}
    for facet, value, count, names in rows:
        if value is None:
            capped[facet] = count > cap
        else:
            values[facet].append(FacetValue(value, count, texts(names)))
    return {
        name: Facet(tuple(sorted(found, key=lambda each: (-each.count, each.value))), capped[name])
        for name, found in values.items()
    }
