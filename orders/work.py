"""Claim rows of due work: counted before it is tried, found again when its worker dies."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction

from orders.models.payment import PaymentOperation, ProviderEvent
from orders.states import WorkState

W = TypeVar("W", PaymentOperation, ProviderEvent)

MAX_ATTEMPTS = 5
LEASE = timedelta(minutes=2)
BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


@transaction.atomic
def claim_due(model: type[W], *, now: datetime, limit: int) -> list[W]:
    """Take rows whose time has come, leave them to nobody else for the lease, and count the attempt."""
    rows = list(
        model._default_manager.select_for_update(skip_locked=True)
        .filter(state=WorkState.DUE, due_at__lte=now)
        .order_by("due_at", "id")[:limit]
    )
    for row in rows:
        row.attempts += 1
        row.due_at = now + LEASE
        if row.attempts > MAX_ATTEMPTS:
            row.state = WorkState.DEAD
    model._default_manager.bulk_update(rows, ["attempts", "due_at", "state"])
    return [row for row in rows if row.state == WorkState.DUE]


def put_off(row: PaymentOperation | ProviderEvent, *, now: datetime, error: str) -> None:
    """Note a failed attempt: again later, or given up visibly after the last."""
    state = WorkState.DEAD if row.attempts >= MAX_ATTEMPTS else WorkState.DUE
    due_at = now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    type(row)._default_manager.filter(pk=row.pk, state=WorkState.DUE).update(
        state=state, due_at=due_at, error=error[:2000]
    )
