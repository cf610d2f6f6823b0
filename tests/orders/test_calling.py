"""When customers are called: test that ..."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from orders.calling import in_calling_hours, next_call_at

HERE = ZoneInfo("Africa/Casablanca")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("moment", "called"),
    [
        (at(16, 8, 59), at(16, 9)),
        (at(16, 9), at(16, 9)),
        (at(16, 19, 59), at(16, 19, 59)),
        (at(16, 20), at(17, 9)),
        (at(30, 23), at(30, 9) + timedelta(days=1)),
    ],
)
def test_nobody_is_called_before_nine_or_from_eight_in_the_evening_on(
    moment: datetime, called: datetime
) -> None:
    assert in_calling_hours(moment) == called


@pytest.mark.parametrize(
    ("attempts", "called"), [(1, at(16, 13)), (2, at(16, 15)), (3, at(16, 18)), (9, at(16, 18))]
)
def test_each_call_in_vain_makes_the_next_wait_longer(attempts: int, called: datetime) -> None:
    assert next_call_at(attempts, at(16, 12)) == called
