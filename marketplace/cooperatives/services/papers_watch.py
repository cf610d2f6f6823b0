"""Say in time that an accepted paper ends: 60, 30 and 7 days before, and when it has ended."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.cooperatives.events import PaperEnds
from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.states import DocumentState
from marketplace.kernel.actor import Actor
from marketplace.outbox import bus

# Days before the end at which people are told; ENDED is told after it.
WARNINGS = (60, 30, 7)
ENDED = -1
BATCH = 200


def warning_at(days_left: int) -> int:
    """
    Return the nearest warning that is due so many days (60 at the most) before the end.

    A paper that was never looked at tells its nearest warning alone, not all that were missed.
    """
    return ENDED if days_left < 0 else min(warning for warning in WARNINGS if days_left <= warning)


@transaction.atomic
def papers_watch(*, actor: Actor, now: datetime, limit: int = BATCH) -> int:
    """
    Tell each warning of each paper once, as a fact; return how many were told.

    A machine calls this every day; a day that was missed is made up for by the next.
    """
    today = timezone.localdate(now)
    due = Q(told_days__isnull=True)
    for warning in WARNINGS:
        due |= Q(expires_date__lte=today + timedelta(days=warning), told_days__gt=warning)
    due |= Q(expires_date__lt=today, told_days__gt=ENDED)
    rows = Identifier.objects.select_for_update(skip_locked=True).filter(
        due, state=DocumentState.ACCEPTED, expires_date__lte=today + timedelta(days=max(WARNINGS))
    )
    ending = [
        (row, row.expires_date) for row in rows.order_by("expires_date", "pk")[:limit] if row.expires_date
    ]
    for paper, expires in ending:
        paper.told_days = warning_at((expires - today).days)
        paper.save(update_fields=["told_days"])
        bus.publish(
            PaperEnds(
                organisation_id=paper.organisation_id,
                identifier_id=paper.pk,
                kind=paper.kind,
                expires_date=expires.isoformat(),
                warning_days=paper.told_days,
                happened_at=now,
            )
        )
    return len(ending)
