"""Celery's face of the messages."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from marketplace.notifications.services.messages_send_due import messages_send_due

logger = logging.getLogger(__name__)

BATCH = 100


@shared_task(name="notifications.send_due", acks_late=True)
def send_due(**_later: object) -> int:
    """Send what is due; beat calls this every half minute, a commit that wrote a message at once."""
    return messages_send_due(now=timezone.now(), limit=BATCH)


def wake() -> None:
    """Ask a worker to send now. A broker that is away costs only the wait for the next beat."""
    try:
        send_due.apply_async(retry=False, ignore_result=True)
    except (OperationalError, OSError):
        logger.warning("The broker is away; the next beat will send.")
