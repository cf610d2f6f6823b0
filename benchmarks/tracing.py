"""
What it costs to trace a lot that became very many others.

A root lot is processed in steps of so many children each, until it has as many descendants as asked for. All in one
transaction that is rolled back, in the database that DATABASE_URL names (migrated). The floor is one pass over the
same rows without any walk: every input of a run joined to its output and both lots. Run:
python -m benchmarks.tracing 1000 10000 100000
"""

import argparse
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.allocation import BATCH, LOTS_PER_VARIANT, MACHINE, NOW, fill
from logistics.models.lot import Lot
from logistics.models.processing import ProcessingRun, Recipe, RunInput
from logistics.models.recall import Recall
from logistics.selectors.genealogy import ancestors_of, descendants_of, descendants_page
from logistics.selectors.lot_trace import lot_trace
from logistics.selectors.recalls import recall_detail

CHILDREN = 10
FLOOR = """
    SELECT lot.id, lot.code, lot.state FROM logistics_runinput i
    JOIN logistics_processingrun r ON r.id = i.run_id JOIN logistics_lot lot ON lot.id = r.output_lot_id
    JOIN logistics_lot source ON source.id = i.lot_id ORDER BY 1
"""


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
                quantity_received=10,
                received_at=NOW,
            )
            for number in range(descendants)
        ),
        batch_size=BATCH,
    )
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
    family = [root, *made]
    RunInput.objects.bulk_create(
        (RunInput(run=run, lot=family[number // CHILDREN], units=1) for number, run in enumerate(runs)),
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return root, made[-1]


def seconds(call: Callable[[], object], runs: int = 3) -> float:
    """Return the quickest of some calls."""
    best = float("inf")
    for _ in range(runs):
        started = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - started)
    return best


def floor() -> int:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR)
        return len(cursor.fetchall())


def report(descendants: int) -> None:
    root, last = fill_tree(descendants)
    found = descendants_of([root.pk])
    if len(found) != descendants:
        raise SystemExit(f"{len(found)} of {descendants} descendants were found.")
    with CaptureQueriesContext(connection) as queries:
        lot_trace(actor=MACHINE, lot_id=root.pk)
    base = seconds(floor)
    walk, back = seconds(lambda: descendants_of([root.pk])), seconds(lambda: ancestors_of([last.pk]))
    family = seconds(lambda: descendants_page(root.pk))
    trace = seconds(lambda: lot_trace(actor=MACHINE, lot_id=root.pk))
    recall = Recall.objects.create(
        number="RC-B", key="bench", warehouse=root.warehouse, trigger="drill", reason="b", opened_at=NOW
    )
    recall.lots.set([root.pk, *(row.lot_id for row in found)])
    with CaptureQueriesContext(connection) as asked:
        recall_detail(actor=MACHINE, recall_id=recall.pk)
    recalled = seconds(lambda: recall_detail(actor=MACHINE, recall_id=recall.pk), runs=2)
    print(
        f"{descendants:,} descendants in {found[-1].depth} generations, {len(queries)} statements for the page"
    )
    print(f"  floor      {base * 1000:9.1f} ms")
    print(f"  forward    {walk * 1000:9.1f} ms  ratio {walk / base:5.1f}")
    print(f"  back       {back * 1000:9.1f} ms  ratio {back / base:5.2f}")
    print(f"  one page   {family * 1000:9.1f} ms  ratio {family / base:5.1f}")
    print(f"  whole trace{trace * 1000:9.1f} ms  ratio {trace / base:5.1f}")
    print(f"  a recall   {recalled * 1000:9.1f} ms  ratio {recalled / base:5.1f}, {len(asked)} statements")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000])
    for size in parser.parse_args().sizes:
        with transaction.atomic():
            report(size)
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()
