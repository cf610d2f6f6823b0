"""Tell apps what is due to be told."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.db import transaction
from django.db.models import Q

from marketplace.apps.gateways.guard import Forbidden
from marketplace.apps.gateways.http import Reply, Unreachable, request
from marketplace.apps.models.webhook import DeliveryAttempt, EventDelivery
from marketplace.apps.signing import headers_of
from marketplace.apps.states import DeliveryState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 6
BACK_OFF: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
SECONDS: Final = 10
# Longer than a call may take, so that a living worker never loses its delivery to another.
LEASE: Final = timedelta(seconds=30)
LONGEST_RESPONSE: Final = 2000
_SECRET: Final = ("authorization", "cookie", "set-cookie")


def deliveries_send_due(*, now: datetime, limit: int) -> int:
    """
    Make at most `limit` calls that are due, one after the other; return how many were taken.

    Each is claimed and its attempt counted in a transaction of its own, then made outside any, then its outcome is
    written. A worker that dies between the call and the writing leaves a delivery that is told a second time: receivers
    are told at least once, and see by the signature that it is the same. One that kills its worker is given up after
    the last attempt like any other.

    :raises RuntimeError: if called inside a transaction
    """
    taken = 0
    started = monotonic()
    for _turn in range(limit):
        # The lease runs from this call, not from the first of the batch, which may have been a slow one.
        row = _claimed(now, now + timedelta(seconds=monotonic() - started))
        if row is None:
            break
        if row.state == DeliveryState.PENDING:
            taken += _told(row, now)
    return taken


@transaction.atomic(durable=True)
def _claimed(now: datetime, this_moment: datetime) -> EventDelivery | None:
    due = EventDelivery.objects.filter(state=DeliveryState.PENDING, due_at__lte=now).order_by("due_at", "id")
    row = due.select_for_update(skip_locked=True, of=("self",)).select_related("webhook__app").first()
    if row is None:
        return None
    if row.attempts_made >= MAX_ATTEMPTS or not (row.webhook.is_active and row.webhook.app.is_active):
        row.state = DeliveryState.FAILED
    else:
        row.attempts_made += 1
        row.due_at = this_moment + LEASE
    row.save(update_fields=["state", "attempts_made", "due_at"])
    return row


def _told(row: EventDelivery, now: datetime) -> bool:
    body = row.payload.encode()
    own = headers_of(row.event_type, body, secret=row.webhook.secret_key, now=now)
    headers = {**row.webhook.custom_headers, **own}
    started = monotonic()
    try:
        reply = request("POST", row.webhook.target_url, body=body, headers=headers, seconds=SECONDS)
    except (Unreachable, Forbidden) as refusal:
        reply = Reply(0, str(refusal.message).encode())
    _note(row, reply, headers, int((monotonic() - started) * 1000), now)
    return reply.is_success


@transaction.atomic
def _note(row: EventDelivery, reply: Reply, headers: Mapping[str, str], ms: int, now: datetime) -> None:
    state = DeliveryState.SUCCESS if reply.is_success else DeliveryState.FAILED
    DeliveryAttempt.objects.create(
        delivery=row,
        created_at=now,
        duration_ms=ms,
        state=state,
        status_code=reply.status or None,
        response=reply.text.replace("\x00", "")[:LONGEST_RESPONSE],
        request_headers=_shown(headers),
        response_headers=_shown(reply.headers),
    )
    outcome: dict[str, object] = {"state": state}
    if state == DeliveryState.FAILED and row.attempts_made < MAX_ATTEMPTS:
        outcome = {"due_at": now + BACK_OFF[row.attempts_made - 1]}
    elif state == DeliveryState.FAILED:
        logger.error("Delivery %s to webhook %s is given up", row.pk, row.webhook_id)
    # Only while the lease is ours: after a pause longer than the lease another worker may hold it.
    ours = Q(pk=row.pk, state=DeliveryState.PENDING, attempts_made=row.attempts_made)
    EventDelivery.objects.filter(ours).update(**outcome)


def _shown(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers for the log, without what would let its reader in somewhere."""
    return {name: "***" if name.lower().startswith(_SECRET) else value for name, value in headers.items()}


def deliveries_forget(*, before: datetime, limit: int) -> int:
    """Delete at most `limit` deliveries older than a time that are done with; return how many."""
    old = EventDelivery.objects.exclude(state=DeliveryState.PENDING).filter(created_at__lt=before)
    ids = list(old.order_by("created_at").values_list("pk", flat=True)[:limit])
    return EventDelivery.objects.filter(pk__in=ids).delete()[1].get("apps.EventDelivery", 0)
