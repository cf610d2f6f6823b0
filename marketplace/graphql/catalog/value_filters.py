"""Values of attributes by which products and pages are filtered."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from catalog.selectors.filters import ValueFilter
from marketplace.graphql.kit.ids import decoded

Given = Mapping[str, Any]

# The kinds of what references lead to, as inputs and as ids name them
_NAMED = {
    "page_slugs": "page",
    "product_slugs": "product",
    "product_variant_skus": "variant",
    "category_slugs": "category",
    "collection_slugs": "collection",
}
_BY_ID = {
    "Page": "page",
    "Product": "product",
    "ProductVariant": "variant",
    "Category": "category",
    "Collection": "collection",
}
# What an id that can name nothing leads to: no row has this key.
_NOWHERE = ("product", 0)


def values_of(given: Given) -> list[ValueFilter]:
    """Return what an attribute must hold: several filters that must all hold, for references to all of several."""
    slug = given.get("slug") or ""
    value = given.get("value") or {}
    number, day, moment = value.get("numeric") or {}, value.get("date") or {}, value.get("date_time") or {}
    bounds = number.get("range") or {}
    whole = given.get("values_range") or {}
    day = given.get("date") or day
    moment = given.get("date_time") or moment
    own = ValueFilter(
        attribute=slug,
        slugs=_texts(given.get("values"))
        if given.get("values") is not None
        else _compared(value.get("slug")),
        names=_compared(value.get("name")),
        number_min=_decimal(whole.get("gte", bounds.get("gte"))),
        number_max=_decimal(whole.get("lte", bounds.get("lte"))),
        numbers=_compared(number),
        boolean=given["boolean"] if given.get("boolean") is not None else value.get("boolean"),
        date_min=day.get("gte"),
        date_max=day.get("lte"),
        moment_min=moment.get("gte"),
        moment_max=moment.get("lte"),
    )
    return [own, *_references(slug, value.get("reference") or {})]


def _references(slug: str, given: Given) -> list[ValueFilter]:
    named = [
        ValueFilter(attribute=slug, references=((kind, tuple(texts)),))
        for name, kind in _NAMED.items()
        for texts in _any_and_all(given.get(name))
    ]
    by_id = [
        ValueFilter(attribute=slug, reference_ids=tuple(map(_lead, ids)) or (_NOWHERE,))
        for ids in _any_and_all(given.get("referenced_ids"))
    ]
    return [*named, *by_id]


def _any_and_all(given: Given | None) -> list[Sequence[str]]:
    """Return groups of texts: one of each group must be there."""
    wanted = given or {}
    groups: list[Sequence[str]] = [[each] for each in wanted.get("contains_all") or ()]
    if wanted.get("contains_any") is not None:
        groups.append(wanted["contains_any"])
    return groups


def _lead(given: str) -> tuple[str, int]:
    parts = decoded(given)
    if parts is None or parts[0] not in _BY_ID or not parts[1].isdecimal() or len(parts[1]) > 18:
        return _NOWHERE
    return (_BY_ID[parts[0]], int(parts[1]))


def _texts(given: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(given)


def _compared(given: Given | None) -> Any:
    """Return the values that a comparison allows; None if it compares with nothing."""
    if not given:
        return None
    if given.get("eq") is not None:
        return (given["eq"],)
    return _texts(given.get("one_of"))


def _decimal(given: Any) -> Decimal | None:
    return None if given is None else Decimal(given)
