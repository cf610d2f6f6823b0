"""How products are filtered and sorted, in the contract's words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import graphene

from catalog.selectors.categories import CategoryTree
from catalog.selectors.filters import ORDERS, OrderKey, ProductFilters, ProductOrder
from catalog.selectors.product_rows import CHANGED, CREATED, descending
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.scalars import Decimal as DecimalScalar
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.money import exponent

ProductOrderField = saleor_enum("ProductOrderField", "By what products can be sorted.")
OrderDirection = saleor_enum("OrderDirection", "The direction of an order.")

# An id that no row has: what is asked for by ids that can name nothing finds nothing.
NOBODY = 0
ONE_FILTER = "Only one filtering argument (filter or where) can be specified."


class PriceRangeInput(graphene.InputObjectType):
    """Bounds of a price, in the channel's currency, tax included."""

    gte = graphene.Float(description="Price greater than or equal to.")
    lte = graphene.Float(description="Price less than or equal to.")


class DecimalRangeInput(graphene.InputObjectType):
    """Bounds of a number."""

    gte = DecimalScalar(description="Decimal value greater than or equal to.")
    lte = DecimalScalar(description="Decimal value less than or equal to.")


class DecimalFilterInput(graphene.InputObjectType):
    """A number to compare with."""

    eq = DecimalScalar(description="The value equal to.")
    range = graphene.Argument(DecimalRangeInput, description="The value in range.")


class StringFilterInput(graphene.InputObjectType):
    """A text to compare with."""

    eq = graphene.String(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(graphene.String), description="The value included in.")


class GlobalIDFilterInput(graphene.InputObjectType):
    """Ids to compare with."""

    eq = graphene.ID(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(graphene.ID), description="The value included in.")


class ProductFilterInput(graphene.InputObjectType):
    """Which products to keep."""

    is_published = graphene.Boolean(description="Whether a product is on the shelves of the channel.")
    is_visible_in_listing = graphene.Boolean(description="Whether a product is shown in lists.")
    categories = graphene.List(
        graphene.NonNull(graphene.ID), description="Shelves, with what stands below them."
    )
    product_types = graphene.List(graphene.NonNull(graphene.ID), description="Families.")
    search = graphene.String(description="Words to be found in the texts of a product.")
    price = graphene.Argument(PriceRangeInput, description="Bounds of the lowest price.")
    minimal_price = graphene.Argument(PriceRangeInput, description="Bounds of the lowest price.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Products by ID.")
    slugs = graphene.List(graphene.NonNull(graphene.String), description="Products by slug.")
    channel = graphene.String(description="Slug of the channel, where the field itself is given none.")
    cooperative = graphene.ID(description="Who makes it.")
    region = graphene.String(description="Region of origin (ISO 3166-2 code).")
    season_month = graphene.Int(description="A month (1 to 12) in which it is harvested or made.")
    certification = graphene.String(description="A certificate that is valid today, for example IGP or AOP.")


class ProductWhereInput(graphene.InputObjectType):
    """Which products to keep."""

    ids = graphene.List(graphene.NonNull(graphene.ID), description="Products by ID.")
    slug = graphene.Argument(StringFilterInput, description="Slug of the product.")
    product_type = graphene.Argument(GlobalIDFilterInput, description="Families.")
    category = graphene.Argument(GlobalIDFilterInput, description="Shelves, with what stands below them.")
    is_published = graphene.Boolean(description="Whether a product is on the shelves of the channel.")
    is_visible_in_listing = graphene.Boolean(description="Whether a product is shown in lists.")
    price = graphene.Argument(DecimalFilterInput, description="Bounds of the lowest price.")
    minimal_price = graphene.Argument(DecimalFilterInput, description="Bounds of the lowest price.")


class ProductOrderInput(graphene.InputObjectType):
    """How to sort products."""

    class Meta:
        name = "ProductOrder"

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    channel = graphene.String(description="Slug of the channel, where the field itself is given none.")
    field = graphene.Argument(ProductOrderField, description="By what to sort.")


def filters_of(
    filter_: Mapping[str, Any] | None,
    where: Mapping[str, Any] | None,
    search: str | None,
    tree: CategoryTree | None,
    currency: str,
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


def _of_filter(
    found: ProductFilters, given: Mapping[str, Any], tree: CategoryTree | None, currency: str
) -> ProductFilters:
    if (words := given.get("search")) is not None:
        found = replace(found, search=words)
    for name in ("price", "minimal_price"):
        found = _priced(found, given.get(name), currency)
    if (cooperative := given.get("cooperative")) is not None:
        found = replace(found, organisation_id=key_of(cooperative, "Cooperative") or NOBODY)
    found = replace(
        found,
        region=given.get("region") or "",
        season_month=given.get("season_month"),
        scheme=(given.get("certification") or "").lower(),
    )
    return _named(
        found,
        tree,
        ids=given.get("ids"),
        slugs=given.get("slugs"),
        categories=given.get("categories"),
        kinds=given.get("product_types"),
        hidden=given.get("is_published") is False or given.get("is_visible_in_listing") is False,
    )


def _of_where(
    found: ProductFilters, given: Mapping[str, Any], tree: CategoryTree | None, currency: str
) -> ProductFilters:
    for name in ("price", "minimal_price"):
        price = given.get(name) or {}
        bounds = price.get("range") or {"gte": price.get("eq"), "lte": price.get("eq")}
        found = _priced(found, bounds, currency)
    return _named(
        found,
        tree,
        ids=given.get("ids"),
        slugs=_one_of(given.get("slug")),
        categories=_one_of(given.get("category")),
        kinds=_one_of(given.get("product_type")),
        hidden=given.get("is_published") is False or given.get("is_visible_in_listing") is False,
    )


def _one_of(given: Mapping[str, Any] | None) -> list[str] | None:
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
    hidden: bool,
) -> ProductFilters:
    """Narrow down by names; what is not on the shelves is in no list, so asking for it finds nothing."""
    if ids is not None:
        found = replace(found, product_ids=tuple(keys_of(ids, "Product")) or (NOBODY,))
    if hidden:
        found = replace(found, product_ids=(NOBODY,))
    if slugs is not None:
        found = replace(found, slugs=tuple(slugs) or ("",))
    if kinds is not None:
        found = replace(found, product_type_ids=tuple(keys_of(kinds, "ProductType")) or (NOBODY,))
    if categories is not None and tree is not None:
        keys: list[int] = keys_of(categories, "Category")
        under = [each for key in keys if key in tree.shelves for each in tree.ids_under(key)]
        found = replace(found, category_ids=tuple(under) or (NOBODY,))
    return found


def _priced(found: ProductFilters, bounds: Mapping[str, Any] | None, currency: str) -> ProductFilters:
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
    "CREATED_AT": CREATED,
}


def order_of(sort_by: Mapping[str, Any] | None, filters: ProductFilters) -> OrderKey:
    """
    Return the order that was asked for; without one the newest come first, or what fits a search best.

    :raises ApiError: if the catalogue cannot be sorted so
    """
    wanted = sort_by.get("field") if sort_by else None
    name = getattr(wanted, "value", wanted)
    if name is None or name == "RANK":
        return ORDERS[ProductOrder.RELEVANCE if filters.search else ProductOrder.NEWEST]
    if name not in _KEYS:
        raise ApiError(f"Sorting by {name} is not supported.")
    direction = (sort_by or {})["direction"]
    key = _KEYS[name]
    return descending(key) if getattr(direction, "value", direction) == "DESC" else key
