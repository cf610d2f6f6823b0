"""By what products can be narrowed down and put in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marketplace.kernel.texts import RTL_LANGUAGES


class ProductOrder(StrEnum):
    """The orders in which a list can be read; RELEVANCE only has a sense with a search."""

    NEWEST = "newest"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"
    NAME = "name"
    NAME_DOWN = "name_down"
    RATING = "rating"
    RELEVANCE = "relevance"
    # Each cooperative in its turn (selectors/fair_order.py)
    FAIR = "fair"
    # Only where the filters name collections
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class OrderKey:
    """By what to sort: an SQL expression, the kind of its value, and the direction."""

    expression: str
    kind: type[str] | type[int] | type[datetime]
    ascending: bool
    # By how well a search fits (selectors/relevance.py); then the expression only names the value
    is_rank: bool = False
    # By whose turn it is (selectors/fair_order.py); then the expression only names the value
    is_fair: bool = False

    def in_language(self, language: str) -> "OrderKey":
        """The same order with the alphabet of a language."""
        if self.expression == "l.name_key_fr" and language in RTL_LANGUAGES:
            return replace(self, expression="l.name_key_ar")
        return self


ORDERS = {
    ProductOrder.NEWEST: OrderKey("l.published_at", datetime, ascending=False),
    ProductOrder.PRICE_UP: OrderKey("l.price_from_minor", int, ascending=True),
    ProductOrder.PRICE_DOWN: OrderKey("l.price_from_minor", int, ascending=False),
    ProductOrder.NAME: OrderKey("l.name_key_fr", str, ascending=True),
    ProductOrder.NAME_DOWN: OrderKey("l.name_key_fr", str, ascending=False),
    ProductOrder.RATING: OrderKey("l.rating_score", int, ascending=False),
    ProductOrder.RELEVANCE: OrderKey("rank", int, ascending=False, is_rank=True),
    ProductOrder.FAIR: OrderKey("turn", int, ascending=True, is_fair=True),
    ProductOrder.COLLECTION: OrderKey("cp.position", int, ascending=True),
}
# The place in a collection; only where a list is narrowed down to collections
COLLECTION_PLACE = ORDERS[ProductOrder.COLLECTION]


def by_attribute(attribute_id: int) -> OrderKey:
    """Return the order of an attribute's values; products without one come last."""
    place = (
        "COALESCE((SELECT min(w.position) FROM catalog_productattributevalue x"
        " JOIN catalog_attributevalue w ON w.id = x.value_id"
        f" WHERE x.product_id = l.product_id AND w.attribute_id = {int(attribute_id)}), 2147483647)"
    )
    return OrderKey(place, int, ascending=True)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that another package writes over `catalog_listing l`; it holds `%(name)s` for each value."""

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFilter:
    """Values of one attribute, of a product or of one of its variants; what is None keeps all of them."""

    # Its slug; without one, values of any attribute
    attribute: str = ""
    slugs: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    number_min: Decimal | None = None
    number_max: Decimal | None = None
    numbers: tuple[Decimal, ...] | None = None
    boolean: bool | None = None
    date_min: date | None = None
    date_max: date | None = None
    moment_min: datetime | None = None
    moment_max: datetime | None = None
    # Slugs (SKUs of variants) of what references lead to, by kind; each list is "any of"
    references: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # Ids of what references lead to, by kind
    reference_ids: tuple[tuple[str, int], ...] = ()


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
    collection_ids: tuple[int, ...] = ()
    # Names in any language, exactly
    names: tuple[str, ...] = ()
    values: tuple[ValueFilter, ...] = ()
    # Keys of public metadata, each with the values it may have (None: any)
    metadata: tuple[tuple[str, tuple[str, ...] | None], ...] = ()
    published_from: datetime | None = None
    updated_from: datetime | None = None
    updated_until: datetime | None = None
    updated_at: tuple[datetime, ...] = ()
    also: tuple[Condition, ...] = ()
    # Filters of which all, or any, must hold besides
    all_of: "tuple[ProductFilters, ...]" = ()
    any_of: "tuple[ProductFilters, ...]" = ()
