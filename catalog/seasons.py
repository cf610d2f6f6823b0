"""When in the year something is harvested or made; pure arithmetic over months."""

from collections.abc import Sequence
from datetime import date


def next_season(months: Sequence[int], today: date) -> int | None:
    """
    Return the month (1 to 12) in which the next season begins; None while it runs, and for what is made all year.

    :param months: those in which it is harvested or made, in any order
    """
    if not months or today.month in months:
        return None
    return min(months, key=lambda month: (month - today.month) % 12)
