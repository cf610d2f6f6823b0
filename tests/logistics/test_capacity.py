"""What is promised of days and weeks: the first free first, never more than can be made."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from logistics.capacity import HORIZON, Limit, grams_of, period_of, periods_from, ready_date, shares

MONDAY = date(2026, 11, 16)


def limit(per: str = "day", most: int = 10, measure: str = "piece", *, begins: date = MONDAY) -> Limit:
    return Limit(1, 7, None, per, measure, most, begins)


def test_periods_are_days_or_weeks_and_leave_out_what_is_closed() -> None:
    wednesday = MONDAY + timedelta(days=2)
    days = list(periods_from(wednesday, "day", [(wednesday, wednesday + timedelta(days=1))]))
    weeks = list(periods_from(wednesday, "week", [(MONDAY + timedelta(days=7), MONDAY + timedelta(days=13))]))

    assert period_of(wednesday, "week") == MONDAY
    assert days[0] == wednesday + timedelta(days=2)
    assert days[-1] == wednesday + HORIZON
    assert weeks[:2] == [MONDAY, MONDAY + timedelta(days=14)]
    # A week that is closed in part is a week
    assert next(periods_from(MONDAY, "week", [(MONDAY, MONDAY + timedelta(days=5))])) == MONDAY


def test_a_limit_counts_pieces_or_contents_and_covers_one_product_or_all() -> None:
    own = Limit(1, 7, 3, "day", "kg", 5_000, MONDAY)

    assert (own.covers(7, 3), own.covers(7, 4), own.covers(8, 3), limit().covers(7, 4)) == (
        True,
        False,
        False,
        True,
    )
    assert (limit().amount(4, 2_000), own.amount(4, 2_000)) == (4, 2_000)
    assert grams_of(3, Decimal("0.5"), "l", 600) == 1_500
    assert grams_of(3, Decimal(250), "g", 300) == 750
    assert grams_of(3, Decimal(1), "piece", 300) == 900


def test_what_a_former_rule_promised_is_made_first_and_nothing_is_promised_beyond_the_horizon() -> None:
    later = limit(begins=MONDAY + timedelta(days=3))

    assert shares(later, 4, {}, on=MONDAY) == [(MONDAY + timedelta(days=3), 4)]
    assert shares(limit(most=1), 92, {}, on=MONDAY) == []
    assert ready_date([(MONDAY, 3)], on=MONDAY + timedelta(days=2)) == MONDAY + timedelta(days=2)


@given(
    per=st.sampled_from(["day", "week"]),
    most=st.integers(1, 30),
    wanted=st.lists(st.integers(1, 40), min_size=1, max_size=12),
    closed=st.lists(st.integers(0, 60), max_size=5),
)
def test_whatever_is_ordered_no_period_promises_too_much_and_none_is_left_free_before_the_last(
    per: str, most: int, wanted: list[int], closed: list[int]
) -> None:
    own, taken = limit(per, most), dict[date, int]()
    shut = [(MONDAY + timedelta(days=n), MONDAY + timedelta(days=n)) for n in closed]

    for amount in wanted:
        parts = shares(own, amount, taken, on=MONDAY, closed=shut)
        assert not parts or sum(part for _day, part in parts) == amount
        for begins, part in parts:
            taken[begins] = taken.get(begins, 0) + part

    assert all(0 < used <= most for used in taken.values())
    walk = [begins for begins in periods_from(MONDAY, per, shut) if begins <= max(taken, default=date.min)]
    assert all(taken.get(begins) == most for begins in walk[:-1])
    assert set(taken) <= set(walk)
