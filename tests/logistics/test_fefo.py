"""FEFO: test that ..."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.fefo import Demand, Share, Supply, allocate, last_sale_date

TODAY = date(2026, 11, 16)
RECEIVED = datetime(2026, 11, 1, tzinfo=UTC)


def supply(
    lot: int, free: int, *, days: int | None = 100, variant: int = 1, received: int = 0, **more: object
) -> Supply:
    """A lot that is over its date in so many days."""
    best_before = None if days is None else TODAY + timedelta(days=days)
    values: dict[str, object] = {"best_before": best_before, "last_sale": best_before}
    return Supply(lot, variant, free, RECEIVED + timedelta(days=received), **{**values, **more})  # type: ignore[arg-type]


def demand(line: int, quantity: int, *, group: str = "a", variant: int = 1) -> Demand:
    """A line."""
    return Demand(group, line, variant, quantity)


def test_the_earliest_expiry_serves_first_whatever_came_in_first() -> None:
    supplies = [supply(1, 5, days=90, received=0), supply(2, 5, days=30, received=9), supply(3, 5, days=None)]

    plan = allocate([demand(1, 12)], supplies, today=TODAY)

    assert plan.shares == (Share(1, 2, 5), Share(1, 1, 5), Share(1, 3, 2))
    assert plan.missing == {}


def test_of_two_lots_with_one_date_the_one_that_came_in_first_serves() -> None:
    plan = allocate([demand(1, 1)], [supply(1, 5, received=3), supply(2, 5, received=2)], today=TODAY)

    assert plan.shares == (Share(1, 2, 1),)


def test_a_held_lot_and_one_past_its_last_day_serve_nobody() -> None:
    supplies = [
        supply(1, 5, is_sellable=False),
        supply(2, 5, last_sale=TODAY - timedelta(days=1)),
        supply(3, 2, last_sale=TODAY),
    ]

    plan = allocate([demand(1, 3)], supplies, today=TODAY)

    assert (plan.shares, plan.missing) == ((), {1: 1})


def test_a_group_is_served_whole_or_not_at_all_and_leaves_its_goods_to_the_next() -> None:
    supplies = [supply(1, 5), supply(2, 1, variant=2)]
    demands = [
        demand(1, 4, group="a"),
        demand(2, 2, group="a", variant=2),
        demand(3, 5, group="b"),
    ]

    plan = allocate(demands, supplies, today=TODAY)

    assert (plan.shares, plan.missing) == ((Share(3, 1, 5),), {2: 1})


def test_two_lines_of_one_group_do_not_count_the_same_units_twice() -> None:
    plan = allocate([demand(1, 3), demand(2, 3)], [supply(1, 5)], today=TODAY)

    assert (plan.shares, plan.missing) == ((), {2: 1})


@pytest.mark.parametrize(
    ("produced", "minimum_days", "expected"),
    [
        pytest.param(date(2025, 11, 16), None, date(2027, 10, 17), id="two years of life: thirty days"),
        pytest.param(date(2027, 10, 27), None, date(2027, 11, 14), id="twenty days of life: two days"),
        pytest.param(None, None, date(2027, 10, 17), id="unknown life: thirty days"),
        pytest.param(None, 90, date(2027, 8, 18), id="the family's own number"),
        pytest.param(None, 0, date(2027, 11, 16), id="the family wants none"),
    ],
)
def test_the_last_day_of_sale_leaves_the_customer_enough(
    produced: date | None, minimum_days: int | None, expected: date
) -> None:
    best_before = date(2027, 11, 16)

    assert last_sale_date(best_before=best_before, produced=produced, minimum_days=minimum_days) == expected


def test_what_does_not_age_has_no_last_day() -> None:
    assert last_sale_date(best_before=None, produced=TODAY) is None


@given(
    lots=st.lists(
        st.tuples(
            st.integers(1, 3), st.integers(0, 9), st.one_of(st.none(), st.integers(-5, 20)), st.booleans()
        ),
        max_size=12,
    ),
    lines=st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 3), st.integers(1, 9)), max_size=12),
)
def test_nothing_is_given_twice_or_from_a_lot_that_may_not_leave_and_groups_stay_whole(
    lots: list[tuple[int, int, int | None, bool]], lines: list[tuple[str, int, int]]
) -> None:
    supplies = [
        supply(number, free, variant=variant, days=days, is_sellable=is_sellable)
        for number, (variant, free, days, is_sellable) in enumerate(lots)
    ]
    demands = [Demand(group, number, variant, units) for number, (group, variant, units) in enumerate(lines)]

    plan = allocate(demands, supplies, today=TODAY)

    given: dict[int, int] = {}
    served: dict[int, int] = {}
    for share in plan.shares:
        lot, line = supplies[share.lot_stock_id], demands[share.line_id]
        assert share.quantity > 0
        assert lot.variant_id == line.variant_id
        assert lot.serves(TODAY)
        given[share.lot_stock_id] = given.get(share.lot_stock_id, 0) + share.quantity
        served[share.line_id] = served.get(share.line_id, 0) + share.quantity
    assert all(units <= supplies[lot].free for lot, units in given.items())
    for group in "abcd":
        whole = [line for line in demands if line.group == group]
        shares = [served.get(line.line_id, 0) for line in whole]
        assert shares in ([line.quantity for line in whole], [0] * len(whole))
        assert (sum(shares) == 0 and bool(whole)) == any(line.line_id in plan.missing for line in whole)
