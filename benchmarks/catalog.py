"""
What the catalogue's hot reads cost at several sizes: CPU of this process plus CPU of the database's process.

Everything happens in one transaction that is rolled back, in the database that DATABASE_URL names (migrated).
The floor is one hand-written statement for the same 24 rows and orjson. Run:
python -m benchmarks.catalog 2000 20000
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import django
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.test")
django.setup()

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models.product import Variant
from catalog.models.taxonomy import Category, ProductType
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_counted, products_listed
from catalog.selectors.offers import offers
from catalog.selectors.product_page import product_page
from catalog.services.catalogue_bulk_load import BulkProduct, BulkVariant, catalogue_bulk_load
from catalog.services.reference_load import reference_load
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import OrganisationKind, VerificationState
from marketplace.kernel.geography import provinces

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TICK = os.sysconf("SC_CLK_TCK")
WORDS = (
    "miel",
    "thym",
    "argan",
    "dattes",
    "safran",
    "amandes",
    "olive",
    "couscous",
    "cumin",
    "romarin",
    "figue",
)

FLOOR = """
    SELECT p.id, p.slug, p.names, l.price_from_minor, o.names
    FROM catalog_listing l JOIN catalog_product p ON p.id = l.product_id
    JOIN cooperatives_organisation o ON o.id = p.organisation_id
    WHERE l.channel_id = %s AND l.is_visible ORDER BY l.published_at DESC, l.product_id DESC LIMIT 24
"""


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def measure(call: Callable[[], object], *, backend: int, seconds: float) -> tuple[float, float, int]:
    """Return CPU milliseconds, wall milliseconds and statements of one call."""
    with CaptureQueriesContext(connection) as queries:
        call()
    connection.force_debug_cursor = False
    call()
    runs, started = 0, time.perf_counter()
    own, theirs = time.process_time(), cpu_of(backend)
    while time.perf_counter() - started < seconds:
        call()
        runs += 1
    wall = time.perf_counter() - started
    cpu = time.process_time() - own + cpu_of(backend) - theirs
    return cpu / runs * 1000, wall / runs * 1000, len(queries)


def rows(count: int, sellers: list[int], families: list[int], shelves: list[int]) -> Iterator[BulkProduct]:
    dice = random.Random(7)
    places = sorted(provinces())
    for number in range(count):
        name = f"{dice.choice(WORDS)} {dice.choice(WORDS)} {number}"
        yield BulkProduct(
            slug=f"bench-{number}",
            organisation_id=dice.choice(sellers),
            product_type_id=dice.choice(families),
            category_id=dice.choice(shelves),
            names={"fr": name, "ar": f"عسل {number}"},
            descriptions={"fr": f"Un produit de {name}, préparé à la main par la coopérative."},
            province=dice.choice(places),
            season_months=[],
            published_at=NOW - timedelta(minutes=number),
            variants=[
                BulkVariant(f"BN{number}-{size}", {"fr": f"{size} g"}, Decimal(size), "g", size + 60, price)
                for size, price in ((250, dice.randrange(1000, 9000)), (500, dice.randrange(9000, 20000)))
            ],
        )


def fill(count: int) -> Channel:
    reference_load()
    channel = Channel.objects.create(slug="bench", name="Bench")
    sellers = [
        Organisation.objects.create(
            kind=OrganisationKind.COOPERATIVE,
            slug=f"bench-{number}",
            names={"fr": f"Coopérative {number}"},
            province="MA-FIG",
            region="MA-02",
            state=VerificationState.ACTIVE,
            created_at=NOW,
        ).pk
        for number in range(max(50, count // 100))
    ]
    families = list(ProductType.objects.values_list("pk", flat=True))
    shelves = list(Category.objects.filter(children__isnull=True).values_list("pk", flat=True))
    started = time.perf_counter()
    catalogue_bulk_load(products=rows(count, sellers, families, shelves), channel=channel)
    print(f"{count:,} products loaded, {count / (time.perf_counter() - started):,.0f} per second")
    return channel


def floor(channel: Channel) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [channel.pk])
        found = cursor.fetchall()
    return orjson.dumps(
        [
            {
                "id": key,
                "slug": slug,
                "names": orjson.loads(names),
                "price": price,
                "seller": orjson.loads(seller),
            }
            for key, slug, names, price, seller in found
        ]
    )


def cases(channel: Channel, count: int) -> Iterator[tuple[str, Callable[[], object]]]:
    today = NOW.date()

    def listed(
        order: ProductOrder = ProductOrder.NEWEST, after: str = "", **filters: object
    ) -> Callable[[], object]:
        wanted = ProductFilters(**filters)  # type: ignore[arg-type]
        return lambda: products_listed(channel=channel, filters=wanted, order=order, today=today, after=after)

    after = ""
    for _page in range(min(50, count // 24 - 1)):
        after = products_listed(
            channel=channel, filters=ProductFilters(), order=ProductOrder.NEWEST, today=today, after=after
        ).cursor
    seller = Organisation.objects.filter(slug="bench-7").values_list("pk", flat=True).get()
    variants = list(Variant.objects.filter(sku__startswith="BN7").values_list("pk", flat=True)[:5])
    yield "list, newest", listed()
    yield "list, page 50", listed(after=after)
    yield "list, cheapest", listed(ProductOrder.PRICE_UP)
    yield "list, by name", listed(ProductOrder.NAME)
    yield "list, one shelf", listed(category="miel")
    yield "list, shelf of shelves", listed(category="epicerie")
    yield "list, one region", listed(region="MA-07")
    yield "list, region and family", listed(region="MA-12", product_type="saffron")
    yield "list, one seller", listed(organisation_id=seller)
    yield "search, newest first", listed(search="safran cumin")
    yield "search, best first", listed(ProductOrder.RELEVANCE, search="safran cumin")
    yield (
        "count of one shelf",
        lambda: products_counted(channel=channel, filters=ProductFilters(category="miel"), today=today),
    )
    yield "offers of 5 variants", lambda: offers(variants, channel, NOW)
    yield "product page", lambda: product_page(slug="bench-7", channel=channel, language="ar", at=NOW)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[2000, 20000])
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each case runs")
    options = parser.parse_args()
    for count in options.sizes:
        report(count, options.seconds)


def report(count: int, seconds: float) -> None:
    with transaction.atomic():
        channel = fill(count)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        least, wall, _statements = measure(lambda: floor(channel), backend=backend, seconds=seconds)
        print(f"{'':26} {'CPU ms':>8} {'wall ms':>8} {'ratio':>6} {'statements':>11}")
        print(f"{'floor: 24 rows and orjson':26} {least:8.2f} {wall:8.2f} {1:6.1f} {1:11d}")
        for name, call in cases(channel, count):
            cpu, wall, statements = measure(call, backend=backend, seconds=seconds)
            print(f"{name:26} {cpu:8.2f} {wall:8.2f} {cpu / least:6.1f} {statements:11d}")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
