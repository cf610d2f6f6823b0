"""Load very many products at the speed of COPY: for benchmarks and for the scaled demonstration, not for people."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction

from catalog.models.taxonomy import Category, ProductType
from catalog.services.attributes_derive import attributes_derive
from catalog.services.search_document import COLUMNS, DOCUMENT, search_words_of, words_around
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.geography import region_of
from marketplace.kernel.search_text import sort_key
from marketplace.kernel.texts import text_in

BATCH = 2000


@dataclass(frozen=True, slots=True)
class BulkVariant:
    """One size of a product and its price; `weight_g` includes the packing."""

    sku: str
    names: Mapping[str, str]
    net_quantity: Decimal
    unit: str
    weight_g: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class BulkProduct:
    """A product to be published at once; texts are language code -> text."""

    slug: str
    organisation_id: int
    product_type_id: int
    category_id: int
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    province: str
    season_months: Sequence[int]
    published_at: datetime
    variants: Sequence[BulkVariant]


@dataclass(frozen=True, slots=True)
class _Around:
    """The names around a product that a search should find it by."""

    organisations: Mapping[int, Mapping[str, str]]
    selling: frozenset[int]
    types: Mapping[int, Mapping[str, str]]
    categories: Mapping[int, Mapping[str, str]]
    # The words of (seller, family, shelf, province), worked out once for all their products
    words: dict[tuple[int, int, int, str], dict[str, str]] = field(default_factory=dict)

    def words_of(self, row: BulkProduct) -> dict[str, str]:
        """The words of what stands around a product."""
        key = (row.organisation_id, row.product_type_id, row.category_id, row.province)
        if key not in self.words:
            names = (self.organisations[key[0]], self.types[key[1]], self.categories[key[2]])
            self.words[key] = words_around(*names, province_code=row.province)
        return self.words[key]


_PRODUCT_COLUMNS = (
    "id, organisation_id, product_type_id, category_id, slug, names, descriptions, ingredients, storage, allergens,"
    " province, region, commune, season_months, state, reason, created_at, updated_at"
)
_LISTING_COLUMNS = (
    "product_id, channel_id, is_published, published_at, price_from_minor, full_from_minor, currency, is_visible,"
    " organisation_id, category_id, product_type_id, region, province, name_key_ar, name_key_fr"
)


def catalogue_bulk_load(
    *, products: Iterable[BulkProduct], channel: Channel, progress: Callable[[int], None] | None = None
) -> int:
    """
    Insert published products with variants, prices, listings and search documents; return how many.

    Each batch commits by itself, so an interrupted load can be resumed behind what is there. Nothing is published to
    the outbox and no rule of review is asked: the caller vouches for the rows, the database for its constraints.

    :param progress: called after each batch with the number of products loaded so far
    """
    around = _around()
    source = iter(products)
    done = 0
    while batch := list(islice(source, BATCH)):
        with transaction.atomic():
            _load(batch, channel, around)
        done += len(batch)
        if progress is not None:
            progress(done)
    with connection.cursor() as cursor:
        for table in ("catalog_product", "catalog_variant", "catalog_price", "catalog_listing"):
            cursor.execute(f"ANALYZE {table}")
    return done


def _around() -> _Around:
    sellers = list(Organisation.objects.values_list("pk", "names", "state", "is_seller"))
    return _Around(
        organisations={key: names for key, names, _state, _sells in sellers},
        selling=frozenset(key for key, _names, state, sells in sellers if state == "active" and sells),
        types=dict(ProductType.objects.values_list("pk", "names")),
        categories=dict(Category.objects.values_list("pk", "names")),
    )


def _load(batch: Sequence[BulkProduct], channel: Channel, around: _Around) -> None:
    product_ids = _ids("catalog_product", len(batch))
    variants = [(key, each) for key, row in zip(product_ids, batch, strict=True) for each in row.variants]
    variant_ids = _ids("catalog_variant", len(variants))
    numbered = list(zip(product_ids, batch, strict=True))
    _insert_products(numbered, around)
    _copy(
        "catalog_variant",
        "id, product_id, sku, names, net_quantity, unit, weight_g, gtin, position, is_active",
        (
            (
                key,
                product_id,
                each.sku,
                _json(each.names),
                each.net_quantity,
                each.unit,
                each.weight_g,
                "",
                0,
                True,
            )
            for key, (product_id, each) in zip(variant_ids, variants, strict=True)
        ),
    )
    _copy(
        "catalog_price",
        "variant_id, channel_id, amount_minor, currency",
        (
            (key, channel.pk, each.price_minor, channel.currency)
            for key, (_product_id, each) in zip(variant_ids, variants, strict=True)
        ),
    )
    _copy("catalog_listing", _LISTING_COLUMNS, (_listing(key, row, channel, around) for key, row in numbered))
    attributes_derive(product_ids=product_ids)


def _ids(table: str, count: int) -> list[int]:
    """Take numbers from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _insert_products(numbered: Sequence[tuple[int, BulkProduct]], around: _Around) -> None:
    """Copy into a table that lasts for this transaction, then insert with the search document made on the way."""
    words = ", ".join(f"{column} text" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bulk_product (LIKE catalog_product INCLUDING DEFAULTS) ON COMMIT DROP"
        )
        cursor.execute(f"ALTER TABLE bulk_product ADD COLUMN {words.replace(', ', ', ADD COLUMN ')}")
    _copy(
        "bulk_product",
        f"{_PRODUCT_COLUMNS}, {', '.join(COLUMNS)}",
        ((*_product(key, row), *_words(row, around)) for key, row in numbered),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO catalog_product ({_PRODUCT_COLUMNS}, search_document)"
            f" SELECT {_PRODUCT_COLUMNS}, {DOCUMENT} FROM bulk_product d"
        )
        cursor.execute("DROP TABLE bulk_product")


def _words(row: BulkProduct, around: _Around) -> tuple[str, ...]:
    found = search_words_of(names=row.names, stories=[row.descriptions], around=around.words_of(row))
    return tuple(found[column] for column in COLUMNS)


def _json(value: Mapping[str, str]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)


def _product(key: int, row: BulkProduct) -> tuple[Any, ...]:
    return (
        key, row.organisation_id, row.product_type_id, row.category_id, row.slug, _json(row.names),
        _json(row.descriptions), "{}", "{}", [], row.province, region_of(row.province).code, "",
        list(row.season_months), "published", "", row.published_at, row.published_at,
    )  # fmt: skip


def _listing(key: int, row: BulkProduct, channel: Channel, around: _Around) -> tuple[Any, ...]:
    return (
        key, channel.pk, True, row.published_at, *[min(each.price_minor for each in row.variants)] * 2,
        channel.currency, row.organisation_id in around.selling, row.organisation_id, row.category_id,
        row.product_type_id, region_of(row.province).code, row.province,
        sort_key(text_in(row.names, "ar")), sort_key(text_in(row.names, "fr")),
    )  # fmt: skip
