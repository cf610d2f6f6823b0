"""Hand pending facts to their listeners: claim, act, and park what keeps failing."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from marketplace.outbox import bus
from marketplace.outbox.models import Message, Receipt, ReceiptState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# A claim that is neither done nor failed after this time belonged to a worker that died.
LEASE = timedelta(minutes=2)
BACK_OFF = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=15))

_CLAIM = """
    UPDATE outbox_receipt SET attempts = attempts + 1, due_at = %(until)s
    WHERE id IN (
        SELECT id FROM outbox_receipt WHERE state = 'pending' AND due_at <= %(now)s
        ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


def _claim(*, now: datetime, limit: int) -> list[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        return sorted(row[0] for row in cursor.fetchall())


def _fail(receipt_id: int, *, now: datetime, error: str) -> None:
    """Note a failed attempt: again later, or to the dead letters after the last."""
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update().get(pk=receipt_id)
        if receipt.state != ReceiptState.PENDING:
            return
        receipt.last_error = error[:4000]
        if receipt.attempts >= MAX_ATTEMPTS:
            receipt.state = ReceiptState.DEAD
            logger.error("Dead letter: %s of message %s: %s", receipt.handler, receipt.message_id, error)
        else:
            receipt.due_at = now + BACK_OFF[min(receipt.attempts, len(BACK_OFF)) - 1]
        receipt.save(update_fields=["state", "due_at", "last_error"])


def _handle(receipt_id: int, *, now: datetime) -> bool:
    """Run one listener; its effect and its receipt commit together. Say whether there was something to do."""
    with transaction.atomic():
        receipt = (
            Receipt.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message")
            .filter(pk=receipt_id, state=ReceiptState.PENDING)
            .first()
        )
        if receipt is None:
            return False
        listener = bus.listener(receipt.handler)
        if listener is None:
            raise LookupError(f"No handler is called {receipt.handler}.")
        listener.handler(listener.event_type.of_body(receipt.message.body), now=now)
        receipt.state = ReceiptState.DONE
        receipt.done_at = now
        receipt.save(update_fields=["state", "done_at"])
    return True


def deliver(*, now: datetime, limit: int = 100) -> int:
    """
    Claim due receipts and hand each to its listener; return how many were handled.

    The attempt is counted before the handler runs, so a fact that kills its worker ends in the dead letters too.
    """
    handled = 0
    for receipt_id in _claim(now=now, limit=limit):
        try:
            handled += _handle(receipt_id, now=now)
        except Exception as error:  # the outbox is one of the two places that must survive any handler
            logger.warning("Receipt %s failed", receipt_id, exc_info=True)
            _fail(receipt_id, now=now, error=f"{type(error).__name__}: {error}")
    return handled


def bury_exhausted(*, now: datetime) -> int:
    """Park receipts whose last claim ran out of its lease: their worker died each time."""
    return Receipt.objects.filter(
        state=ReceiptState.PENDING, attempts__gte=MAX_ATTEMPTS, due_at__lte=now
    ).update(state=ReceiptState.DEAD, last_error="The worker died in every attempt.")


def retry(*, receipt_ids: list[int], now: datetime) -> int:
    """Take dead letters out of their grave for another round of attempts; return how many."""
    return Receipt.objects.filter(pk__in=receipt_ids, state=ReceiptState.DEAD).update(
        state=ReceiptState.PENDING, attempts=0, due_at=now
    )


def forget(*, before: datetime) -> int:
    """Delete facts that every listener has handled and that are older than `before`; return how many."""
    old = Message.objects.filter(created_at__lt=before).exclude(receipts__state__in=["pending", "dead"])
    return old.delete()[1].get("outbox.Message", 0)


def backlog() -> dict[str, int]:
    """Count what is pending and what is dead, for the health page and `check_books`."""
    return {
        "pending": Receipt.objects.filter(state=ReceiptState.PENDING).count(),
        "retrying": Receipt.objects.filter(state=ReceiptState.PENDING, attempts__gt=1).count(),
        "dead": Receipt.objects.filter(state=ReceiptState.DEAD).count(),
    }
