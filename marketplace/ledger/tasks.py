"""Celery's faces of the ledger."""

from celery import shared_task
from django.utils import timezone

from marketplace.ledger.services.journal_seal import journal_root, journal_seal


@shared_task(name="ledger.seal_journal")
def seal_journal(**_later: object) -> int:
    """Seal what was posted since the last time, then write down the heads of the days that ended."""
    total = 0
    while done := journal_seal(now=timezone.now()):
        total += done
    journal_root(now=timezone.now())
    return total
