"""Many at the same moment: test that ... (each with a control that shows the race exists)."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import Sum

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.stock import Reservation, Stock
from logistics.services.reservations_expire import reservations_expire
from logistics.services.stock_confirm import stock_confirm
from logistics.services.stock_reserve import NotEnoughLeft, stock_reserve
from marketplace.kernel.errors import OutOfStock
from tests.factories.ground import NOON
from tests.factories.logistics import stock_of, stocked_variant
from tests.logistics.racing import errors, race

LATER = NOON + timedelta(minutes=30)
pytestmark = pytest.mark.django_db(transaction=True)


def buy(key: str, variant_id: int, quantity: int = 1) -> None:
    """One shopper's reservation."""
    stock_reserve(key_quantities={key: (variant_id, quantity)}, expires_at=LATER, now=NOON)


def careless_buy(key: str, variant_id: int) -> None:
    """What stock_reserve must not be: look, think, then write what was seen; no lock and no condition."""
    with transaction.atomic():
        stock = Stock.objects.get(variant_id=variant_id)
        if stock.quantity - stock.reserved < 1:
            raise OutOfStock("sold out")
        time.sleep(0.02)
        Stock.objects.filter(pk=stock.pk).update(reserved=stock.reserved + 1)
        Reservation.objects.create(stock=stock, key=key, quantity=1, expires_at=LATER, created_at=NOON)


def promised(variant: Variant) -> int:
    """Units in the hands of shoppers."""
    return Reservation.objects.filter(stock__variant=variant).aggregate(units=Sum("quantity"))["units"] or 0


def test_sixty_shoppers_at_once_buy_exactly_fifty_units() -> None:
    variant = stocked_variant(50)

    results = race(*(partial(buy, f"shopper-{number}", variant.pk) for number in range(60)))

    assert [type(error) for error in errors(results)] == [NotEnoughLeft] * 10
    assert (promised(variant), stock_of(variant)) == (50, (50, 50))
    assert stock_findings() == []


def test_the_control_without_lock_and_condition_sells_more_than_there_is() -> None:
    variant = stocked_variant(50)

    race(*(partial(careless_buy, f"shopper-{number}", variant.pk) for number in range(60)))

    assert promised(variant) > 50
    assert [finding.code for finding in stock_findings()] == ["STOCK_RESERVED_DIFFERS"]


def test_two_baskets_that_hold_the_same_two_products_in_opposite_order_do_not_block_each_other() -> None:
    first, second = stocked_variant(40), stocked_variant(40)

    def basket(number: int) -> None:
        pair = [(f"a-{number}", (first.pk, 1)), (f"b-{number}", (second.pk, 1))]
        stock_reserve(key_quantities=dict(pair if number % 2 else reversed(pair)), expires_at=LATER, now=NOON)

    results = race(*(partial(basket, number) for number in range(40)))

    assert errors(results) == []
    assert (stock_of(first), stock_of(second)) == ((40, 40), (40, 40))


def test_the_control_that_locks_in_the_order_of_the_basket_is_stopped_by_a_deadlock() -> None:
    first, second = stocked_variant(40), stocked_variant(40)

    def basket(order: tuple[int, int]) -> None:
        with transaction.atomic():
            for variant_id in order:
                Stock.objects.select_for_update().get(variant_id=variant_id)
                time.sleep(0.3)

    results = race(partial(basket, (first.pk, second.pk)), partial(basket, (second.pk, first.pk)))

    assert ["deadlock detected" in str(error) for error in errors(results)] == [True]


def test_one_basket_clicked_twice_reserves_once() -> None:
    variant = stocked_variant(50)

    results = race(*(partial(buy, "the-same-line", variant.pk, 3) for _ in range(20)))

    assert errors(results) == []
    assert (promised(variant), stock_of(variant)) == (3, (50, 3))


@pytest.mark.parametrize("attempt", range(5))
def test_a_reservation_that_runs_out_while_it_is_ordered_is_either_kept_or_given_back(attempt: int) -> None:
    variant = stocked_variant(20)
    for number in range(10):
        buy(f"basket-{number}", variant.pk, 2)
    over = LATER + timedelta(minutes=1)

    confirms = [
        partial(stock_confirm, keys={f"basket-{number}": f"order-line:{number}"}, now=over)
        for number in range(10)
    ]
    sweeps = [partial(reservations_expire, now=over) for _ in range(3)]
    results = race(*confirms, *sweeps)

    lost = [error for error in errors(results) if isinstance(error, OutOfStock)]
    kept = Reservation.objects.filter(expires_at=None, key__startswith="order-line:").count()
    assert len(errors(results)) == len(lost)
    assert kept == 10 - len(lost)
    reservations_expire(now=over)
    assert (promised(variant), stock_of(variant)) == (kept * 2, (20, kept * 2))
    assert stock_findings() == []
