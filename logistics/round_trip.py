"""
In which order a vehicle calls at places, and when it is there. Pure.

The order is that of the nearest place not yet visited: good enough for the handful of stops that a van has in a day,
and understood by whoever has to defend it. Distances are those of the globe between a point inside each province, by
which the country's data knows places; the planner knows the roads and may change the order.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar

K = TypeVar("K", bound=Hashable)

EARTH_KM: Final = 6_371
# Assumptions, to be corrected by whoever plans: mountain roads are longer than the bird's way, loading takes time.
ROAD_FACTOR: Final = 1.3
KM_PER_HOUR: Final = 50
LEAST_LEG_KM: Final = 10
AT_A_STOP: Final = timedelta(minutes=20)
WINDOW: Final = timedelta(hours=1)
QUARTER_MINUTES: Final = 15
# Nobody is asked to wait later than this; such stops have no window until somebody plans another one
LATEST: Final = time(20)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when somebody should be there."""

    from_time: time
    until_time: time


def kilometres(one: Point, other: Point) -> float:
    """Return the way of a bird between two places (haversine formula)."""
    phi, theta = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((theta - phi) / 2) ** 2
    turn = math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half + math.cos(phi) * math.cos(theta) * turn))


def nearest_first(start: Point, places: Mapping[K, Point]) -> list[K]:
    """Return the places in the order in which each is the nearest to the one before; the first of equals first."""
    left, here, order = dict(places), start, []
    while left:
        chosen = min(left, key=lambda key: kilometres(here, left[key]))
        here = left.pop(chosen)
        order.append(chosen)
    return order


def windows_of(start: Point, order: Sequence[Point], *, sets_out: time) -> list[Window | None]:
    """Return when the vehicle should be at each place, an hour wide; None for what is too late for a day."""
    clock, here, found = datetime.combine(date.min, sets_out), start, []
    for place in order:
        leg = max(kilometres(here, place) * ROAD_FACTOR, LEAST_LEG_KM)
        clock += timedelta(hours=leg / KM_PER_HOUR)
        begin = clock - timedelta(minutes=clock.minute % QUARTER_MINUTES, seconds=clock.second)
        end = begin + WINDOW
        is_today = end.date() == date.min and end.time() <= LATEST
        found.append(
            Window(begin.time().replace(second=0, microsecond=0), end.time().replace(second=0, microsecond=0))
            if is_today
            else None
        )
        clock, here = clock + AT_A_STOP, place
    return found
