"""Claim rows of due work: counted before it is tried, found again when its worker dies."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

from django.db import transaction

from orders.models.payment import PaymentOperation, ProviderEvent
from orders.models.transaction import TransactionRequest
from orders.states import WorkState

W = TypeVar("W", PaymentOperation, ProviderEvent, TransactionRequest)

MAX_ATTEMPTS = 5
# Longer than the longest call to the processor (orders.gateways.stripe), so that a living worker keeps its row.
LEASE = timedelta(seconds=30)
BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


@transaction.atomic(durable=True)
def _claim(model: type[W], *, now: datetime, since: float) -> W | None:
    due = model._default_manager.filter(state=WorkState.DUE, due_at__lte=now).order_by("due_at", "id")
    row = due.select_for_update(skip_locked=True).first()
    if row is None:
        return None
    if row.attempts >= MAX_ATTEMPTS:
        row.state = WorkState.DEAD
        row.error = row.error or "The worker died in every attempt."
    else:
        row.attempts += 1
        # The lease runs from this call, not from the first of the batch, which may have been a slow one.
        row.due_at = now + timedelta(seconds=monotonic() - since) + LEASE
    row.save(update_fields=["attempts", "due_at", "state", "error"])
    return row


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
        if row.state == WorkState.DUE:
            yield row


def put_off(row: PaymentOperation | ProviderEvent | TransactionRequest, *, now: datetime, error: str) -> None:
    """Note a failed attempt: again later, or given up visibly after the last."""
    state = WorkState.DEAD if row.attempts >= MAX_ATTEMPTS else WorkState.DUE
    due_at = now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    type(row)._default_manager.filter(pk=row.pk, state=WorkState.DUE).update(
        state=state, due_at=due_at, error=error[:2000]
    )
