"""Attributes with the values that products, variants and pages have: fixed numbers of statements for any number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from catalog.selectors.rows import facts
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


_ATTRIBUTE = ", ".join(f"a.{name}" for name in AttributeRow.__slots__)
_VALUE = ", ".join(f"v.{name}" for name in ValueRow.__slots__)
# Places of the columns that hold JSON
_ATTRIBUTE_JSON = (AttributeRow.__slots__.index("names"),)
_VALUE_JSON = tuple(ValueRow.__slots__.index(name) for name in ("names", "plain_texts", "documents"))


@dataclass(frozen=True, slots=True)
class _Holder:
    """Where one kind of thing keeps its attributes and values: statements over our own tables."""

    # Its attributes in their order: (id, attribute id, whether customers choose by it)
    places: str
    # Its values in their order: the id, then the columns of a value
    values: str
    # The attributes of its types: (type id, attribute id)
    of_types: str


def _holder(
    table: str, type_join: str, type_table: str, type_column: str, places: str, column: str
) -> _Holder:
    return _Holder(
        f"SELECT h.id, place.attribute_id, {'place.is_selection' if 'product' in type_table else 'FALSE'}"
        f" FROM {table} h {type_join} JOIN {type_table} place ON {places} WHERE h.id = ANY(%s)"
        " ORDER BY place.position, place.id",
        f"SELECT x.{column}, {_VALUE} FROM {table}attributevalue x"
        f" JOIN catalog_attributevalue v ON v.id = x.value_id WHERE x.{column} = ANY(%s) ORDER BY x.position, x.id",
        f"SELECT place.{type_column}, place.attribute_id FROM {type_table} place"
        f" WHERE place.{type_column} = ANY(%s)"
        f"{' AND ' + places.partition(' AND ')[2] if ' AND ' in places else ''} ORDER BY place.position, place.id",
    )


_PRODUCTS = _holder(
    "catalog_product",
    "",
    "catalog_producttypeattribute",
    "product_type_id",
    "place.product_type_id = h.product_type_id AND NOT place.is_of_variant",
    "product_id",
)
_VARIANTS = _holder(
    "catalog_variant",
    "JOIN catalog_product p ON p.id = h.product_id",
    "catalog_producttypeattribute",
    "product_type_id",
    "place.product_type_id = p.product_type_id AND place.is_of_variant",
    "variant_id",
)
_PAGES = _holder(
    "catalog_page",
    "",
    "catalog_pagetypeattribute",
    "page_type_id",
    "place.page_type_id = h.page_type_id",
    "page_id",
)


def assigned_of_products(product_ids: Sequence[int]) -> dict[int, list[Assigned]]:
    """Return the attributes of products in the order of their family, in at most three statements."""
    return _assigned(_PRODUCTS, product_ids)


def assigned_of_variants(variant_ids: Sequence[int]) -> dict[int, list[Assigned]]:
    """Return the attributes of variants in the order of their family, in at most three statements."""
    return _assigned(_VARIANTS, variant_ids)


def assigned_of_pages(page_ids: Sequence[int]) -> dict[int, list[Assigned]]:
    """Return the attributes of pages in the order of their type, in at most three statements."""
    return _assigned(_PAGES, page_ids)


def attributes_by_id(keys: Iterable[int]) -> dict[int, AttributeRow]:
    """Return attributes by id, in one statement."""
    rows = _read(f"SELECT {_ATTRIBUTE} FROM catalog_attribute a WHERE a.id = ANY(%s)", list(set(keys)))
    return {row[0]: AttributeRow(*_parsed(row, _ATTRIBUTE_JSON)) for row in rows}


def attributes_of_types(kind: str, type_ids: Sequence[int]) -> dict[int, list[AttributeRow]]:
    """Return the attributes of families ("product", "variant") or of types of pages ("page"), in two statements."""
    holder = {"product": _PRODUCTS, "variant": _VARIANTS, "page": _PAGES}[kind]
    places = _read(holder.of_types, type_ids)
    rows = attributes_by_id(attribute for _type, attribute in places)
    found: dict[int, list[AttributeRow]] = {key: [] for key in type_ids}
    for type_id, attribute in places:
        found[type_id].append(rows[attribute])
    return found


def _assigned(holder: _Holder, keys: Sequence[int]) -> dict[int, list[Assigned]]:
    found: dict[int, list[Assigned]] = {key: [] for key in keys}
    places = _read(holder.places, keys)
    if not places:
        return found
    attributes = attributes_by_id(attribute for _key, attribute, _chooses in places)
    shelves: defaultdict[tuple[int, int], list[ValueRow]] = defaultdict(list)
    known: dict[int, ValueRow] = {}
    for key, *columns in _read(holder.values, keys):
        # Many products share a value: its JSON is read once.
        row = known.get(columns[0])
        if row is None:
            row = known[columns[0]] = ValueRow(*_parsed(columns, _VALUE_JSON))
        shelves[key, row.attribute_id].append(row)
    for key, attribute, chooses in places:
        values = tuple(shelves.get((key, attribute), ()))
        found[key].append(Assigned(attributes[attribute], values, chooses))
    return found


def _parsed(columns: Sequence[Any], places: Sequence[int]) -> list[Any]:
    row = list(columns)
    for place in places:
        row[place] = facts(row[place])
    return row


def _read(sql: str, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(keys)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
