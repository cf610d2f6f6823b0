"""Celery's face of the catalogue."""

from celery import shared_task
from django.utils import timezone

from catalog.services.thumbnails_make import thumbnails_make
from catalog.services.vocabulary_refresh import vocabulary_refresh


@shared_task(name="catalog.make_thumbnails")
def make_thumbnails(**_later: object) -> int:
    """Draw what is due, batch by batch, until nothing is; beat calls it too, for what no wake-up told of."""
    total = 0
    while claimed := thumbnails_make(now=timezone.now()):
        total += claimed
    return total


@shared_task(name="catalog.refresh_vocabulary")
def refresh_vocabulary(**_later: object) -> int:
    """Gather the words of the shop anew, for corrections and suggestions."""
    return vocabulary_refresh()
