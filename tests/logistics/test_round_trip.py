"""The order of a round's stops and their windows: test that ..."""

from datetime import time

import pytest

from logistics.round_trip import Point, Window, kilometres, nearest_first, windows_of

OUJDA, BERKANE, FIGUIG = Point(34.68, -1.91), Point(34.92, -2.32), Point(32.11, -1.23)


def test_distances_are_those_of_the_globe() -> None:
    assert kilometres(OUJDA, OUJDA) == 0
    # Along a meridian a degree is a 360th of the circumference of a globe of 6,371 km.
    assert kilometres(Point(30, -5), Point(31, -5)) == pytest.approx(111.19, abs=0.01)
    assert kilometres(OUJDA, FIGUIG) == kilometres(FIGUIG, OUJDA)


def test_the_nearest_place_comes_first_and_equals_keep_their_order() -> None:
    places = {"figuig": FIGUIG, "b": BERKANE, "a": BERKANE, "oujda": OUJDA}

    assert nearest_first(OUJDA, places) == ["oujda", "b", "a", "figuig"]
    assert nearest_first(OUJDA, {}) == []


def test_windows_follow_the_road_begin_on_a_quarter_and_end_before_night() -> None:
    # 10 km at least to the first (12 minutes at 50 km/h), 20 minutes there, then as the bird flies times 1.3.
    first, second, third = windows_of(OUJDA, [OUJDA, FIGUIG, OUJDA], sets_out=time(7))

    assert first == Window(time(7), time(8))
    assert second is not None
    hours = kilometres(OUJDA, FIGUIG) * 1.3 / 50
    minutes = 7 * 60 + 12 + 20 + hours * 60
    assert second.from_time == time(int(minutes // 60), int(minutes % 60) // 15 * 15)
    # Back in Oujda it would be night.
    assert third is None
    assert windows_of(OUJDA, [FIGUIG], sets_out=time(18)) == [None]
    assert windows_of(OUJDA, [OUJDA], sets_out=time(23, 50)) == [None]
