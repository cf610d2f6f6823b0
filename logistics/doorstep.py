"""How often and for when a parcel may be moved; pure."""

from datetime import date, timedelta
from typing import Final

from logistics.states import FulfilmentState

# This project's own limits: a parcel is moved three times, for a week ahead, and nobody drives on Sundays.
MOST_WISHES: Final = 3
DAYS_AHEAD: Final = 7
SUNDAY: Final = 6
# Of a carrier whose account says nothing else
MOST_ATTEMPTS: Final = 3
ON_THE_WAY: Final = frozenset({FulfilmentState.HANDED_OVER, FulfilmentState.OUT_FOR_DELIVERY})


def days_to_choose(today: date) -> tuple[date, ...]:
    """Return the days on which a parcel may come, from tomorrow on."""
    days = (today + timedelta(days=ahead) for ahead in range(1, DAYS_AHEAD + 1))
    return tuple(day for day in days if day.weekday() != SUNDAY)
