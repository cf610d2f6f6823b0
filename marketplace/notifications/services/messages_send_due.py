"""Send what is due."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from marketplace.notifications.gateways.base import ProviderFailed, ProviderRefused, provider_of
from marketplace.notifications.models import Message
from marketplace.notifications.quiet_hours import quiet_until
from marketplace.notifications.registry import TEMPLATES
from marketplace.notifications.rendering import render
from marketplace.notifications.states import MESSAGE_FLOW, MessageState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 5
# Longer than the slowest provider's timeout, so that a living worker never loses its message to another.
LEASE: Final = timedelta(minutes=2)
_FIRST_PAUSE: Final = timedelta(minutes=1)
_CLAIMABLE: Final = (MessageState.QUEUED, MessageState.FAILED, MessageState.SENDING)


def messages_send_due(*, now: datetime, limit: int) -> int:
    """
    Send at most `limit` messages that are due, one after the other, and return how many were taken up.

    A message is claimed and its attempt counted in a transaction of its own; then it is handed to the provider outside
    any transaction; then the outcome is written. A worker that dies before handing over loses nothing: the lease runs
    out and another sends. One that dies between handing over and writing leaves a message that is sent a second time:
    no order of these steps avoids both, and a reader is better told twice than never. Stable references (Message-ID,
    Idempotency-Key) let mail programs and gateways drop the copy. A message that kills its worker is given up after
    five attempts like any other.

    :raises RuntimeError: if called inside a transaction, which would hold its locks while the provider answers
    """
    taken = 0
    while taken < limit:
        message = _claimed(now)
        if message is None:
            break
        taken += 1
        if message.state == MessageState.SENDING and message.due_at == now + LEASE:
            _send(message, now=now)
    return taken


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 1, 4, 16, 64 minutes."""
    return _FIRST_PAUSE * int(4 ** (attempts - 1))


@transaction.atomic(durable=True)
def _claimed(now: datetime) -> Message | None:
    due = Message.objects.filter(state__in=_CLAIMABLE, due_at__lte=now).order_by("due_at", "id")
    message = due.select_for_update(skip_locked=True).first()
    if message is None:
        return None
    if message.attempts >= MAX_ATTEMPTS:
        return _bury(message)
    if (until := quiet_until(message, now=now)) is not None:
        # Nothing rings in the reader's quiet hours; it waits as if it had been written for the morning.
        message.due_at = until
        message.save(update_fields=["due_at"])
        return message
    MESSAGE_FLOW.check(MessageState(message.state), MessageState.SENDING)
    message.state = MessageState.SENDING
    message.attempts += 1
    message.due_at = now + LEASE
    message.save(update_fields=["state", "attempts", "due_at"])
    return message


def _bury(message: Message) -> Message:
    MESSAGE_FLOW.check(MessageState(message.state), MessageState.DEAD)
    message.state = MessageState.DEAD
    message.error = message.error or "The worker died each time."
    message.save(update_fields=["state", "error"])
    logger.error("Message %s is given up: %s", message.pk, message.error)
    return message


def _send(message: Message, *, now: datetime) -> None:
    try:
        reference = provider_of(message.channel).send(
            render(
                key=message.key,
                channel=message.channel,
                to=message.to,
                language=message.language,
                template=message.template,
                context=message.context,
            )
        )
    except ProviderFailed as failed:
        _mark_failed(message, str(failed), final=isinstance(failed, ProviderRefused), now=now)
        return
    outcome = {"state": MessageState.SENT, "sent_at": now, "provider_reference": reference[:200], "error": ""}
    if TEMPLATES[message.template].secret:
        outcome["context"] = {}
    _mark(message, outcome)


def _mark_failed(message: Message, error: str, *, final: bool, now: datetime) -> None:
    if final or message.attempts >= MAX_ATTEMPTS:
        logger.error("Message %s is given up: %s", message.pk, error)
        _mark(message, {"state": MessageState.DEAD, "error": error})
        return
    logger.warning("Message %s failed, attempt %s: %s", message.pk, message.attempts, error)
    _mark(
        message, {"state": MessageState.FAILED, "error": error, "due_at": now + pause_after(message.attempts)}
    )


def _mark(message: Message, outcome: dict[str, object]) -> None:
    # Only while the lease is ours: after a pause longer than the lease another worker may hold the message.
    ours = Q(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts)
    if not Message.objects.filter(ours).update(**outcome):
        logger.warning("Message %s was taken over by another worker.", message.pk)
