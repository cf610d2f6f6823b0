"""Celery's face of the messages."""

from celery import shared_task
from django.utils import timezone

from marketplace.notifications.services.messages_send_due import messages_send_due
from marketplace.outbox import waking

BATCH = 100


@shared_task(name="notifications.send_due", acks_late=True)
def send_due(**_later: object) -> int:
    """Send what is due; beat calls this every half minute, a commit that wrote a message at once."""
    return messages_send_due(now=timezone.now(), limit=BATCH)


def wake() -> None:
    """Ask a worker to send soon. A broker that is away costs only the wait for the next beat."""
    waking.wake(send_due)
