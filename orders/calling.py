"""When customers are called to confirm an order; pure. Nobody is called at night, nor too often."""

from datetime import datetime, time, timedelta

from django.utils import timezone

# On the clock of Morocco
FIRST_HOUR = time(9)
LAST_HOUR = time(20)
# How long a caller keeps an order to themselves, and may take back what they said
CLAIM = timedelta(minutes=10)
SECOND_THOUGHTS = timedelta(minutes=2)
# After the first, the second, ... call that nobody answered
AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=6))


def in_calling_hours(moment: datetime) -> datetime:
    """Return a moment, or the next one at which a customer may be called."""
    local = timezone.localtime(moment)
    if local.time() < FIRST_HOUR:
        return local.replace(hour=FIRST_HOUR.hour, minute=0, second=0, microsecond=0)
    if local.time() >= LAST_HOUR:
        tomorrow = local + timedelta(days=1)
        return tomorrow.replace(hour=FIRST_HOUR.hour, minute=0, second=0, microsecond=0)
    return moment


def next_call_at(attempts: int, now: datetime) -> datetime:
    """Return when to call again after so many calls that nobody answered."""
    wait = AGAIN_AFTER[min(attempts, len(AGAIN_AFTER)) - 1]
    return in_calling_hours(now + wait)
