"""Many customers at the same moment: test that ... (each with a control that shows the race exists)."""

import time
import uuid
from functools import partial

import pytest
from django.db.models import Sum

from logistics.checks import stock_findings
from logistics.services.stock_reserve import NotEnoughLeft
from orders.models.checkout import Checkout
from orders.models.order import Order, OrderLine
from orders.models.payment import Payment
from orders.selectors.baskets import basket_of
from orders.services.checkout_place import BasketChanged, checkout_place
from tests.factories.ground import NOON
from tests.factories.logistics import stock_of
from tests.factories.orders import VISITOR, market
from tests.logistics.racing import errors, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def place(checkout_id: uuid.UUID) -> uuid.UUID:
    return checkout_place(actor=VISITOR, checkout_id=checkout_id, expected_total=None, now=NOON).pk


def test_fifty_clicks_on_place_order_make_one_order() -> None:
    shop = market()
    checkout = shop.checkout({0: 1, 1: 1, 2: 1})

    results = race(*(partial(place, checkout.pk) for _ in range(50)))

    assert errors(results) == []
    assert len(set(results)) == 1
    assert (Order.objects.count(), Payment.objects.count(), OrderLine.objects.count()) == (1, 1, 3)
    assert [stock_of(variant) for variant in shop.variants] == [(50, 1)] * 3


def careless_place(checkout_id: uuid.UUID) -> None:
    """What placing must not be: look whether it is done, think, then do it; no lock."""
    checkout = Checkout.objects.get(pk=checkout_id)
    if checkout.completed_at is not None:
        return
    time.sleep(0.05)
    basket = basket_of(checkout, now=NOON)
    assert checkout.delivery_method is not None
    number = Order.objects.count() + uuid.uuid4().int % 10**9
    Order.objects.create(
        number=number,
        checkout_id=uuid.uuid4(),
        channel=checkout.channel,
        phone=checkout.phone,
        language="fr",
        address=checkout.address,
        region="MA-07",
        delivery_method=checkout.delivery_method,
        payment_method="cash",
        items_minor=basket.items.minor,
        delivery_full_minor=0,
        delivery_minor=0,
        total_minor=basket.items.minor,
        currency="MAD",
        placed_at=NOON,
        updated_at=NOON,
    )
    Checkout.objects.filter(pk=checkout_id).update(completed_at=NOON)


def test_the_control_without_the_lock_makes_several_orders() -> None:
    checkout = market().checkout({0: 1})

    race(*(partial(careless_place, checkout.pk) for _ in range(10)))

    assert Order.objects.count() > 1


def test_sixty_customers_at_once_buy_exactly_fifty_units() -> None:
    shop = market()
    checkouts = [shop.checkout({0: 1}).pk for _ in range(60)]

    results = race(*(partial(place, checkout_id) for checkout_id in checkouts))

    refused = errors(results)
    assert len(refused) == 10
    assert {type(error) for error in refused} <= {BasketChanged, NotEnoughLeft}
    assert OrderLine.objects.aggregate(sold=Sum("quantity"))["sold"] == 50
    assert stock_of(shop.variants[0]) == (50, 50)
    assert stock_findings() == []
