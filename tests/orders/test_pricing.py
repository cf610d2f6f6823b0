"""Sharing an order among its cooperatives: test that ..."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.money import Money
from orders.pricing import PricedLine, Terms, shares_of

owners = st.integers(min_value=1, max_value=5)
lines_of_orders = st.lists(
    st.builds(
        PricedLine,
        organisation_id=owners,
        variant_id=st.integers(1, 10**6),
        quantity=st.integers(1, 999),
        unit_price=st.integers(0, 10**7).map(Money),
        weight_g=st.integers(0, 30_000),
    ),
    min_size=1,
    max_size=12,
)
rates = st.decimals(min_value=0, max_value=1, places=4, allow_nan=False)


def terms(rate: str = "0.1000", fee: int = 500) -> Terms:
    return Terms(Decimal(rate), Money(fee), 1, "2024-01-01")


@given(
    lines_of_orders, st.lists(rates, min_size=5, max_size=5), st.integers(0, 10_000), st.integers(0, 10**7)
)
def test_nothing_is_lost_or_made_whatever_is_bought(
    lines: list[PricedLine], some_rates: list[Decimal], fee: int, delivery: int
) -> None:
    shares = shares_of(
        lines, {owner: terms(str(some_rates[owner - 1]), fee) for owner in range(1, 6)}, Money(delivery)
    )

    assert sum(share.gross.minor for share in shares) == sum(line.total.minor for line in lines)
    assert sum(share.delivery.minor for share in shares) == delivery
    assert sorted(line.variant_id for share in shares for line in share.lines) == sorted(
        line.variant_id for line in lines
    )
    assert sum(share.weight_g for share in shares) == sum(line.weight_g * line.quantity for line in lines)
    assert [share.organisation_id for share in shares] == list(
        dict.fromkeys(line.organisation_id for line in lines)
    )
    for share in shares:
        assert share.commission.minor == sum(part.minor for part in share.commissions)
        assert share.delivery.minor >= 0
        assert 0 <= share.hub_fee.minor <= fee
        assert share.gross.minor - share.commission.minor - share.hub_fee.minor >= 0


def line(owner: int, price: int, *, quantity: int = 1, weight: int = 0) -> PricedLine:
    return PricedLine(owner, owner, quantity, Money(price), weight)


def test_delivery_is_shared_by_weight_to_the_last_centime() -> None:
    shares = shares_of(
        [line(1, 10, weight=1000), line(2, 10, weight=2000)], {1: terms(), 2: terms()}, Money(1000)
    )

    assert [share.delivery for share in shares] == [Money(333), Money(667)]


def test_delivery_is_shared_by_value_where_nothing_weighs() -> None:
    shares = shares_of([line(1, 3000), line(2, 1000, quantity=7)], {1: terms(), 2: terms()}, Money(1000))

    assert [share.delivery for share in shares] == [Money(300), Money(700)]


def test_gifts_that_weigh_nothing_share_evenly() -> None:
    shares = shares_of([line(1, 0), line(2, 0)], {1: terms(), 2: terms()}, Money(101))

    assert [share.delivery for share in shares] == [Money(51), Money(50)]


def test_commission_is_rounded_once_a_line_half_to_even() -> None:
    lines = [line(1, 125), line(1, 135), line(1, 15, quantity=3)]
    (share,) = shares_of(lines, {1: terms("0.1000", 0)}, Money(0))

    assert [part.minor for part in share.commissions] == [12, 14, 4]


def test_the_hub_takes_no_more_than_is_left() -> None:
    (share,) = shares_of([line(1, 300)], {1: terms("0.5000", 500)}, Money(0))

    assert (share.commission, share.hub_fee) == (Money(150), Money(150))
