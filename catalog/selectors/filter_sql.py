"""Filters of products as SQL over `catalog_listing l`, and over its product `p` where they need it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.selectors.categories import CategoryTree
from catalog.selectors.filters import Condition, ProductFilters, ValueFilter
from catalog.spelling import alternatives
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.search_text import search_words

MAX_SEARCH_LENGTH = 200
MAX_SEARCH_WORDS = 12
MAX_IDS = 500
MAX_DEPTH = 5
LARGEST_ID = 2**63 - 1
PRODUCT_JOIN = "JOIN catalog_product p ON p.id = l.product_id"


class Values(dict[str, Any]):
    """The parameters of a statement by name."""

    def bound(self, value: Any) -> str:
        """Add a value under a name of its own and return its place in the statement."""
        name = f"v{len(self)}"
        self[name] = value
        return f"%({name})s"


def conditions(filters: ProductFilters, tree: CategoryTree | None, values: Values) -> tuple[str, str]:
    """
    Write the filters as SQL over `catalog_listing l`, adding their values; return the conditions and the joins.

    :raises InvalidInput: if a filter is not usable
    :raises NotFound: if there is no category of that name
    """
    where = _all(filters, tree, values, 0)
    joins = PRODUCT_JOIN if _needs_product(filters) else ""
    if filters.search:
        where.append(f"p.search_document @@ {search_query(filters.search, values)}")
    return "".join(f" AND {each}" for each in where), joins


def _all(filters: ProductFilters, tree: CategoryTree | None, values: Values, depth: int) -> list[str]:
    if depth > MAX_DEPTH:
        raise InvalidInput(_("This filter is not usable."), field="where")
    where: list[str] = []
    if filters.category and tree is not None:
        ids = tree.ids_under(tree.find(filters.category).category_id)
        where.append(f"l.category_id = ANY({values.bound(ids)})")
    where += _by_place(filters, values) + _by_price(filters, values) + _by_maker(filters, values)
    where += _by_keys(filters, values) + _by_product(filters, values) + _by_time(filters, values)
    where += [_by_value(each, values) for each in filters.values]
    where += [_also(each, values) for each in filters.also]
    where += [_joined(" AND ", _all(each, tree, values, depth + 1)) for each in filters.all_of]
    if filters.any_of:
        where.append(
            _joined(
                " OR ", [_joined(" AND ", _all(each, tree, values, depth + 1)) for each in filters.any_of]
            )
        )
    return where


def _joined(word: str, parts: Sequence[str]) -> str:
    return f"({word.join(parts)})" if parts else "TRUE"


def _needs_product(filters: ProductFilters) -> bool:
    own = (
        filters.search or filters.season_month is not None or filters.names or filters.metadata
        or filters.updated_from or filters.updated_until or filters.updated_at
    )  # fmt: skip
    return bool(own) or any(_needs_product(each) for each in (*filters.all_of, *filters.any_of))


def _also(condition: Condition, values: Values) -> str:
    return condition.sql % {name: values.bound(value) for name, value in condition.values.items()}


def _by_place(filters: ProductFilters, values: Values) -> list[str]:
    return [
        f"l.{column} = {values.bound(_plain(wanted, column))}"
        for column in ("region", "province")
        if (wanted := getattr(filters, column))
    ]


def _by_price(filters: ProductFilters, values: Values) -> list[str]:
    where = []
    for name, sign in (("price_min_minor", ">="), ("price_max_minor", "<=")):
        limit = getattr(filters, name)
        if limit is not None:
            where.append(f"l.price_from_minor {sign} {values.bound(_within(limit, 0, LARGEST_ID, name))}")
    return where


def _by_keys(filters: ProductFilters, values: Values) -> list[str]:
    where = [
        f"l.{name.removesuffix('s')} = ANY({values.bound(_ids(ids, name))})"
        for name in ("product_ids", "category_ids", "product_type_ids")
        if (ids := getattr(filters, name))
    ]
    if filters.slugs:
        slugs = values.bound([_plain(each, "slugs") for each in _few(filters.slugs, "slugs")])
        where.append(f"l.product_id = ANY(ARRAY(SELECT id FROM catalog_product WHERE slug = ANY({slugs})))")
    if filters.collection_ids:
        keys = values.bound(_ids(filters.collection_ids, "collection_ids"))
        where.append(
            "EXISTS (SELECT 1 FROM catalog_collectionproduct member"
            f" WHERE member.product_id = l.product_id AND member.collection_id = ANY({keys}))"
        )
    return where


def _by_maker(filters: ProductFilters, values: Values) -> list[str]:
    where = []
    if filters.organisation_id is not None:
        key = values.bound(_within(filters.organisation_id, 0, LARGEST_ID, "organisation_id"))
        where.append(f"l.organisation_id = {key}")
    if filters.product_type:
        family = values.bound(_plain(filters.product_type, "product_type"))
        where.append(f"l.product_type_id = (SELECT id FROM catalog_producttype WHERE key = {family})")
    if filters.alliance:
        alliance = values.bound(_plain(filters.alliance, "alliance"))
        where.append(
            "l.organisation_id = ANY(ARRAY(SELECT m.organisation_id FROM cooperatives_alliance_members m"
            f" JOIN cooperatives_alliance a ON a.id = m.alliance_id WHERE a.slug = {alliance}))"
        )
    if filters.scheme:
        scheme = values.bound(_plain(filters.scheme, "scheme"))
        where.append(
            "EXISTS (SELECT 1 FROM catalog_certificate c WHERE c.organisation_id = l.organisation_id"
            f" AND (c.product_id IS NULL OR c.product_id = l.product_id) AND c.scheme = {scheme}"
            " AND c.state = 'accepted' AND c.expires_date >= %(today)s AND c.issued_date <= %(today)s)"
        )
    return where


def _by_product(filters: ProductFilters, values: Values) -> list[str]:
    where = []
    if filters.season_month is not None:
        month = values.bound(_within(filters.season_month, 1, 12, "season_month"))
        where.append(f"(p.season_months = '{{}}' OR {month} = ANY(p.season_months))")
    if filters.names:
        names = values.bound([_plain(each, "names") for each in _few(filters.names, "names")])
        where.append(
            f"EXISTS (SELECT 1 FROM jsonb_each_text(p.names) called WHERE called.value = ANY({names}))"
        )
    for key, wanted in filters.metadata:
        text = f"p.metadata ->> {values.bound(_plain(key, 'metadata'))}"
        if wanted is None:
            where.append(f"{text} IS NOT NULL")
        else:
            where.append(f"{text} = ANY({values.bound([each for each in wanted if chr(0) not in each])})")
    return where


def _by_time(filters: ProductFilters, values: Values) -> list[str]:
    where = []
    for column, sign, moment in (
        ("l.published_at", ">=", filters.published_from),
        ("p.updated_at", ">=", filters.updated_from),
        ("p.updated_at", "<=", filters.updated_until),
    ):
        if moment is not None:
            where.append(f"{column} {sign} {values.bound(moment)}")
    if filters.updated_at:
        where.append(f"p.updated_at = ANY({values.bound(list(filters.updated_at))})")
    return where


# Where references lead to, and by what clients name it: names of our own tables and columns
_LEADS_TO = {
    "page": ("catalog_page", "slug"),
    "product": ("catalog_product", "slug"),
    "variant": ("catalog_variant", "sku"),
    "category": ("catalog_category", "slug"),
    "collection": ("catalog_collection", "slug"),
}


def _by_value(wanted: ValueFilter, values: Values) -> str:
    """Write "has one of these values": their ids are found first, so that each product is one look-up."""
    ids = f"ARRAY(SELECT w.id FROM catalog_attributevalue w WHERE {value_condition(wanted, values)})"
    return (
        "(EXISTS (SELECT 1 FROM catalog_productattributevalue x"
        f" WHERE x.product_id = l.product_id AND x.value_id = ANY({ids}))"
        " OR EXISTS (SELECT 1 FROM catalog_variantattributevalue x JOIN catalog_variant v ON v.id = x.variant_id"
        f" WHERE v.product_id = l.product_id AND v.is_active AND x.value_id = ANY({ids})))"
    )


def value_condition(wanted: ValueFilter, values: Values) -> str:
    """
    Write which values of an attribute are wanted, over `catalog_attributevalue w`.

    :raises InvalidInput: if the filter is not usable
    """
    parts = ["TRUE"]
    if wanted.attribute:
        slug = values.bound(_plain(wanted.attribute, "attributes"))
        parts.append(f"w.attribute_id = (SELECT id FROM catalog_attribute WHERE slug = {slug})")
    if wanted.slugs is not None:
        slugs = values.bound([_plain(each, "attributes") for each in _few(wanted.slugs, "attributes")])
        parts.append(f"w.slug = ANY({slugs})")
    if wanted.names is not None:
        names = values.bound([_plain(each, "attributes") for each in _few(wanted.names, "attributes")])
        parts.append(
            f"EXISTS (SELECT 1 FROM jsonb_each_text(w.names) called WHERE called.value = ANY({names}))"
        )
    for column, sign, limit in (
        ("number", ">=", wanted.number_min), ("number", "<=", wanted.number_max), ("boolean", "=", wanted.boolean),
        ("date", ">=", wanted.date_min), ("date", "<=", wanted.date_max),
        ("date_time", ">=", wanted.moment_min), ("date_time", "<=", wanted.moment_max),
    ):  # fmt: skip
        if limit is not None:
            parts.append(f"w.{column} {sign} {values.bound(limit)}")
    if wanted.numbers is not None:
        parts.append(f"w.number = ANY({values.bound(list(_few(wanted.numbers, 'attributes')))})")
    for kind, named in wanted.references:
        table, column = _LEADS_TO[kind]
        keys = values.bound([_plain(each, "attributes") for each in _few(named, "attributes")])
        parts.append(f"w.{kind}_id IN (SELECT id FROM {table} WHERE {column} = ANY({keys}))")
    if wanted.reference_ids:
        parts.append(
            _joined(
                " OR ",
                [
                    f"w.{kind}_id = {values.bound(_within(key, 0, LARGEST_ID, 'attributes'))}"
                    for kind, key in _few(wanted.reference_ids, "attributes")
                ],
            )
        )
    return " AND ".join(parts)


def search_query(text: str, values: Values, weights: str = "") -> str:
    """
    Write a search as a tsquery: every word or what means the same, in any spelling that can be stemmed.

    :param weights: only in words of these weights ("A": a product's own names), as they are written
    :raises InvalidInput: if it is too long
    """
    if len(text) > MAX_SEARCH_LENGTH:
        raise InvalidInput(
            _("A search holds at most %(most)s characters.") % {"most": MAX_SEARCH_LENGTH}, field="search"
        )
    words = search_words(text)[:MAX_SEARCH_WORDS]
    beginning = values.bound(_with_synonyms(words, weights))
    if weights:
        return f"to_tsquery('simple', {beginning})"
    bare = values.bound(" ".join(words))
    return (
        f"(to_tsquery('simple', {beginning})"
        f" || plainto_tsquery('french', {bare}) || plainto_tsquery('arabic', {bare})"
        f" || plainto_tsquery('english', {bare}) || plainto_tsquery('spanish', {bare}))"
    )


def collection_places(collections: str) -> str:
    """Write the join that gives products their place in collections (a place in the statement), as `cp.position`."""
    return (
        "JOIN (SELECT product_id, min(position) AS position FROM catalog_collectionproduct"
        f" WHERE collection_id = ANY({collections}) GROUP BY product_id) cp ON cp.product_id = l.product_id"
    )


def _with_synonyms(words: Sequence[str], weights: str) -> str:
    """Write the words for to_tsquery, each with those that mean the same; the last one also as a beginning."""
    end = f":{weights}" if weights else ""
    # \w only: no sign that means something to to_tsquery can be inside
    said = [[" & ".join(part + end for part in phrase) for phrase in group] for group in alternatives(words)]
    if said:
        said[-1].append(f"{words[-1]}:*{weights}")
    return " & ".join("(" + " | ".join(f"({phrase})" for phrase in group) + ")" for group in said)


def _few(given: tuple[Any, ...], field: str) -> tuple[Any, ...]:
    if len(given) > MAX_IDS:
        raise InvalidInput(_("Too many products were asked for at once."), field=field)
    return given


def _ids(given: tuple[int, ...], field: str) -> list[int]:
    return [_within(each, 0, LARGEST_ID, field) for each in _few(given, field)]


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
