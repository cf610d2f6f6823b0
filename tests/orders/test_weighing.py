"""weighing: test that ..."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.money import Money
from orders.weighing import least_weight, taken_off


def test_the_least_weight_is_rounded_up() -> None:
    assert [least_weight(grams, Decimal("0.1")) for grams in (1000, 1001, 1, 3)] == [900, 901, 1, 3]
    assert least_weight(500, Decimal(0)) == 500


@given(
    total=st.integers(0, 10**7),
    quantity=st.integers(1, 50),
    gone=st.integers(0, 49),
    each=st.integers(1, 5_000),
    weighed=st.integers(1, 400_000),
)
def test_nobody_pays_more_than_agreed_and_what_is_gone_and_what_lacks_are_never_more_than_all(
    total: int, quantity: int, gone: int, each: int, weighed: int
) -> None:
    gone = min(gone, quantity - 1)
    line, ordered = Money(total), (quantity - gone) * each

    off = taken_off(line, quantity=quantity, gone=gone, ordered_g=ordered, weighed_g=weighed)
    lighter = taken_off(line, quantity=quantity, gone=gone, ordered_g=ordered, weighed_g=max(1, weighed - 1))

    assert 0 <= off.minor <= lighter.minor
    assert off + line.portion(gone, quantity) <= line
    assert weighed < ordered or not off
    # What is paid is to the ordered price as the weight is to the ordered weight, to the centime
    if gone == 0:
        assert abs(total * min(weighed, ordered) - (total - off.minor) * ordered) <= ordered
