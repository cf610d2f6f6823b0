"""Whose goods serve a pooled sale: test that ..."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.cooperatives.states import AllocationPolicy
from orders.pooling import Candidate, Choice, choose, distance_km

policies = st.sampled_from(list(AllocationPolicy))
TODAY = date(2026, 11, 16)
candidates = st.lists(
    st.builds(
        lambda free, quota, turn, km, days: (free, quota, turn, km, days),
        st.integers(0, 30),
        st.integers(0, 10),
        st.integers(0, 5),
        st.integers(0, 900),
        st.integers(0, 400),
    ),
    max_size=6,
).map(
    lambda rows: [
        Candidate(
            organisation_id=number, free=free, quota=quota, last_turn=turn, distance_km=km,
            best_before=TODAY + timedelta(days=days),
        )
        for number, (free, quota, turn, km, days) in enumerate(rows, start=1)
    ]
)  # fmt: skip


class Row:
    """Decisions one after another, with the turns kept between them as the database keeps them."""

    def __init__(self, quotas: Sequence[int], policy: AllocationPolicy) -> None:
        self.quotas, self.policy = dict(enumerate(quotas, start=1)), policy
        self.credit = dict.fromkeys(self.quotas, Fraction(0))
        self.last, self.served = dict.fromkeys(self.quotas, 0), dict.fromkeys(self.quotas, 0)
        self.turn = 0

    def sell(self, quantity: int, free: dict[int, int] | None = None) -> Choice:
        self.turn += 1
        goods = free or dict.fromkeys(self.quotas, 10**6)
        choice = choose(
            quantity,
            [
                Candidate(
                    organisation_id=pk,
                    free=goods[pk],
                    quota=quota,
                    credit=self.credit[pk],
                    last_turn=self.last[pk],
                )
                for pk, quota in self.quotas.items()
            ],
            policy=self.policy,
        )
        for verdict in choice.verdicts:
            pk = verdict.candidate.organisation_id
            self.credit[pk] = verdict.credit
            self.served[pk] += verdict.taken
            if verdict.taken:
                self.last[pk] = self.turn
        return choice


@given(st.integers(1, 80), candidates, policies)
def test_all_units_are_served_or_said_to_be_missing_and_nobody_gives_what_it_has_not(
    quantity: int, given_: list[Candidate], policy: AllocationPolicy
) -> None:
    choice = choose(quantity, given_, policy=policy)

    assert sum(choice.taken.values()) + choice.missing == quantity
    assert choice.missing == max(0, quantity - sum(each.free for each in given_))
    assert sorted(each.candidate.organisation_id for each in choice.verdicts) == list(
        range(1, len(given_) + 1)
    )
    for each in choice.verdicts:
        assert 0 <= each.taken <= each.candidate.free
        assert (each.reason == "chosen") == bool(each.taken)
        assert (each.reason == "no_goods") == (not each.candidate.free)


@given(st.integers(1, 60), candidates, policies, st.randoms(use_true_random=False))
def test_the_same_input_gives_the_same_log_in_whatever_order_it_comes(
    quantity: int, given_: list[Candidate], policy: AllocationPolicy, dice: object
) -> None:
    mixed = list(given_)
    dice.shuffle(mixed)  # type: ignore[attr-defined]

    logs = [
        [each.as_json() for each in choose(quantity, some, policy=policy).verdicts]
        for some in (given_, mixed)
    ]

    assert logs[0] == logs[1]


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=6),
    st.lists(st.integers(1, 9), min_size=1, max_size=25),
)
def test_by_quota_nobody_is_ever_a_whole_unit_from_its_part(quotas: list[int], sales: list[int]) -> None:
    row, whole = Row(quotas, AllocationPolicy.QUOTA), sum(quotas)
    sold = 0

    for quantity in sales:
        row.sell(quantity)
        sold += quantity
        for pk, quota in row.quotas.items():
            assert abs(row.served[pk] - Fraction(quota * sold, whole)) < 1
            assert row.credit[pk] == Fraction(quota * sold, whole) - row.served[pk]


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=5),
    st.lists(st.sets(st.integers(1, 5)), max_size=20),
)
def test_by_quota_nobody_with_goods_starves_even_after_others_were_away(
    quotas: list[int], absences: list[set[int]]
) -> None:
    row = Row(quotas, AllocationPolicy.QUOTA)
    for away in absences:
        row.sell(3, {pk: 0 if pk in away else 10**6 for pk in row.quotas})
    assert sum(row.credit.values()) == 0

    before = dict(row.served)
    row.sell(4 * sum(quotas))

    assert all(row.served[pk] > before[pk] for pk in row.quotas)


@given(st.integers(2, 6), st.lists(st.integers(1, 9), min_size=6, max_size=20))
def test_in_turn_everybody_with_goods_is_chosen_within_as_many_sales_as_there_are_members(
    size: int, sales: list[int]
) -> None:
    row = Row([1] * size, AllocationPolicy.ROTATION)

    chosen = [next(iter(row.sell(quantity).taken)) for quantity in sales]

    for start in range(len(chosen) - size + 1):
        assert len(set(chosen[start : start + size])) == size


# Who has nothing, sale by sale, and how much is sold; member 1 always has goods
_ABSENCES = st.lists(st.tuples(st.sets(st.integers(2, 6)), st.integers(1, 3)), min_size=20, max_size=40)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=6), _ABSENCES)
def test_by_quota_who_always_has_goods_waits_at_most_twice_its_part_whoever_else_comes_and_goes(
    quotas: list[int], sales: list[tuple[set[int], int]]
) -> None:
    row, unserved = Row(quotas, AllocationPolicy.QUOTA), 0

    for away, quantity in sales:
        choice = row.sell(quantity, {pk: 0 if pk in away else 10**6 for pk in row.quotas})
        unserved = 0 if choice.taken.get(1) else unserved + quantity
        assert unserved <= 2 * Fraction(sum(quotas), quotas[0])
        assert sum(row.credit.values()) == 0


@settings(max_examples=20)
@given(st.integers(2, 6), _ABSENCES)
def test_in_turn_who_always_has_goods_serves_once_in_a_round_whoever_else_comes_and_goes(
    size: int, sales: list[tuple[set[int], int]]
) -> None:
    row, unserved = Row([1] * size, AllocationPolicy.ROTATION), 0

    for away, quantity in sales:
        # The others bring a single piece, so that several serve one sale
        choice = row.sell(quantity, {pk: 0 if pk in away else 1 if pk > 1 else 10**6 for pk in row.quotas})
        unserved = 0 if choice.taken.get(1) else unserved + 1
        assert unserved < size


def of(pk: int, free: int, **more: object) -> Candidate:
    return Candidate(organisation_id=pk, free=free, **more)  # type: ignore[arg-type]


def test_the_nearest_comes_first_and_the_next_fills_up() -> None:
    rows = [of(1, 5, distance_km=300), of(2, 2, distance_km=20), of(3, 9, distance_km=20, last_turn=4)]

    choice = choose(6, rows, policy=AllocationPolicy.PROXIMITY)

    assert choice.taken == {2: 2, 3: 4}
    assert [(each.candidate.organisation_id, each.reason) for each in choice.verdicts] == [
        (2, "chosen"), (3, "chosen"), (1, "not_its_turn"),
    ]  # fmt: skip


def test_the_earliest_date_comes_first_and_what_does_not_age_last() -> None:
    rows = [of(1, 5), of(2, 2, best_before=TODAY), of(3, 2, best_before=TODAY - timedelta(days=1))]

    assert choose(5, rows, policy=AllocationPolicy.FEFO).taken == {3: 2, 2: 2, 1: 1}


def test_who_has_no_agreed_part_serves_only_what_no_other_can() -> None:
    rows = [of(1, 3, quota=1), of(2, 5)]

    choice = choose(6, rows, policy=AllocationPolicy.QUOTA)

    assert (choice.taken, choice.missing) == ({1: 3, 2: 3}, 0)


@pytest.mark.parametrize("policy", list(AllocationPolicy))
def test_without_anybody_all_is_missing(policy: AllocationPolicy) -> None:
    choice = choose(3, [], policy=policy)

    assert (choice.taken, choice.missing, choice.verdicts) == ({}, 3, ())


def test_distances_are_those_of_the_map() -> None:
    assert 195 < distance_km("MA-CAS", "MA-MAR") < 245
    assert distance_km("MA-CAS", "MA-MAR") == distance_km("MA-MAR", "MA-CAS")
    assert (distance_km("MA-CAS", "MA-CAS"), distance_km("MA-CAS", "XX")) == (0, 0)


@pytest.mark.parametrize("policy", list(AllocationPolicy))
def test_who_is_closed_is_passed_over_and_serves_only_what_no_other_can(policy: AllocationPolicy) -> None:
    rows = [
        of(1, 5, quota=1, is_closed=True, best_before=TODAY),
        of(2, 4, quota=1, distance_km=9, last_turn=3),
    ]

    few, many = (choose(quantity, rows, policy=policy) for quantity in (4, 6))

    assert few.taken == {2: 4}
    assert {each.candidate.organisation_id: each.reason for each in few.verdicts} == {
        1: "closed",
        2: "chosen",
    }
    # What was sold is sold
    assert (many.taken, many.missing) == ({2: 4, 1: 2}, 0)
    # No credit meanwhile: nobody waits for it to catch up
    assert next(each.credit for each in few.verdicts if each.candidate.organisation_id == 1) == 0
