"""Dates of settlement: pure functions over the days of the month."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from marketplace.kernel.formats import COUNTRY_ZONE


def is_due(days: Sequence[int], day: date) -> bool:
    """Say whether a date is one of these days of the month; a day that the month does not have is its last."""
    last = monthrange(day.year, day.month)[1]
    return day.day in {min(wanted, last) for wanted in days}


def due_dates(days: Sequence[int], first: date, last: date) -> Iterator[date]:
    """Yield the due dates from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if is_due(days, day):
            yield day


def next_due_date(days: Sequence[int], after: date) -> date:
    """Return the first due date after a date."""
    return next(due_dates(days, after + timedelta(days=1), after + timedelta(days=62)))


def day_begins(day: date) -> datetime:
    """Return the moment at which a date begins in Morocco."""
    return datetime.combine(day, time.min, COUNTRY_ZONE)


def local_date(moment: datetime) -> date:
    """Return the date that Morocco's calendars show at a moment."""
    return moment.astimezone(COUNTRY_ZONE).date()
