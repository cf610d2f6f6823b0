"""By what products can be narrowed down and put in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from catalog.selectors.categories import CategoryTree
from catalog.spelling import alternatives
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.search_text import search_words
from marketplace.kernel.texts import RTL_LANGUAGES

MAX_SEARCH_LENGTH = 200
MAX_SEARCH_WORDS = 12
MAX_IDS = 500
LARGEST_ID = 2**63 - 1


class ProductOrder(StrEnum):
    """The orders in which a list can be read; RELEVANCE only has a sense with a search."""

    NEWEST = "newest"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"
    NAME = "name"
    NAME_DOWN = "name_down"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class OrderKey:
    """By what to sort: an SQL expression, the kind of its value, and the direction."""

    expression: str
    kind: type[str] | type[int] | type[datetime]
    ascending: bool
    computed: bool = False

    def in_language(self, language: str) -> "OrderKey":
        """The same order with the alphabet of a language."""
        if self.expression == "l.name_key_fr" and language in RTL_LANGUAGES:
            return replace(self, expression="l.name_key_ar")
        return self


# A rank is a small fraction; as a whole number it can stand in a cursor without loss.
ORDERS = {
    ProductOrder.NEWEST: OrderKey("l.published_at", datetime, ascending=False),
    ProductOrder.PRICE_UP: OrderKey("l.price_from_minor", int, ascending=True),
    ProductOrder.PRICE_DOWN: OrderKey("l.price_from_minor", int, ascending=False),
    ProductOrder.NAME: OrderKey("l.name_key_fr", str, ascending=True),
    ProductOrder.NAME_DOWN: OrderKey("l.name_key_fr", str, ascending=False),
    ProductOrder.RELEVANCE: OrderKey(
        "(ts_rank(p.search_document, q.query) * 1000000)::bigint", int, ascending=False, computed=True
    ),
}


@dataclass(frozen=True, slots=True)
class ProductFilters:
    """What to keep; empty values keep everything. Prices are in minor units of the channel's currency."""

    # The slug of a category; what stands below it counts too
    category: str = ""
    region: str = ""
    province: str = ""
    # The key of a product type
    product_type: str = ""
    organisation_id: int | None = None
    # The slug of an alliance
    alliance: str = ""
    # A CertificateScheme with a certificate that is valid on the day asked
    scheme: str = ""
    price_min_minor: int | None = None
    price_max_minor: int | None = None
    # Harvested or made in this month (1 to 12)
    season_month: int | None = None
    search: str = ""
    product_ids: tuple[int, ...] = ()
    slugs: tuple[str, ...] = ()
    # Shelves and families by id; what stands below a shelf does not count by itself (see CategoryTree.ids_under)
    category_ids: tuple[int, ...] = ()
    product_type_ids: tuple[int, ...] = ()


def conditions(filters: ProductFilters, tree: CategoryTree | None, values: dict[str, Any]) -> tuple[str, str]:
    """
    Write the filters as SQL over `catalog_listing l`, adding their values; return the conditions and the joins.

    :raises InvalidInput: if a filter is not usable
    :raises NotFound: if there is no category of that name
    """
    where: list[str] = []
    if filters.category and tree is not None:
        ids = tree.ids_under(tree.find(filters.category).category_id)
        values["categories"] = ids
        where.append("l.category_id = ANY(%(categories)s)")
    for column in ("region", "province"):
        if wanted := getattr(filters, column):
            values[column] = _plain(wanted, column)
            where.append(f"l.{column} = %({column})s")
    where += _by_price(filters, values) + _by_maker(filters, values) + _by_keys(filters, values)
    joins = ""
    if filters.search or filters.season_month is not None:
        joins = "JOIN catalog_product p ON p.id = l.product_id"
    if filters.season_month is not None:
        values["month"] = _within(filters.season_month, 1, 12, "season_month")
        where.append("(p.season_months = '{}' OR %(month)s = ANY(p.season_months))")
    if filters.search:
        joins += " CROSS JOIN (SELECT " + _query(filters.search, values) + " AS query) q"
        where.append("p.search_document @@ q.query")
    return "".join(f" AND {each}" for each in where), joins


def _by_price(filters: ProductFilters, values: dict[str, Any]) -> list[str]:
    where = []
    for name, sign in (("price_min_minor", ">="), ("price_max_minor", "<=")):
        limit = getattr(filters, name)
        if limit is not None:
            values[name] = _within(limit, 0, LARGEST_ID, name)
            where.append(f"l.price_from_minor {sign} %({name})s")
    return where


def _by_keys(filters: ProductFilters, values: dict[str, Any]) -> list[str]:
    where = []
    for name in ("product_ids", "category_ids", "product_type_ids"):
        where += _by_ids(name, name.removesuffix("s"), getattr(filters, name), values)
    if filters.slugs:
        if len(filters.slugs) > MAX_IDS:
            raise InvalidInput(_("Too many products were asked for at once."), field="slugs")
        values["slugs"] = [_plain(each, "slugs") for each in filters.slugs]
        where.append("l.product_id = ANY(ARRAY(SELECT id FROM catalog_product WHERE slug = ANY(%(slugs)s)))")
    return where


def _by_ids(name: str, column: str, ids: tuple[int, ...], values: dict[str, Any]) -> list[str]:
    if not ids:
        return []
    if len(ids) > MAX_IDS:
        raise InvalidInput(_("Too many products were asked for at once."), field=name)
    values[name] = [_within(each, 0, LARGEST_ID, name) for each in ids]
    return [f"l.{column} = ANY(%({name})s)"]


def _by_maker(filters: ProductFilters, values: dict[str, Any]) -> list[str]:
    where = []
    if filters.organisation_id is not None:
        values["organisation"] = _within(filters.organisation_id, 0, LARGEST_ID, "organisation_id")
        where.append("l.organisation_id = %(organisation)s")
    if filters.product_type:
        values["family"] = _plain(filters.product_type, "product_type")
        where.append("l.product_type_id = (SELECT id FROM catalog_producttype WHERE key = %(family)s)")
    if filters.alliance:
        values["alliance"] = _plain(filters.alliance, "alliance")
        where.append(
            "l.organisation_id = ANY(ARRAY(SELECT m.organisation_id FROM cooperatives_alliance_members m"
            " JOIN cooperatives_alliance a ON a.id = m.alliance_id WHERE a.slug = %(alliance)s))"
        )
    if filters.scheme:
        values["scheme"] = _plain(filters.scheme, "scheme")
        where.append(
            "EXISTS (SELECT 1 FROM catalog_certificate c WHERE c.organisation_id = l.organisation_id"
            " AND (c.product_id IS NULL OR c.product_id = l.product_id) AND c.scheme = %(scheme)s"
            " AND c.state = 'accepted' AND c.expires_date >= %(today)s AND c.issued_date <= %(today)s)"
        )
    return where


def _query(text: str, values: dict[str, Any]) -> str:
    """Write a search: every word, in the spelling of any of the configurations, the last one also as a beginning."""
    if len(text) > MAX_SEARCH_LENGTH:
        raise InvalidInput(
            _("A search holds at most %(most)s characters.") % {"most": MAX_SEARCH_LENGTH}, field="search"
        )
    words = search_words(text)[:MAX_SEARCH_WORDS]
    values["words"] = " ".join(words)
    values["beginning"] = _with_synonyms(words)
    return (
        "(to_tsquery('simple', %(beginning)s)"
        " || plainto_tsquery('french', %(words)s) || plainto_tsquery('arabic', %(words)s)"
        " || plainto_tsquery('english', %(words)s) || plainto_tsquery('spanish', %(words)s))"
    )


def _with_synonyms(words: Sequence[str]) -> str:
    """Write the words for to_tsquery, each with those that mean the same; the last one also as a beginning."""
    # \w only: no sign that means something to to_tsquery can be inside
    said = [[" & ".join(phrase) for phrase in group] for group in alternatives(words)]
    if said:
        said[-1].append(f"{words[-1]}:*")
    return " & ".join("(" + " | ".join(f"({phrase})" for phrase in group) + ")" for group in said)


def _plain(text: str, field: str) -> str:
    if len(text) > 100 or "\x00" in text:
        raise InvalidInput(_("This filter is not usable."), field=field)
    return text


def _within(number: int, least: int, most: int, field: str) -> int:
    if not least <= number <= most:
        raise InvalidInput(
            _("This must lie between %(least)s and %(most)s.") % {"least": least, "most": most}, field=field
        )
    return number
