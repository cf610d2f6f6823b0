"""Dates of settlement."""

from datetime import UTC, date, datetime

import pytest

from marketplace.payouts.calendar import day_begins, due_dates, is_due, local_date, next_due_date


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 1), True),
        (date(2026, 11, 16), True),
        (date(2026, 11, 15), False),
        (date(2026, 11, 30), False),
    ],
)
def test_the_first_and_the_sixteenth_are_due(day: date, due: bool) -> None:
    assert is_due([1, 16], day) is due


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    assert list(due_dates([31], date(2028, 1, 1), date(2028, 4, 30))) == [
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


@pytest.mark.parametrize(
    ("after", "following"),
    [
        (date(2026, 11, 15), date(2026, 11, 16)),
        (date(2026, 11, 16), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_next_date_comes_after_today(after: date, following: date) -> None:
    assert next_due_date([1, 16], after) == following


def test_days_are_those_of_morocco() -> None:
    assert day_begins(date(2026, 11, 16)) == datetime(2026, 11, 15, 23, 0, tzinfo=UTC)
    assert local_date(datetime(2026, 11, 15, 23, 0, tzinfo=UTC)) == date(2026, 11, 16)
    assert local_date(datetime(2026, 11, 15, 22, 59, tzinfo=UTC)) == date(2026, 11, 15)
