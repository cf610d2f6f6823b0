"""The sharing of common sales: test that ..."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.payouts.sharing import Contribution, PoolRule, pool_shares, shares_by_weight

rates = st.decimals(min_value=0, max_value=1, places=4)
contributions = st.lists(
    st.builds(
        Contribution,
        st.integers(1, 6),
        st.integers(0, 10**6),
        st.integers(0, 10**5),
    ),
    min_size=1,
    max_size=12,
).filter(lambda rows: any(row.weight for row in rows))


def rule(overhead: str = "0.05", solidarity: str = "0.02") -> PoolRule:
    return PoolRule(Decimal(overhead), Decimal(solidarity))


def test_a_sale_is_shared_step_by_step() -> None:
    shared = pool_shares(
        gross=Money(100_000),
        fees=Money(12_000),
        rule=rule(),
        contributions=[Contribution(1, 30, 500), Contribution(2, 10, 500), Contribution(3, 20, 250)],
    )

    # 880.00 left; 5 % of it is 44.00; 2 % of 836.00 is 16.72; 819.28 by 15000 : 5000 : 5000
    assert (shared.overhead, shared.solidarity) == (Money(4_400), Money(1_672))
    assert shared.shares == {1: Money(49_157), 2: Money(16_386), 3: Money(16_385)}


def test_three_equal_shares_of_ten_dirhams_sum_to_ten_dirhams() -> None:
    # CoopCycle gave 1002 for three equal vendors of 1000
    shares = shares_by_weight(Money(1_000), [Contribution(pk, 1, 1) for pk in (3, 1, 2)])

    assert shares == {1: Money(334), 2: Money(333), 3: Money(333)}


@given(
    gross=st.integers(0, 10**10),
    part=st.decimals(0, 1, places=3),
    overhead=rates,
    solidarity=rates,
    given_=contributions,
)
def test_nothing_is_lost_and_nobody_pays(
    gross: int, part: Decimal, overhead: Decimal, solidarity: Decimal, given_: list[Contribution]
) -> None:
    fees = Money(gross).scaled(part)
    shared = pool_shares(
        gross=Money(gross), fees=fees, rule=PoolRule(overhead, solidarity), contributions=given_
    )

    parts = [shared.fees, shared.overhead, shared.solidarity, *shared.shares.values()]
    assert sum(each.minor for each in parts) == gross
    assert min(each.minor for each in parts) >= 0


@given(amount=st.integers(0, 10**9), given_=contributions)
def test_each_share_is_its_exact_part_to_less_than_a_centime(amount: int, given_: list[Contribution]) -> None:
    shares = shares_by_weight(Money(amount), given_)
    total = sum(row.weight for row in given_)

    for pk, share in shares.items():
        weight = sum(row.weight for row in given_ if row.contributor_id == pk)
        assert abs(share.minor * total - amount * weight) < total


@given(amount=st.integers(0, 10**9), given_=contributions, seed=st.randoms())
def test_the_order_of_the_list_decides_nothing(amount: int, given_: list[Contribution], seed) -> None:
    mixed = list(given_)
    seed.shuffle(mixed)

    assert shares_by_weight(Money(amount), mixed) == shares_by_weight(Money(amount), given_)


@pytest.mark.parametrize(
    ("_case", "change"),
    [
        ("fees above the sale", {"fees": Money(1_001)}),
        ("negative fees", {"fees": Money(-1)}),
        ("a rate above one", {"rule": rule(overhead="1.01")}),
        ("a negative rate", {"rule": rule(solidarity="-0.01")}),
        ("nobody", {"contributions": []}),
        ("nothing", {"contributions": [Contribution(1, 0, 5)]}),
        ("less than nothing", {"contributions": [Contribution(1, -1, 5), Contribution(2, 9, 5)]}),
    ],
)
def test_what_cannot_be_shared_is_refused(_case: str, change: dict[str, object]) -> None:
    known: dict[str, object] = {
        "gross": Money(1_000), "fees": Money(0), "rule": rule(), "contributions": [Contribution(1, 1, 1)],
    }  # fmt: skip

    with pytest.raises(InvalidInput):
        pool_shares(**(known | change))  # type: ignore[arg-type]
