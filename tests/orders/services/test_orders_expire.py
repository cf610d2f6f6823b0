"""Letting go of what nobody comes back for: test that ..."""

from datetime import timedelta

import pytest

from marketplace.kernel.actor import Actor
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.orders_expire import checkouts_forget, unpaid_orders_cancel
from orders.ways import CARD_WAIT, TRANSFER_WAIT
from tests.factories.ground import NOON
from tests.factories.logistics import stock_of
from tests.factories.orders import Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("test")


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.mark.parametrize(("pay", "wait"), [("card", CARD_WAIT), ("transfer", TRANSFER_WAIT)])
def test_an_order_waits_for_its_money_so_long_and_no_longer(shop: Market, pay: str, wait: timedelta) -> None:
    order = shop.order({0: 3}, pay=pay)

    assert unpaid_orders_cancel(actor=MACHINE, now=NOON + wait - timedelta(seconds=1), limit=10) == 0
    assert stock_of(shop.variants[0]) == (50, 3)
    assert unpaid_orders_cancel(actor=MACHINE, now=NOON + wait, limit=10) == 1
    assert unpaid_orders_cancel(actor=MACHINE, now=NOON + wait, limit=10) == 0

    assert Payment.objects.get(order=order).state == "cancelled"
    assert stock_of(shop.variants[0]) == (50, 0)


def test_an_order_to_be_paid_at_the_door_never_expires(shop: Market) -> None:
    shop.order({0: 1})

    assert unpaid_orders_cancel(actor=MACHINE, now=NOON + timedelta(days=400), limit=10) == 0


def test_no_more_are_cancelled_at_once_than_asked_for(shop: Market) -> None:
    for _ in range(3):
        shop.order({0: 1}, pay="card")

    assert unpaid_orders_cancel(actor=MACHINE, now=NOON + CARD_WAIT, limit=2) == 2
    assert unpaid_orders_cancel(actor=MACHINE, now=NOON + CARD_WAIT, limit=2) == 1


def test_baskets_untouched_since_a_time_are_forgotten_and_their_orders_stay(shop: Market) -> None:
    order = shop.order({0: 1})
    old, young = shop.checkout({0: 1}), shop.checkout({1: 1})
    Checkout.objects.filter(pk=young.pk).update(updated_at=NOON + timedelta(days=1))

    assert checkouts_forget(before=NOON + timedelta(seconds=1), limit=1) == 1
    assert checkouts_forget(before=NOON + timedelta(seconds=1), limit=10) == 1
    assert checkouts_forget(before=NOON + timedelta(seconds=1), limit=10) == 0

    assert list(Checkout.objects.values_list("pk", flat=True)) == [young.pk]
    assert old.pk != young.pk
    assert Order.objects.get() == order
