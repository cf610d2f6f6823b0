"""Hand pending facts to their listeners: claim, act, and park what keeps failing."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from marketplace.outbox import bus
from marketplace.outbox.models import Message, Receipt, ReceiptState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# Bridges the moment between counting an attempt and locking its row; from then on the row lock itself keeps
# others away for as long as the handler runs, and PostgreSQL drops it when the worker dies.
LEASE = timedelta(seconds=10)
BACK_OFF = (timedelta(seconds=2), timedelta(seconds=15), timedelta(minutes=2), timedelta(minutes=15))

_CLAIM = """
    UPDATE outbox_receipt SET attempts = attempts + 1, due_at = %(until)s
    WHERE id = (
        SELECT id FROM outbox_receipt
        WHERE state = 'pending' AND due_at <= %(now)s AND attempts < %(most)s
        ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


def _claim(*, now: datetime) -> int | None:
    """Count an attempt at the receipt that has waited longest, and commit that; nothing when none is due."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + LEASE, "most": MAX_ATTEMPTS})
        row = cursor.fetchone()
    return row[0] if row else None


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
            # Not SKIP LOCKED: another worker that looked for work may hold the row for a blink after letting it go.
            Receipt.objects.select_for_update(of=("self",))
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
    Hand due receipts to their listeners, one after the other; return how many were handled.

    The attempt is counted before the handler runs, so a fact that kills its worker ends in the dead letters too;
    and it is counted for that fact alone, so it takes no other with it.

    :raises RuntimeError: if called inside a transaction, which would undo the counting
    """
    handled = 0
    for _turn in range(limit):
        receipt_id = _claim(now=now)
        if receipt_id is None:
            break
        try:
            handled += _handle(receipt_id, now=now)
        except Exception as error:  # the outbox is one of the two places that must survive any handler
            logger.warning("Receipt %s failed", receipt_id, exc_info=True)
            _fail(receipt_id, now=now, error=f"{type(error).__name__}: {error}")
    return handled


@transaction.atomic
def bury_exhausted(*, now: datetime) -> int:
    """Park receipts whose last attempt left no word: their worker died each time. Return how many."""
    exhausted = Receipt.objects.select_for_update(skip_locked=True).filter(
        state=ReceiptState.PENDING, attempts__gte=MAX_ATTEMPTS, due_at__lte=now
    )
    buried = list(exhausted)
    for receipt in buried:
        receipt.state = ReceiptState.DEAD
        receipt.last_error = receipt.last_error or "The worker died in every attempt."
        logger.error(
            "Dead letter: %s of message %s: %s", receipt.handler, receipt.message_id, receipt.last_error
        )
    Receipt.objects.bulk_update(buried, ["state", "last_error"])
    return len(buried)


def retry(*, receipt_ids: list[int], now: datetime) -> int:
    """Take dead letters out of their grave for another round of attempts; return how many."""
    return Receipt.objects.filter(pk__in=receipt_ids, state=ReceiptState.DEAD).update(
        state=ReceiptState.PENDING, attempts=0, due_at=now
    )


def forget(*, before: datetime, limit: int = 5000) -> int:
    """Delete at most `limit` facts older than `before` that every listener has handled; return how many."""
    unfinished = Receipt.objects.filter(message=OuterRef("pk")).exclude(state=ReceiptState.DONE)
    old = Message.objects.filter(~Exists(unfinished), created_at__lt=before).order_by("created_at")
    ids = list(old.values_list("pk", flat=True)[:limit])
    return Message.objects.filter(pk__in=ids).delete()[1].get("outbox.Message", 0)


def backlog() -> dict[str, int]:
    """Count what is pending and what is dead, for the health page and `check_books`."""
    return {
        "pending": Receipt.objects.filter(state=ReceiptState.PENDING).count(),
        "retrying": Receipt.objects.filter(state=ReceiptState.PENDING, attempts__gt=1).count(),
        "dead": Receipt.objects.filter(state=ReceiptState.DEAD).count(),
    }
