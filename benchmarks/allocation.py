"""
What a wave costs: allocating many order lines from many lots.

Everything happens in one transaction that is rolled back, in the database that DATABASE_URL names (migrated).
CPU is that of this process plus that of the database's process. The floor is the same work by hand: the rows read
and locked with two statements, a plain loop, the allocations, counters and states written with three. Run:
python -m benchmarks.allocation 1000:5000 10000:50000
"""

import argparse
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.test")
django.setup()

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category, ProductType
from logistics.checks import stock_findings
from logistics.fefo import Demand, Supply, allocate
from logistics.models.delivery import DeliveryMethod
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.stock import Reservation, Stock
from logistics.models.warehouse import Bin, Warehouse
from logistics.services.wave_create import wave_create
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import OrganisationKind, VerificationState
from marketplace.kernel.actor import Actor

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
TICK = os.sysconf("SC_CLK_TCK")
LINES_PER_PARCEL = 4
LOTS_PER_VARIANT = 10
UNITS_PER_LOT = 40
BATCH = 5_000
MACHINE = Actor.of_machine("benchmark")


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def organisation(slug: str, **more: bool) -> Organisation:
    return Organisation.objects.create(
        kind=OrganisationKind.COOPERATIVE,
        slug=slug,
        names={"fr": slug},
        province="MA-OUJ",
        region="MA-02",
        state=VerificationState.ACTIVE,
        created_at=NOW,
        **more,
    )


def fill(lines: int, lots: int) -> Warehouse:
    dice = random.Random(7)
    seller, hub = organisation("bench-seller"), organisation("bench-hub", is_hub=True)
    warehouse = Warehouse.objects.create(
        organisation=hub, kind="hub", slug="bench-hub", province="MA-OUJ", region="MA-02", created_at=NOW
    )
    bins = Bin.objects.bulk_create(Bin(warehouse=warehouse, code=f"Z-{number:03d}") for number in range(200))
    product = Product.objects.create(
        organisation=seller,
        product_type=ProductType.objects.create(key="bench"),
        category=Category.objects.create(slug="bench"),
        slug="bench",
        names={"fr": "bench"},
        province="MA-OUJ",
        region="MA-02",
        created_at=NOW,
        updated_at=NOW,
    )
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"BENCH-{n}", net_quantity=Decimal(500), unit="g", weight_g=560)
        for n in range(lots // LOTS_PER_VARIANT)
    )
    fill_lots(variants, seller, warehouse, bins, dice)
    fill_lines(variants, seller, warehouse, lines, dice)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return warehouse


def fill_lots(
    variants: list[Variant], seller: Organisation, warehouse: Warehouse, bins: list[Bin], dice: random.Random
) -> None:
    made = Lot.objects.bulk_create(
        (
            Lot(
                code=f"BENCH-{variant.sku}-{number}",
                variant=variant,
                organisation=seller,
                warehouse=warehouse,
                state="released",
                best_before_date=(best := TODAY + timedelta(days=dice.randrange(40, 700))),
                last_sale_date=best - timedelta(days=30),
                quantity_received=UNITS_PER_LOT,
                received_at=NOW,
            )
            for variant in variants
            for number in range(LOTS_PER_VARIANT)
        ),
        batch_size=BATCH,
    )
    LotStock.objects.bulk_create(
        (
            LotStock(lot=lot, warehouse=warehouse, bin=dice.choice(bins), quantity=UNITS_PER_LOT)
            for lot in made
        ),
        batch_size=BATCH,
    )
    Movement.objects.bulk_create(
        (
            Movement(
                lot=lot,
                warehouse=warehouse,
                quantity=UNITS_PER_LOT,
                reason="receipt",
                actor="b",
                happened_at=NOW,
            )
            for lot in made
        ),
        batch_size=BATCH,
    )


def fill_lines(
    variants: list[Variant], seller: Organisation, warehouse: Warehouse, lines: int, dice: random.Random
) -> None:
    method = DeliveryMethod.objects.create(code="bench", kind="home", carrier=seller, min_days=1, max_days=3)
    parcels = Fulfilment.objects.bulk_create(
        (
            Fulfilment(
                reference=f"order:bench-{n}",
                order_number=str(n),
                warehouse=warehouse,
                recipient={},
                language="fr",
                method=method,
                state_at=NOW + timedelta(seconds=n),
                created_at=NOW,
            )
            for n in range(lines // LINES_PER_PARCEL)
        ),
        batch_size=BATCH,
    )
    rows = FulfilmentLine.objects.bulk_create(
        (
            FulfilmentLine(
                fulfilment=parcel,
                reference=f"order-line:bench-{place}-{number}",
                sub_order_reference="sub-order:bench",
                variant=dice.choice(variants),
                organisation=seller,
                quantity=dice.randrange(1, 4),
            )
            for place, parcel in enumerate(parcels)
            for number in range(LINES_PER_PARCEL)
        ),
        batch_size=BATCH,
    )
    reserved: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        reserved[row.variant_id] += row.quantity
    stocks = Stock.objects.bulk_create(
        Stock(
            variant=variant,
            warehouse=warehouse,
            quantity=UNITS_PER_LOT * LOTS_PER_VARIANT,
            reserved=reserved[variant.pk],
        )
        for variant in variants
    )
    stock_of = {stock.variant_id: stock for stock in stocks}
    Reservation.objects.bulk_create(
        (
            Reservation(
                stock=stock_of[row.variant_id], key=row.reference, quantity=row.quantity, created_at=NOW
            )
            for row in rows
        ),
        batch_size=BATCH,
    )


FLOOR_LINES = """
    SELECT line.id, line.variant_id, line.quantity, line.fulfilment_id
    FROM logistics_fulfilmentline line JOIN logistics_fulfilment f ON f.id = line.fulfilment_id
    WHERE f.warehouse_id = %s AND f.state = 'released' ORDER BY f.state_at, line.id FOR NO KEY UPDATE OF f
"""
FLOOR_LOTS = """
    SELECT s.id, lot.variant_id, s.quantity - s.allocated FROM logistics_lotstock s
    JOIN logistics_lot lot ON lot.id = s.lot_id
    WHERE s.warehouse_id = %s AND s.quantity > s.allocated AND lot.last_sale_date >= %s
      AND lot.state IN ('released', 'released_with_remark') AND lot.variant_id = ANY(%s)
    ORDER BY lot.best_before_date, lot.received_at, s.id FOR NO KEY UPDATE OF s
"""
FLOOR_WRITE = """
    INSERT INTO logistics_lotallocation (line_id, lot_stock_id, quantity)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[])
"""
FLOOR_COUNT = """
    UPDATE logistics_lotstock AS s SET allocated = s.allocated + c.units
    FROM unnest(%s::bigint[], %s::int[]) AS c (id, units) WHERE s.id = c.id
"""
FLOOR_STATE = "UPDATE logistics_fulfilment SET state = 'allocated', state_at = %s WHERE id = ANY(%s)"


def floor(warehouse: Warehouse, today: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_LINES, [warehouse.pk])
        lines = cursor.fetchall()
        cursor.execute(FLOOR_LOTS, [warehouse.pk, today, sorted({line[1] for line in lines})])
        shelves: defaultdict[int, list[list[int]]] = defaultdict(list)
        for lot_stock_id, variant_id, free in cursor.fetchall():
            shelves[variant_id].append([lot_stock_id, free])
        written: list[tuple[int, int, int]] = []
        taken: defaultdict[int, int] = defaultdict(int)
        for line_id, variant_id, quantity, _fulfilment_id in lines:
            shelf = shelves[variant_id]
            missing = quantity
            while missing:
                units = min(missing, shelf[0][1])
                written.append((line_id, shelf[0][0], units))
                taken[shelf[0][0]] += units
                shelf[0][1] -= units
                missing -= units
                if not shelf[0][1]:
                    shelf.pop(0)
        columns = list(zip(*written, strict=True))
        cursor.execute(FLOOR_WRITE, [list(column) for column in columns])
        cursor.execute(FLOOR_COUNT, [list(taken), list(taken.values())])
        cursor.execute(FLOOR_STATE, [NOW, list({line[3] for line in lines})])
        return len(written)


def measured(call: Callable[[], object], *, backend: int, runs: int) -> tuple[float, float]:
    """Return CPU and wall milliseconds of one call; each is undone before the next."""
    own = theirs = wall = 0.0
    for _ in range(runs):
        mark = transaction.savepoint()
        before, their_before, started = time.process_time(), cpu_of(backend), time.perf_counter()
        call()
        own += time.process_time() - before
        theirs += cpu_of(backend) - their_before
        wall += time.perf_counter() - started
        transaction.savepoint_rollback(mark)
    return (own + theirs) / runs * 1000, wall / runs * 1000


def pure_milliseconds(lines: int, lots: int) -> float:
    """What planning alone takes, without a database."""
    dice = random.Random(7)
    variants = lots // LOTS_PER_VARIANT
    days = [dice.randrange(40, 700) for _ in range(lots)]
    supplies = [
        Supply(n, n % variants, UNITS_PER_LOT, NOW, TODAY + timedelta(days=left))
        for n, left in enumerate(days)
    ]
    demands = [
        Demand(str(n // LINES_PER_PARCEL), n, dice.randrange(variants), dice.randrange(1, 4))
        for n in range(lines)
    ]
    started = time.process_time()
    allocate(demands, supplies, today=TODAY)
    return (time.process_time() - started) * 1000


def report(lines: int, lots: int, *, runs: int, backend: int) -> None:
    warehouse = fill(lines, lots)

    def wave() -> object:
        return wave_create(actor=MACHINE, warehouse_id=warehouse.pk, now=NOW, limit=lines)

    mark = transaction.savepoint()
    with CaptureQueriesContext(connection) as queries:
        wave()
    served = LotAllocation.objects.count()
    findings = stock_findings()
    transaction.savepoint_rollback(mark)
    if findings:
        raise SystemExit(f"The stock does not add up: {findings[:3]}")
    ours_cpu, ours_wall = measured(wave, backend=backend, runs=runs)
    floor_cpu, floor_wall = measured(lambda: floor(warehouse, TODAY), backend=backend, runs=runs)
    print(f"{lines:,} lines from {lots:,} lots: {served:,} allocations, {len(queries)} statements")
    print(f"  wave_create   {ours_cpu:9.1f} ms CPU {ours_wall:9.1f} ms wall")
    print(f"  floor         {floor_cpu:9.1f} ms CPU {floor_wall:9.1f} ms wall")
    print(f"  ratio         {ours_cpu / floor_cpu:9.1f}        {ours_wall / floor_wall:9.1f}")
    print(f"  planning alone{pure_milliseconds(lines, lots):9.1f} ms CPU")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["1000:5000"], help="lines:lots")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    for size in options.sizes:
        lines, lots = (int(part) for part in size.split(":"))
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backend = cursor.fetchone()[0]
            report(lines, lots, runs=options.runs, backend=backend)
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()
