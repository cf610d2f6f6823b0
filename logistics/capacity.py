"""
How much a cooperative can make ready in a day or a week, and when what is ordered will be; pure arithmetic.

A line takes what is free of the first period, then of the next, and is ready on the first day of the last one that it
takes something of. So nothing is promised twice, and the time until goods are ready grows with what is ordered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.units import Unit

# Nothing is promised for later than this
HORIZON: Final = timedelta(days=90)
_GRAMS: Final[Mapping[str, int]] = {Unit.GRAM: 1, Unit.KILOGRAM: 1000, Unit.MILLILITRE: 1, Unit.LITRE: 1000}
Closed = Sequence[tuple[date, date]]


class CapacityPer(models.TextChoices):
    """In what time a cooperative can make so much."""

    DAY = "day", _("In a day")
    WEEK = "week", _("In a week")


class CapacityMeasure(models.TextChoices):
    """In what a capacity is counted."""

    PIECE = "piece", _("Pieces")
    KILOGRAM = "kg", _("Kilograms")


@dataclass(frozen=True, slots=True)
class Limit:
    """So much in each period: pieces, or grams of what is in them."""

    capacity_id: int
    organisation_id: int
    # None: all that the organisation makes
    product_id: int | None
    per: str
    measure: str
    most: int
    from_date: date

    def covers(self, organisation_id: int, product_id: int) -> bool:
        """Whether goods of a product count towards it."""
        return self.organisation_id == organisation_id and self.product_id in (None, product_id)

    def amount(self, pieces: int, grams: int) -> int:
        """Return what goods take of it."""
        return pieces if self.measure == CapacityMeasure.PIECE else grams


def grams_of(quantity: int, net_quantity: Decimal, unit: str, weight_g: int) -> int:
    """
    Return the contents of so many pieces in grams; a litre counts as a kilogram.

    :param weight_g: of one piece with its packing: what counts where the contents are pieces themselves
    """
    if unit not in _GRAMS:
        return quantity * weight_g
    return int(net_quantity * _GRAMS[unit] * quantity)


def period_of(day: date, per: str) -> date:
    """Return the first day of the period in which a day lies; a week begins on Monday."""
    return day if per == CapacityPer.DAY else day - timedelta(days=day.weekday())


def periods_from(day: date, per: str, closed: Closed = ()) -> Iterator[date]:
    """Return the first days of the periods from a day on, as far as is promised; days of closure are left out."""
    step = timedelta(days=1 if per == CapacityPer.DAY else 7)
    begins = period_of(day, per)
    while begins <= day + HORIZON:
        last = begins + step - timedelta(days=1)
        if not any(first <= begins and last <= until for first, until in closed):
            yield begins
        begins += step


def shares(
    limit: Limit, amount: int, taken: Mapping[date, int], *, on: date, closed: Closed = ()
) -> list[tuple[date, int]]:
    """
    Say how much of which period an amount takes, the first free first; nothing if it does not fit into all of them.

    :param taken: what is promised of each period already
    """
    found, left = [], amount
    for begins in periods_from(max(on, limit.from_date), limit.per, closed):
        free = min(limit.most - taken.get(begins, 0), left)
        if free > 0:
            found.append((begins, free))
            left -= free
        if not left:
            return found
    return []


def ready_date(parts: Sequence[tuple[date, int]], *, on: date) -> date:
    """Return from which day on what was promised is ready: today, or when the last period begins."""
    return max(on, parts[-1][0])
