"""Attributes with the values that products, variants and pages have: fixed numbers of statements for any number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from catalog.models.attribute import Attribute, AttributeValue
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """An attribute; texts are language code -> text."""

    id: int
    slug: str
    names: Mapping[str, str]
    kind: str
    input_type: str
    entity_type: str
    unit: str
    value_required: bool
    visible_in_storefront: bool
    filterable_in_storefront: bool
    filterable_in_dashboard: bool
    available_in_grid: bool
    storefront_search_position: int
    external_reference: str | None

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value; which columns speak follows from the attribute's input type. Texts are language code -> text."""

    id: int
    attribute_id: int
    slug: str
    names: Mapping[str, str]
    value: str
    file_url: str
    content_type: str
    plain_texts: Mapping[str, str]
    documents: Mapping[str, Mapping[str, Any]]
    number: Decimal | None
    boolean: bool | None
    date: date | None
    date_time: datetime | None
    product_id: int | None
    variant_id: int | None
    page_id: int | None
    category_id: int | None
    collection_id: int | None
    external_reference: str | None

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


@dataclass(frozen=True, slots=True)
class Assigned:
    """An attribute of a product, a variant or a page, with its values there, perhaps none."""

    attribute: AttributeRow
    values: tuple[ValueRow, ...]
    # Whether customers choose a variant by it
    is_selection: bool = False


_ATTRIBUTE = tuple(AttributeRow.__slots__)
_VALUE = tuple(ValueRow.__slots__)


@dataclass(frozen=True, slots=True)
class _Holder:
    """Where one kind of thing keeps its attributes and values: names of our own tables and columns."""

    type_of: str
    places: str
    values: str
    column: str


_PRODUCTS = _Holder(
    "SELECT id, product_type_id FROM catalog_product WHERE id = ANY(%s)",
    "SELECT product_type_id, attribute_id, is_selection FROM catalog_producttypeattribute"
    " WHERE product_type_id = ANY(%s) AND NOT is_of_variant ORDER BY position, id",
    "catalog_productattributevalue",
    "product_id",
)
_VARIANTS = _Holder(
    "SELECT v.id, p.product_type_id FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id"
    " WHERE v.id = ANY(%s)",
    "SELECT product_type_id, attribute_id, is_selection FROM catalog_producttypeattribute"
    " WHERE product_type_id = ANY(%s) AND is_of_variant ORDER BY position, id",
    "catalog_variantattributevalue",
    "variant_id",
)
_PAGES = _Holder(
    "SELECT id, page_type_id FROM catalog_page WHERE id = ANY(%s)",
    "SELECT page_type_id, attribute_id, FALSE FROM catalog_pagetypeattribute"
    " WHERE page_type_id = ANY(%s) ORDER BY position, id",
    "catalog_pageattributevalue",
    "page_id",
)


def assigned_of_products(product_ids: Sequence[int]) -> dict[int, list[Assigned]]:
    """Return the attributes of products in the order of their family, in at most five statements."""
    return _assigned(_PRODUCTS, product_ids)


def assigned_of_variants(variant_ids: Sequence[int]) -> dict[int, list[Assigned]]:
    """Return the attributes of variants in the order of their family, in at most five statements."""
    return _assigned(_VARIANTS, variant_ids)


def assigned_of_pages(page_ids: Sequence[int]) -> dict[int, list[Assigned]]:
    """Return the attributes of pages in the order of their type, in at most five statements."""
    return _assigned(_PAGES, page_ids)


def attributes_by_id(keys: Iterable[int]) -> dict[int, AttributeRow]:
    """Return attributes by id, in one query."""
    rows = Attribute.objects.filter(pk__in=set(keys)).values_list(*_ATTRIBUTE)
    return {row[0]: AttributeRow(*row) for row in rows}


def attributes_of_types(kind: str, type_ids: Sequence[int]) -> dict[int, list[AttributeRow]]:
    """Return the attributes of families ("product", "variant") or of types of pages ("page"), in two statements."""
    holder = {"product": _PRODUCTS, "variant": _VARIANTS, "page": _PAGES}[kind]
    places = _read(holder.places, type_ids)
    rows = attributes_by_id(attribute for _type, attribute, _chooses in places)
    found: dict[int, list[AttributeRow]] = {key: [] for key in type_ids}
    for type_id, attribute, _chooses in places:
        found[type_id].append(rows[attribute])
    return found


def _assigned(holder: _Holder, keys: Sequence[int]) -> dict[int, list[Assigned]]:
    types = dict(_read(holder.type_of, keys))
    places = _read(holder.places, list(set(types.values())))
    if not places:
        return {key: [] for key in types}
    attributes = attributes_by_id(attribute for _type, attribute, _chooses in places)
    pairs = _read(
        f"SELECT {holder.column}, value_id FROM {holder.values} WHERE {holder.column} = ANY(%s)"
        " ORDER BY position, id",
        keys,
    )
    values = _values(value for _key, value in pairs)
    shelves: defaultdict[tuple[int, int], list[ValueRow]] = defaultdict(list)
    for key, value in pairs:
        row = values[value]
        shelves[key, row.attribute_id].append(row)
    of_type: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for type_id, attribute, chooses in places:
        of_type[type_id].append((attribute, chooses))
    return {
        key: [
            Assigned(attributes[attribute], tuple(shelves.get((key, attribute), ())), chooses)
            for attribute, chooses in of_type[type_id]
        ]
        for key, type_id in types.items()
    }


def _values(keys: Iterable[int]) -> dict[int, ValueRow]:
    rows = AttributeValue.objects.filter(pk__in=set(keys)).values_list(*_VALUE)
    return {row[0]: ValueRow(*row) for row in rows}


def _read(sql: str, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(keys)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
