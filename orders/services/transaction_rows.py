"""What is written of transactions by several use cases: their sums, and calls to apps that are due."""

import uuid
from datetime import datetime

from orders.models.transaction import Transaction, TransactionEvent, TransactionRequest
from orders.transaction_sums import sums_of


def transaction_recalculate(row: Transaction, *, now: datetime) -> None:
    """Write the amounts of a locked transaction anew from all its events."""
    sums = sums_of(row.events.order_by("id"))
    names = type(sums).__dataclass_fields__
    for name in names:
        setattr(row, f"{name}_minor", getattr(sums, name))
    row.modified_at = now
    row.save(update_fields=[*(f"{name}_minor" for name in names), "modified_at"])


def transactions_request(*, checkout_id: uuid.UUID, action: str, now: datetime) -> int:
    """
    Have every app take ("charge") or give up ("cancel") what it has promised for a basket; return how many are asked.

    Asking again finds nothing left to ask for: what is asked for is out of the promise already.
    """
    rows = Transaction.objects.select_for_update().filter(checkout_id=checkout_id, authorized_minor__gt=0)
    asked = 0
    for row in rows.order_by("pk"):
        request_due(row, action=action, minor=row.authorized_minor, now=now)
        asked += 1
    return asked


def request_due(row: Transaction, *, action: str, minor: int, now: datetime) -> TransactionEvent:
    """Write a call to an app that a task will make, and count it as pending; the transaction is locked."""
    event = TransactionEvent.objects.create(
        transaction=row,
        type=f"{action}_request",
        amount_minor=minor,
        currency=row.currency,
        app=row.app,
        created_at=now,
    )
    TransactionRequest.objects.create(event=event, action=action, due_at=now, created_at=now)
    transaction_recalculate(row, now=now)
    return event
