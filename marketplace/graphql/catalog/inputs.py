"""How products are filtered and sorted: the contract's words in ours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils import timezone

from catalog.selectors.categories import CategoryTree
from catalog.selectors.filters import (
    COLLECTION_PLACE,
    ORDERS,
    OrderKey,
    ProductFilters,
    ProductOrder,
    by_attribute,
)
from catalog.selectors.preorders import preordered
from catalog.selectors.product_rows import CHANGED, CREATED, FAMILY, descending
from logistics.selectors.stock import sellable, stocked
from marketplace.graphql.catalog.value_filters import values_of
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import decoded, key_of, keys_of
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.money import exponent

# An id that no row has: what is asked for by ids that can name nothing finds nothing.
NOBODY = 0
ONE_FILTER = "Only one filtering argument (filter or where) can be specified."
Given = Mapping[str, Any]
# What holds for everything on the shelves, and what for nothing there
_ALWAYS = ("is_published", "is_visible_in_listing", "is_available", "has_category")
_NEVER = ("gift_card",)


def filters_of(
    filter_: Given | None, where: Given | None, search: str | None, tree: CategoryTree | None, currency: str
) -> ProductFilters:
    """
    Return what was asked for as the catalogue's own filters.

    :raises ApiError: if both ways of filtering are used, or an ID is none
    """
    if filter_ is not None and where is not None:
        raise ApiError(ONE_FILTER)
    found = ProductFilters(search=search or "")
    if filter_:
        found = _of_filter(found, filter_, tree, currency)
    if where:
        found = _of_where(found, where, tree, currency)
    return found


def wants_tree(filter_: Given | None, where: Given | None) -> bool:
    """Say whether a filter names shelves, however deep inside."""
    if "categories" in (filter_ or {}):
        return True
    given = where or {}
    return "category" in given or any(
        wants_tree(None, each) for name in ("AND", "OR") for each in given.get(name) or ()
    )


def _of_filter(
    found: ProductFilters, given: Given, tree: CategoryTree | None, currency: str
) -> ProductFilters:
    if (words := given.get("search")) is not None:
        found = replace(found, search=words)
    for name in ("price", "minimal_price"):
        found = _priced(found, given.get(name), currency)
    if (cooperative := given.get("cooperative")) is not None:
        found = replace(found, organisation_id=key_of(cooperative, "Cooperative") or NOBODY)
    changed = given.get("updated_at") or {}
    found = replace(
        found,
        region=given.get("region") or "",
        season_month=given.get("season_month"),
        scheme=(given.get("certification") or "").lower(),
        updated_from=changed.get("gte"),
        updated_until=changed.get("lte"),
    )
    return _named(
        _shared(found, given),
        tree,
        ids=given.get("ids"),
        slugs=given.get("slugs"),
        categories=given.get("categories"),
        kinds=given.get("product_types"),
        collections=given.get("collections"),
    )


def _of_where(
    found: ProductFilters, given: Given, tree: CategoryTree | None, currency: str
) -> ProductFilters:
    for name in ("price", "minimal_price"):
        found = _priced_exactly(found, given.get(name) or {}, currency)
    names, changed = one_of(given.get("name")), given.get("updated_at") or {}
    bounds = changed.get("range") or {}
    moments = [changed["eq"]] if changed.get("eq") is not None else changed.get("one_of") or ()
    found = replace(
        found,
        names=found.names if names is None else tuple(names) or ("",),
        updated_from=bounds.get("gte"),
        updated_until=bounds.get("lte"),
        updated_at=tuple(moments),
        all_of=(
            *found.all_of,
            *(_of_where(ProductFilters(), each, tree, currency) for each in given.get("AND") or ()),
        ),
        any_of=tuple(_of_where(ProductFilters(), each, tree, currency) for each in given.get("OR") or ()),
    )
    return _named(
        _shared(found, given),
        tree,
        ids=given.get("ids"),
        slugs=one_of(given.get("slug")),
        categories=one_of(given.get("category")),
        kinds=one_of(given.get("product_type")),
        collections=one_of(given.get("collection")),
    )


def _shared(found: ProductFilters, given: Given) -> ProductFilters:
    """Narrow down by what both ways of filtering say in the same words."""
    if any(given.get(name) is False for name in _ALWAYS) or any(given.get(name) is True for name in _NEVER):
        found = replace(found, product_ids=(NOBODY,))
    also = list(found.also)
    if (wanted := given.get("stock_availability")) is not None:
        also.append(sellable(is_in_stock=getattr(wanted, "value", wanted) == "IN_STOCK"))
    if (ahead := given.get("has_preordered_variants")) is not None:
        also.append(preordered(on=timezone.localdate(), is_wanted=ahead))
    if (stocks := given.get("stocks")) is not None:
        also.append(_stocked(stocks))
    since = [moment for name in ("published_from", "available_from") if (moment := given.get(name))]
    return replace(
        found,
        also=tuple(also),
        published_from=max(since, default=found.published_from),
        values=tuple(value for each in given.get("attributes") or () for value in values_of(each)),
        metadata=tuple(
            (each["key"], None if each.get("value") is None else (each["value"],))
            for each in given.get("metadata") or ()
        ),
    )


def _stocked(given: Given) -> Any:
    bounds, ids = given.get("quantity") or {}, given.get("warehouse_ids")
    keys = None
    if ids is not None:
        keys = [parts[1] for each in ids if (parts := decoded(each)) and parts[0] == "Warehouse"]
    return stocked(least=bounds.get("gte"), most=bounds.get("lte"), warehouse_ids=keys)


def one_of(given: Given | None) -> list[str] | None:
    """Return the texts that a comparison allows; None if it compares with nothing."""
    if not given:
        return None
    one: str | None = given.get("eq")
    return [one] if one is not None else given.get("one_of")


def _named(
    found: ProductFilters,
    tree: CategoryTree | None,
    *,
    ids: Sequence[str] | None,
    slugs: Sequence[str] | None,
    categories: Sequence[str] | None,
    kinds: Sequence[str] | None,
    collections: Sequence[str] | None,
) -> ProductFilters:
    """Narrow down by names; what is not on the shelves is in no list, so asking for it finds nothing."""
    if ids is not None and not found.product_ids:
        found = replace(found, product_ids=tuple(keys_of(ids, "Product")) or (NOBODY,))
    if slugs is not None:
        found = replace(found, slugs=tuple(slugs) or ("",))
    if kinds is not None:
        found = replace(found, product_type_ids=tuple(keys_of(kinds, "ProductType")) or (NOBODY,))
    if collections is not None:
        found = replace(found, collection_ids=tuple(keys_of(collections, "Collection")) or (NOBODY,))
    if categories is not None and tree is not None:
        keys: list[int] = keys_of(categories, "Category")
        under = [each for key in keys if key in tree.shelves for each in tree.ids_under(key)]
        found = replace(found, category_ids=tuple(under) or (NOBODY,))
    return found


def _priced_exactly(found: ProductFilters, given: Given, currency: str) -> ProductFilters:
    if given.get("one_of") is not None:
        prices = [_priced(ProductFilters(), {"gte": each, "lte": each}, currency) for each in given["one_of"]]
        either = ProductFilters(any_of=tuple(prices) or (ProductFilters(product_ids=(NOBODY,)),))
        return replace(found, all_of=(*found.all_of, either))
    bounds = given.get("range") or {"gte": given.get("eq"), "lte": given.get("eq")}
    return _priced(found, bounds, currency)


def _priced(found: ProductFilters, bounds: Given | None, currency: str) -> ProductFilters:
    least, most = (bounds or {}).get("gte"), (bounds or {}).get("lte")
    if least is not None:
        found = replace(found, price_min_minor=_minor(least, currency, ROUND_CEILING))
    if most is not None:
        found = replace(found, price_max_minor=_minor(most, currency, ROUND_FLOOR))
    return found


def _minor(amount: float | Decimal, currency: str, rounding: str) -> int:
    """Return a bound in minor units: no price lies between it and what was asked for."""
    exact = Decimal(str(amount)).scaleb(exponent(currency))
    return max(int(exact.to_integral_value(rounding)), 0)


_KEYS: Mapping[str, OrderKey] = {
    "NAME": ORDERS[ProductOrder.NAME].in_language(DEFAULT_LANGUAGE),
    "PRICE": ORDERS[ProductOrder.PRICE_UP],
    "MINIMAL_PRICE": ORDERS[ProductOrder.PRICE_UP],
    "PUBLISHED": descending(ORDERS[ProductOrder.NEWEST]),
    "PUBLISHED_AT": descending(ORDERS[ProductOrder.NEWEST]),
    "PUBLICATION_DATE": descending(ORDERS[ProductOrder.NEWEST]),
    "LAST_MODIFIED": CHANGED,
    "LAST_MODIFIED_AT": CHANGED,
    "DATE": CHANGED,
    "RATING": descending(ORDERS[ProductOrder.RATING]),
    "CREATED_AT": CREATED,
    "TYPE": FAMILY,
    "COLLECTION": COLLECTION_PLACE,
}


def order_of(sort_by: Mapping[str, Any] | None, filters: ProductFilters) -> OrderKey:
    """
    Return the order that was asked for; without one the newest come first, or what fits a search best.

    :raises ApiError: if the catalogue cannot be sorted so
    """
    direction = (sort_by or {}).get("direction")
    is_down = getattr(direction, "value", direction) == "DESC"
    if sort_by and (attribute := sort_by.get("attribute_id")) is not None:
        by_value = by_attribute(key_of(attribute, "Attribute") or NOBODY)
        return descending(by_value) if is_down else by_value
    wanted = sort_by.get("field") if sort_by else None
    name = getattr(wanted, "value", wanted)
    if name is None or name == "RANK":
        return ORDERS[ProductOrder.RELEVANCE if filters.search else ProductOrder.NEWEST]
    if name not in _KEYS:
        raise ApiError(f"Sorting by {name} is not supported.")
    return descending(_KEYS[name]) if is_down else _KEYS[name]
