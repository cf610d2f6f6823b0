"""Notes each start of `outbox.deliver`, outside any transaction, so that executions can be told from effects."""

from typing import Any

from celery.signals import task_prerun
from django.db import connection


def _note(*, task: Any, **_more: Any) -> None:
    if task.name == "outbox.deliver":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO witness (what) VALUES (%s)", [f"started {task.request.id}"])


def keep() -> None:
    """Listen to Celery's own signal in this process."""
    task_prerun.connect(_note, weak=False, dispatch_uid="chaos-tally")
