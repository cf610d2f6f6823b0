"""stock_reserve: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from catalog.models.product import Variant
from logistics.models.stock import Reservation, Stock
from logistics.selectors.stock import available
from logistics.services.stock_reserve import NotEnoughLeft, stock_reserve
from marketplace.kernel.errors import Conflict, InvalidInput
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON
from tests.factories.logistics import WarehouseFactory, released_lot, stock_of, stocked_variant

LATER = NOON + timedelta(minutes=30)


def reserve(**wanted: tuple[Variant, int]) -> None:
    """Reserve until LATER: reserve(key=(variant, quantity))."""
    stock_reserve(
        key_quantities={key: (variant.pk, quantity) for key, (variant, quantity) in wanted.items()},
        expires_at=LATER,
        now=NOON,
    )


def held() -> dict[str, int]:
    """All reservations: key -> quantity."""
    return dict(Reservation.objects.values_list("key", "quantity"))


@pytest.mark.django_db
def test_it_takes_units_out_of_what_is_available() -> None:
    variant = stocked_variant(10)

    reserve(a=(variant, 3), b=(variant, 4))

    assert stock_of(variant) == (10, 7)
    assert available([variant.pk]) == {variant.pk: 3}
    assert held() == {"a": 3, "b": 4}


@pytest.mark.django_db
def test_the_same_key_again_replaces_its_quantity_and_expiry() -> None:
    variant = stocked_variant(10)
    reserve(a=(variant, 3))

    stock_reserve(key_quantities={"a": (variant.pk, 9)}, expires_at=LATER + timedelta(hours=1), now=NOON)
    assert stock_of(variant) == (10, 9)

    reserve(a=(variant, 2))
    assert stock_of(variant) == (10, 2)
    assert Reservation.objects.get().expires_at == LATER


@pytest.mark.django_db
def test_the_same_key_with_another_variant_gives_the_first_back() -> None:
    first, second = stocked_variant(5), stocked_variant(5)
    reserve(a=(first, 3))

    reserve(a=(second, 2))

    assert (stock_of(first), stock_of(second)) == ((5, 0), (5, 2))
    assert held() == {"a": 2}


@pytest.mark.django_db
def test_one_short_line_refuses_all_lines_and_names_what_is_left() -> None:
    plenty, scarce = stocked_variant(10), stocked_variant(2)

    with pytest.raises(NotEnoughLeft) as refusal:
        reserve(a=(plenty, 3), b=(scarce, 3))

    assert (refusal.value.field, refusal.value.left, refusal.value.code) == ("b", 2, "INSUFFICIENT_STOCK")
    assert scarce.product.name("fr") in refusal.value.message
    assert (stock_of(plenty), stock_of(scarce)) == ((10, 0), (2, 0))
    assert held() == {}


@pytest.mark.django_db
def test_two_lines_of_one_variant_share_one_stock() -> None:
    variant = stocked_variant(5)

    with pytest.raises(NotEnoughLeft) as refusal:
        reserve(a=(variant, 3), b=(variant, 3))

    assert (refusal.value.field, refusal.value.left) == ("b", 2)
    assert stock_of(variant) == (5, 0)


@pytest.mark.django_db
def test_what_a_key_holds_itself_counts_for_it() -> None:
    variant = stocked_variant(5)
    reserve(a=(variant, 4))

    with pytest.raises(NotEnoughLeft) as refusal:
        reserve(a=(variant, 6))

    assert refusal.value.left == 5
    assert (stock_of(variant), held()) == ((5, 4), {"a": 4})


@pytest.mark.django_db
def test_stock_zero_and_no_stock_at_all_never_sell() -> None:
    empty, unknown = stocked_variant(1), VariantFactory.create()
    reserve(a=(empty, 1))

    for variant in (empty, unknown):
        with pytest.raises(NotEnoughLeft) as refusal:
            reserve(b=(variant, 1))
        assert refusal.value.left == 0
    assert held() == {"a": 1}


@pytest.mark.django_db
def test_what_stands_in_a_shop_is_not_promised_to_the_web() -> None:
    variant = VariantFactory.create()
    WarehouseFactory.create()
    shop = WarehouseFactory.create(slug="shop", kind="shop")
    released_lot(variant, 8, warehouse=shop)

    assert available([variant.pk]) == {variant.pk: 0}
    with pytest.raises(NotEnoughLeft):
        reserve(a=(variant, 1))

    stock_reserve(key_quantities={"till": (variant.pk, 8)}, expires_at=LATER, now=NOON, warehouse_id=shop.pk)
    assert Stock.objects.get(variant=variant, warehouse=shop).reserved == 8


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", [0, -1, 10**9, True, "3"])
def test_a_quantity_that_is_none_is_refused(quantity: int) -> None:
    variant = stocked_variant(5)

    with pytest.raises(InvalidInput) as refusal:
        reserve(a=(variant, quantity))

    assert refusal.value.field == "a"
    assert stock_of(variant) == (5, 0)


@pytest.mark.django_db
def test_a_firm_promise_cannot_be_made_to_expire() -> None:
    variant = stocked_variant(5)
    stock_reserve(key_quantities={"a": (variant.pk, 2)}, expires_at=None, now=NOON)

    with pytest.raises(Conflict):
        reserve(a=(variant, 1))

    assert (stock_of(variant), Reservation.objects.get().expires_at) == ((5, 2), None)


@pytest.mark.django_db
def test_it_costs_the_same_number_of_queries_for_one_line_and_for_twenty(
    django_assert_num_queries: Any,
) -> None:
    variants = [stocked_variant(5) for _ in range(20)]

    for some in (variants[:1], variants):
        with django_assert_num_queries(6):  # savepoint, lock, what is held, update, write, release
            stock_reserve(
                key_quantities={f"k{variant.pk}": (variant.pk, 1) for variant in some},
                expires_at=LATER,
                now=NOON,
            )
