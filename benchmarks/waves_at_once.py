"""
Several workers start waves at once over the same shelves: no deadlock, nothing bound twice, nothing left over.

Commits, so it wants a migrated database of its own that holds no lots; it refuses any other. The floor is the same
work by one worker after the other. Run: DATABASE_URL=... python -m benchmarks.waves_at_once 4000:20000 --workers 8
"""

import argparse
import threading
import time

from django.db import connection, connections
from django.db.models import F, Sum

from benchmarks.allocation import MACHINE, NOW, fill
from logistics.checks import stock_findings
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation, Wave
from logistics.models.lot import Lot, LotStock
from logistics.models.warehouse import Warehouse
from logistics.services.wave_create import wave_create
from logistics.states import FulfilmentState

PER_WAVE = 50


def work(warehouse: Warehouse, problems: list[Exception]) -> None:
    """Start waves until nothing waits."""
    try:
        while wave_create(actor=MACHINE, warehouse_id=warehouse.pk, now=NOW, limit=PER_WAVE).wave:
            pass
    except Exception as error:  # noqa: BLE001 -- what went wrong is the result
        problems.append(error)
    finally:
        connections.close_all()


def run(warehouse: Warehouse, workers: int) -> float:
    """Let so many work at once; return the seconds."""
    problems: list[Exception] = []
    threads = [threading.Thread(target=work, args=(warehouse, problems)) for _ in range(workers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    if problems:
        raise SystemExit(f"{len(problems)} of {workers} workers failed: {problems[0]!r}")
    return took


def demand_whole() -> None:
    """Every line has what it wants, once, and every counter is the sum of its rows."""
    bound = FulfilmentLine.objects.annotate(bound=Sum("allocations__quantity"))
    wrong = bound.exclude(bound=F("quantity")).count()
    waiting = Fulfilment.objects.filter(state=FulfilmentState.RELEASED).count()
    findings = stock_findings()
    if wrong or waiting or findings:
        raise SystemExit(f"{wrong} lines wrong, {waiting} parcels wait, {findings[:3]}")


def undo() -> None:
    """Let everything wait again."""
    LotAllocation.objects.all().delete()
    LotStock.objects.update(allocated=0)
    Fulfilment.objects.update(state=FulfilmentState.RELEASED, wave=None)
    Wave.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", default="1000:5000", help="lines:lots")
    parser.add_argument("--workers", type=int, default=8)
    options = parser.parse_args()
    if Lot.objects.exists():
        raise SystemExit("This database holds lots; give it one of its own.")
    lines, lots = (int(part) for part in options.size.split(":"))
    warehouse = fill(lines, lots)
    alone = run(warehouse, 1)
    demand_whole()
    undo()
    together = run(warehouse, options.workers)
    demand_whole()
    print(f"{lines:,} lines from {lots:,} lots in waves of {PER_WAVE} parcels")
    print(f"  one worker     {alone:7.2f} s")
    print(f"  {options.workers} workers      {together:7.2f} s  ratio {together / alone:5.2f}, no deadlock")


if __name__ == "__main__":
    main()
