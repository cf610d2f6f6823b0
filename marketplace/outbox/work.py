"""Rows of due work (a call to make, an event to act on): claimed singly, counted, found again when a worker dies."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Final, Protocol, TypeVar

from django.db import models, transaction

DUE: Final = "due"
DEAD: Final = "dead"
MAX_ATTEMPTS: Final = 5
# Longer than the longest call to the outside (ten seconds), so that a living worker keeps its row.
LEASE: Final = timedelta(seconds=30)
BACK_OFF: Final = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
)


class DueWork(Protocol):
    """What a row of due work has: its state, when it is due, how often it was tried, and what went wrong."""

    pk: int
    state: str
    due_at: datetime
    attempts: int
    error: str


W = TypeVar("W", bound=models.Model)


@transaction.atomic(durable=True)
def _claim(model: type[W], *, now: datetime, since: float) -> W | None:
    due = model._default_manager.filter(state=DUE, due_at__lte=now).order_by("due_at", "id")
    row = due.select_for_update(skip_locked=True).first()
    if row is None:
        return None
    _count(row, now=now, since=since)  # type: ignore[arg-type]
    row.save(update_fields=["attempts", "due_at", "state", "error"])
    return row


def _count(row: DueWork, *, now: datetime, since: float) -> None:
    if row.attempts >= MAX_ATTEMPTS:
        row.state = DEAD
        row.error = row.error or "The worker died in every attempt."
        return
    row.attempts += 1
    # The lease runs from this call, not from the first of the batch, which may have been a slow one.
    row.due_at = now + timedelta(seconds=monotonic() - since) + LEASE


def claimed_one_by_one(model: type[W], *, now: datetime, limit: int) -> Iterator[W]:
    """
    Yield at most `limit` rows whose time has come, each left to nobody else for the lease, its attempt counted.

    Each is claimed when the one before has been dealt with: a slow or deadly call uses up no other row's attempts.
    """
    since = monotonic()
    for _turn in range(limit):
        row = _claim(model, now=now, since=since)
        if row is None:
            return
        if getattr(row, "state", "") == DUE:
            yield row


def put_off(row: models.Model, *, now: datetime, error: str) -> None:
    """Note a failed attempt: again later, or given up visibly after the last."""
    attempts = getattr(row, "attempts", MAX_ATTEMPTS)
    state = DEAD if attempts >= MAX_ATTEMPTS else DUE
    due_at = now + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    type(row)._default_manager.filter(pk=row.pk, state=DUE).update(
        state=state, due_at=due_at, error=error[:2000]
    )
