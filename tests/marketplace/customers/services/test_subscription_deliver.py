"""A basket that comes again is sent elsewhere: test that ..."""

from datetime import timedelta

import pytest

from logistics.models.delivery import DeliveryMethod, DeliveryRate
from marketplace.customers.models.subscription import SubscriptionRun
from marketplace.customers.services.subscription_announce import subscriptions_announce
from marketplace.customers.services.subscription_deliver import subscription_deliver, ways_to
from marketplace.customers.services.subscription_order import subscriptions_order
from marketplace.customers.services.subscription_pause import subscription_end
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from orders.address import address_read
from tests.factories.ground import NOON, UserFactory
from tests.factories.logistics import DeliveryMethodFactory, DeliveryRateFactory
from tests.factories.orders import market
from tests.factories.subscriptions import subscribed
from tests.once import fresh, once


def _basket():
    shop = market()
    return shop, subscribed(shop, {0: 2})


built = once(_basket)


@pytest.fixture
def world(built, db):
    return fresh(built)


def send(basket, method_id, *, user_id=None, **changes):
    address = address_read({**basket.address, **changes})
    actor = Actor(user_id=user_id or basket.user_id)
    return subscription_deliver(actor=actor, subscription_id=basket.pk, address=address, method_id=method_id)


def test_the_next_order_goes_to_the_new_place_in_the_new_way(world):
    _shop, basket = world
    counter = DeliveryRateFactory.create(method=DeliveryMethodFactory.create(code="counter")).method

    sent = send(basket, counter.pk, city="Rabat", province="MA-RAB", street="8, rue des Orangers")

    assert (sent.address["city"], sent.delivery_method_id) == ("Rabat", counter.pk)
    subscriptions_announce(now=NOON + timedelta(days=4))
    subscriptions_order(now=NOON + timedelta(days=7))
    order = SubscriptionRun.objects.get().order
    assert order is not None
    assert (order.address["street"], order.delivery_method_id) == ("8, rue des Orangers", counter.pk)


def test_a_way_that_does_not_go_there_or_takes_no_cash_is_refused(world):
    shop, basket = world
    way, before = shop.method.pk, basket.address
    assert [each.method_id for each in ways_to(basket, "MA-RAB")] == [way]
    with pytest.raises(NotFound):
        send(basket, way, user_id=UserFactory.create().pk)
    DeliveryMethod.objects.update(takes_cash=False)
    with pytest.raises(InvalidInput):
        send(basket, way, city="Rabat")
    DeliveryMethod.objects.update(takes_cash=True)
    DeliveryRate.objects.update(up_to_weight_g=10)
    with pytest.raises(InvalidInput):
        send(basket, way, city="Rabat")
    subscription_end(actor=Actor(user_id=basket.user_id), subscription_id=basket.pk, now=NOON)
    with pytest.raises(Conflict):
        send(basket, way, city="Rabat")
    basket.refresh_from_db()
    assert basket.address == before
