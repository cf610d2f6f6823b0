"""Jobs that last longer than Redis waits for their end: test that ..."""

import time
from collections import Counter

import pytest
from django.db import connection, transaction
from django.utils import timezone

from marketplace.outbox import bus
from marketplace.supervisor import programs
from tests.chaos.accounts import drained
from tests.chaos.house import House, wait_for
from tests.chaos.witness.jobs import SlowJobWanted

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]
# Below the limit of 15 s that a writer waits for a lock, above two ticks of what Redis gives out again
SECONDS = 14.0
HASTY = ("hasty-1", "hasty-2")


def seen() -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM witness")
        return Counter(row[0] for row in cursor.fetchall())


def test_a_task_given_to_two_workers_has_its_effect_once(house: House) -> None:
    house.stop("worker")
    environ = {**house.environ, "CHAOS_VISIBILITY_TIMEOUT": "5"}
    for name in HASTY:
        program = programs.worker(environ)
        command = [*program.command, "--hostname", f"{name}@%h"]
        house.start(name, programs._program(name, command, word="celery", environ=environ))
    try:
        for name in HASTY:

            def is_ready(name: str = name) -> bool:
                return bool(house.started_workers(name))

            wait_for(is_ready, seconds=60, why=f"{name} is ready")
        with transaction.atomic():
            for number in (1, 2):
                bus.publish(SlowJobWanted(number=number, seconds=SECONDS, happened_at=timezone.now()))
        began = time.monotonic()
        house.task("outbox.deliver")
        drained(seconds=90)
        took = time.monotonic() - began
    finally:
        for name in HASTY:
            house.kill(name)
        house.start("worker")

    counted = seen()
    assert (counted["job 1"], counted["job 2"]) == (1, 1)
    starts = [count for what, count in counted.items() if what.startswith("started ")]
    assert max(starts) > 1, f"Redis gave no task out twice in {took:.0f} s: nothing was tested"
