"""Seasons of the year."""

from datetime import date

import pytest

from catalog.seasons import next_season


@pytest.mark.parametrize(
    ("months", "today", "expected"),
    [
        ((), date(2026, 6, 1), None),
        ((6, 7), date(2026, 6, 30), None),
        ((10, 11), date(2026, 6, 1), 10),
        ((1, 2, 12), date(2026, 11, 30), 12),
        ((3, 4), date(2026, 11, 1), 3),
    ],
)
def test_the_next_season_is_the_nearest_month_to_come(months, today, expected):
    assert next_season(months, today) == expected
