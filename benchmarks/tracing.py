"""
What it costs to trace a lot that became very many others.

A root lot is processed in steps of so many children each, until it has as many descendants as asked for; ten units of
each stand on the shelf. All in one transaction that is rolled back, in the database that DATABASE_URL names (migrated).
The floor of reading is one pass over the same rows without any walk: every input of a run joined to its output and both
lots. The floor of a recall is the same rows written by hand: the list, the states, the stock. Processor time is that of
this process plus that of the database's. Run:
python -m benchmarks.tracing 1000 10000 100000
"""

import argparse
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from benchmarks.allocation import BATCH, LOTS_PER_VARIANT, MACHINE, NOW, fill, measured
from logistics.models.delivery import DeliveryMethod
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.parcel import Parcel
from logistics.models.processing import ProcessingRun, Recipe, RunInput
from logistics.models.recall import Recall
from logistics.models.stock import Stock
from logistics.selectors.genealogy import ancestors_of, descendants_of, descendants_page
from logistics.selectors.lot_trace import lot_trace
from logistics.selectors.recalls import recall_detail
from logistics.services.recall_list import recalls_list_due
from logistics.services.recall_open import recall_open
from logistics.states import RecallTrigger

CHILDREN = 10
LOTS_A_PARCEL = 10
UNITS = 10
FLOOR = """
    SELECT lot.id, lot.code, lot.state FROM logistics_runinput i
    JOIN logistics_processingrun r ON r.id = i.run_id JOIN logistics_lot lot ON lot.id = r.output_lot_id
    JOIN logistics_lot source ON source.id = i.lot_id ORDER BY 1
"""
RECALL_FLOOR = (
    "CREATE TEMP TABLE listed ON COMMIT DROP AS SELECT unnest(%(lots)s::bigint[]) AS lot_id",
    "UPDATE logistics_lot SET state = 'recalled', reason = 'b', decided_at = %(now)s FROM listed WHERE id = lot_id",
    """
    UPDATE logistics_stock s SET quantity = s.quantity - held.units FROM (
        SELECT lot.variant_id, row.warehouse_id, sum(row.quantity) AS units FROM logistics_lotstock row
        JOIN listed ON listed.lot_id = row.lot_id JOIN logistics_lot lot ON lot.id = row.lot_id GROUP BY 1, 2
    ) held WHERE held.variant_id = s.variant_id AND held.warehouse_id = s.warehouse_id
    """,
)


def fill_tree(descendants: int) -> tuple[Lot, Lot]:
    """Make the lots and runs; return the root, and a lot of the last generation."""
    warehouse = fill(LOTS_PER_VARIANT, LOTS_PER_VARIANT)
    root = Lot.objects.filter(warehouse=warehouse).earliest("pk")
    recipe = Recipe.objects.create(output=root.variant, created_at=NOW)
    made = Lot.objects.bulk_create(
        (
            Lot(
                code=f"TREE-{number}",
                variant_id=root.variant_id,
                organisation_id=root.organisation_id,
                warehouse=warehouse,
                state="released",
                quantity_received=UNITS,
                received_at=NOW,
            )
            for number in range(descendants)
        ),
        batch_size=BATCH,
    )
    fill_shelves(made)
    runs = ProcessingRun.objects.bulk_create(
        (
            ProcessingRun(
                number=f"T{number}",
                key=f"tree-{number}",
                recipe=recipe,
                warehouse=warehouse,
                output_lot=lot,
                output_units=10,
                input_g=1_000,
                output_g=1_000,
                done_by="b",
                done_at=NOW,
            )
            for number, lot in enumerate(made)
        ),
        batch_size=BATCH,
    )
    fill_parcels(made)
    family = [root, *made]
    RunInput.objects.bulk_create(
        (RunInput(run=run, lot=family[number // CHILDREN], units=1) for number, run in enumerate(runs)),
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return root, made[-1]


def fill_shelves(made: list[Lot]) -> None:
    """Let all units of these lots stand and be sellable."""
    LotStock.objects.bulk_create(
        (LotStock(lot=lot, warehouse_id=lot.warehouse_id, quantity=UNITS) for lot in made), batch_size=BATCH
    )
    Movement.objects.bulk_create(
        (
            Movement(
                lot=lot,
                warehouse_id=lot.warehouse_id,
                quantity=UNITS,
                reason="receipt",
                actor="b",
                happened_at=NOW,
            )
            for lot in made
        ),
        batch_size=BATCH,
    )
    Stock.objects.filter(variant=made[0].variant_id).update(quantity=F("quantity") + UNITS * len(made))


def fill_parcels(made: list[Lot]) -> None:
    """Let two units of every tenth lot have gone to a customer."""
    sold = made[::LOTS_A_PARCEL]
    method = DeliveryMethod.objects.get(code="bench")
    orders = Fulfilment.objects.bulk_create(
        (
            Fulfilment(
                reference=f"order:tree-{lot.pk}",
                order_number=str(lot.pk),
                warehouse_id=lot.warehouse_id,
                recipient={},
                language="fr",
                method=method,
                state="delivered",
                state_at=NOW,
                created_at=NOW,
            )
            for lot in sold
        ),
        batch_size=BATCH,
    )
    lines = FulfilmentLine.objects.bulk_create(
        (
            FulfilmentLine(
                fulfilment=order,
                reference=f"order-line:tree-{lot.pk}",
                sub_order_reference="sub-order:tree",
                variant_id=lot.variant_id,
                organisation_id=lot.organisation_id,
                quantity=2,
            )
            for order, lot in zip(orders, sold, strict=True)
        ),
        batch_size=BATCH,
    )
    standing = dict(LotStock.objects.filter(lot__in=sold).values_list("lot", "pk"))
    LotAllocation.objects.bulk_create(
        (
            LotAllocation(
                line=line,
                lot_stock_id=standing[lot.pk],
                quantity=2,
                picked_at=NOW,
                packed_at=NOW,
            )
            for line, lot in zip(lines, sold, strict=True)
        ),
        batch_size=BATCH,
    )
    Parcel.objects.bulk_create(
        (
            Parcel(
                fulfilment=order,
                number=f"TREE-{number}",
                tracking_number=f"TREE-{number}",
                carrier_id=method.carrier_id,
                weight_g=1_000,
                expected_weight_g=1_000,
                packed_by="b",
                packed_at=NOW,
            )
            for number, order in enumerate(orders)
        ),
        batch_size=BATCH,
    )


def floor() -> int:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR)
        return len(cursor.fetchall())


def recall_floor(lots: list[int]) -> None:
    with connection.cursor() as cursor:
        for statement in RECALL_FLOOR:
            cursor.execute(statement, {"lots": lots, "now": NOW})


def recalled(root: Lot, key: str) -> Recall:
    return recall_open(
        actor=MACHINE,
        warehouse_id=root.warehouse_id,
        lot_ids=[root.pk],
        trigger=RecallTrigger.LABORATORY,
        reason="benchmark",
        key=key,
        now=NOW,
    )


def report(descendants: int, *, backend: int) -> None:
    root, last = fill_tree(descendants)
    found = descendants_of([root.pk])
    if len(found) != descendants:
        raise SystemExit(f"{len(found)} of {descendants} descendants were found.")

    def show(name: str, call: Callable[[], object], base: float, *, runs: int = 3) -> float:
        with CaptureQueriesContext(connection) as queries:
            mark = transaction.savepoint()
            call()
            transaction.savepoint_rollback(mark)
        cpu, wall = measured(call, backend=backend, runs=runs)
        ratio = cpu / (base or cpu)
        print(f"  {name:<22}{cpu:9.1f} ms CPU {wall:9.1f} ms wall  ratio {ratio:6.2f}, {len(queries) - 2}")
        return cpu

    print(f"{descendants:,} descendants in {found[-1].depth} generations; the last column are statements")
    base = show("floor of reading", floor, 0)
    show("all, forward", lambda: descendants_of([root.pk]), base)
    show("back from the last", lambda: ancestors_of([last.pk]), base)
    show("one page", lambda: descendants_page(root.pk), base)
    show("whole trace", lambda: lot_trace(actor=MACHINE, lot_id=root.pk), base)
    family = [root.pk, *(row.lot_id for row in found)]
    written = show("floor of a recall", lambda: recall_floor(family), 0, runs=2)
    show("recall_open", lambda: recalled(root, "measured"), written, runs=2)
    recall = recalled(root, "kept")
    show("a part of its list", lambda: recalls_list_due(now=NOW, limit=1), written, runs=2)
    begun, parts = time.perf_counter(), recalls_list_due(now=NOW, limit=1_000_000)
    print(f"  the rest of its list: {parts} parts in {time.perf_counter() - begun:.1f} s")
    show("a recall's page", lambda: recall_detail(actor=MACHINE, recall_id=recall.pk), base)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000])
    for size in parser.parse_args().sizes:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backend = cursor.fetchone()[0]
            report(size, backend=backend)
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()
