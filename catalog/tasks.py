"""Celery's face of the catalogue."""

from celery import shared_task
from django.utils import timezone

from catalog.services.catalogue_import_work import catalogue_import_work
from catalog.services.order_cycle_set import cycles_advance
from catalog.services.thumbnails_make import thumbnails_make
from catalog.services.turns_take import turns_take
from catalog.services.vocabulary_refresh import vocabulary_refresh

BATCH = 200


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


@shared_task(name="catalog.take_turns")
def take_turns(**_later: object) -> int:
    """Take the turns of the day, by which lists are fair."""
    return turns_take(today=timezone.localdate())


@shared_task(name="catalog.advance_cycles")
def advance_cycles(**_later: object) -> int:
    """Move rounds of orders that have ended to their next days, batch by batch."""
    total = 0
    while moved := cycles_advance(now=timezone.now(), limit=BATCH):
        total += moved
    return total


@shared_task(name="catalog.work_imports")
def work_imports(**_later: object) -> int:
    """Try or run rows of the tables that people sent, batch by batch, until none is due."""
    total = 0
    while worked := catalogue_import_work(now=timezone.now()):
        total += worked
    return total
