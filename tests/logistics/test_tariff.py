"""The arithmetic of prices and costs: test that ..."""

from hypothesis import given
from hypothesis import strategies as st

from logistics.tariff import Price, shared_by
from marketplace.kernel.money import Money, total_of


def test_a_price_by_weight_is_rounded_once() -> None:
    price = Price(Money(50), 1_000)

    assert [price.of(grams).minor for grams in (0, 1_000, 1_510, 12_345)] == [0, 50, 76, 617]


@given(
    total=st.integers(min_value=0, max_value=10**9),
    weights=st.lists(st.integers(min_value=-3, max_value=10**7), max_size=30),
)
def test_shares_add_up_to_the_whole_and_go_only_to_what_caused_them(total: int, weights: list[int]) -> None:
    drivers = dict(enumerate(weights))
    shares = shared_by(Money(total), drivers)

    assert shares.keys() == {key for key, weight in drivers.items() if weight > 0}
    assert not shares or total_of(list(shares.values())) == Money(total)
