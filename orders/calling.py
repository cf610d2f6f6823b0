"""When customers are called to confirm an order; pure. Nobody is called at night, nor too often."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

# How long a caller keeps an order to themselves, and may take back what they said
CLAIM = timedelta(minutes=10)
SECOND_THOUGHTS = timedelta(minutes=2)
# After the first, the second, ... call that nobody answered
AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=6))


def in_calling_hours(moment: datetime) -> datetime:
    """Return a moment, or the next one at which a customer may be called, on the clock of Morocco."""
    first, last = settings.CALLING_HOURS
    local = timezone.localtime(moment)
    if local.hour < first:
        return local.replace(hour=first, minute=0, second=0, microsecond=0)
    if local.hour >= last:
        return (local + timedelta(days=1)).replace(hour=first, minute=0, second=0, microsecond=0)
    return moment


def next_call_at(attempts: int, now: datetime) -> datetime:
    """Return when to call again after so many calls that nobody answered."""
    wait = AGAIN_AFTER[min(attempts, len(AGAIN_AFTER)) - 1]
    return in_calling_hours(now + wait)
