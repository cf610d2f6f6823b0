"""Celery's face of the outbox: the messenger only wakes, the rows remember."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from marketplace.outbox import waking
from marketplace.outbox.delivery import bury_exhausted, deliver, forget

BATCH = 50


@shared_task(name="outbox.deliver")
def deliver_pending(**_later: object) -> int:
    """Hand out what is due, batch by batch, until nothing is."""
    total = 0
    while handled := deliver(now=timezone.now(), limit=BATCH):
        total += handled
    return total


@shared_task(name="outbox.sweep")
def sweep(**_later: object) -> int:
    """Find what no wake-up told of: after a lost broker, a dead worker, or a retry that is due."""
    bury_exhausted(now=timezone.now())
    delivered: int = deliver_pending()
    return delivered


@shared_task(name="outbox.forget")
def forget_old(**_later: object) -> int:
    """Delete facts handled more than 30 days ago, batch by batch."""
    total = 0
    before = timezone.now() - timedelta(days=30)
    while gone := forget(before=before):
        total += gone
    return total


def wake() -> None:
    """Ask a worker to deliver soon. A broker that is away costs only the wait for the next sweep."""
    waking.wake(deliver_pending)
