"""A fact whose handling takes long and leaves one row in the table `witness`."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection

from marketplace.kernel.events import Event
from marketplace.outbox import bus

NAME = "tests.slow_job"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowJobWanted(Event):
    """Somebody wants a job done that takes so many seconds."""

    topic: ClassVar[str] = "tests.slow-job-wanted.v1"

    number: int
    seconds: float


def slow_job(event: SlowJobWanted, *, now: datetime) -> None:
    """Leave a row behind, then take time before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO witness (what) VALUES (%s)", [f"job {event.number}"])
    time.sleep(event.seconds)


def register() -> None:
    """Listen."""
    bus.listens(SlowJobWanted, name=NAME)(slow_job)
