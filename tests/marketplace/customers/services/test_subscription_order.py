"""On its day a basket is ordered as at the checkout, once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import F

from catalog.models.product import Variant
from logistics.models.stock import Stock
from logistics.services.capacity_set import capacity_set
from marketplace.customers.models.subscription import Subscription, SubscriptionRun
from marketplace.customers.services.subscription_announce import subscriptions_announce
from marketplace.customers.services.subscription_order import subscriptions_order
from marketplace.customers.services.subscription_skip import subscription_skip
from marketplace.customers.tasks import order_subscriptions
from marketplace.kernel.actor import Actor
from marketplace.notifications.models import Message
from orders.models.order import Order
from tests.factories.ground import NOON, member_actor
from tests.factories.orders import market
from tests.factories.subscriptions import subscribed
from tests.logistics.racing import errors, race

DAY = timedelta(days=1)
DUE = NOON + 7 * DAY


def announced(*args, **kwargs):
    basket = subscribed(*args, **kwargs)
    subscriptions_announce(now=NOON + 4 * DAY)
    return basket


def ordered(basket):
    return Order.objects.exclude(pk=basket.source_id)


@pytest.mark.django_db
def test_it_is_ordered_once_at_the_price_of_the_day_and_paid_at_the_door():
    shop = market()
    basket = subscribed(shop, {0: 2, 1: 1})
    shop.variants[0].prices.update(amount_minor=12_000)
    subscriptions_announce(now=NOON + 4 * DAY)

    done = [subscriptions_order(now=now) for now in (DUE - DAY, DUE, DUE)]

    order = ordered(basket).get()
    assert done == [0, 1, 0]
    assert (order.user_id, order.payment_method) == (basket.user_id, "cash")
    assert order.address == basket.address
    assert list(order.lines.order_by("pk").values_list("quantity", "unit_price_minor")) == [
        (2, 12_000),
        (1, 15_000),
    ]
    basket.refresh_from_db()
    assert basket.next_date == DUE.date() + 7 * DAY
    assert basket.lines.get(variant=shop.variants[0]).last_price_minor == 12_000
    assert SubscriptionRun.objects.get().order_id == order.pk
    assert not Message.objects.filter(template="subscription_ordered").exists()


@pytest.mark.django_db
def test_what_became_dearer_since_it_was_announced_is_announced_anew_and_what_became_cheaper_is_cheaper():
    shop = market()
    basket = announced(shop, {0: 1, 1: 1})
    shop.variants[0].prices.update(amount_minor=10_100)
    shop.variants[1].prices.update(amount_minor=14_000)

    assert [subscriptions_order(now=DUE), subscriptions_order(now=DUE)] == [1, 0]
    assert not ordered(basket).exists()
    assert [subscriptions_announce(now=DUE), subscriptions_announce(now=DUE)] == [1, 0]
    basket.refresh_from_db()
    assert basket.next_date == DUE.date() + 3 * DAY
    assert "101" in Message.objects.filter(template="subscription_coming").latest("pk").context["what"]

    subscriptions_order(now=DUE + 3 * DAY)
    prices = ordered(basket).get().lines.order_by("pk").values_list("unit_price_minor", flat=True)
    assert list(prices) == [10_100, 14_000]


@pytest.mark.django_db
def test_what_is_not_to_be_had_is_left_out_with_a_word():
    shop = market()
    basket = announced(shop, {0: 2, 1: 1, 2: 5})
    Variant.objects.filter(pk=shop.variants[1].pk).update(is_active=False)
    Stock.objects.filter(variant=shop.variants[2]).update(quantity=9, reserved=5)

    assert subscriptions_order(now=DUE) == 1

    order = ordered(basket).get()
    assert list(order.lines.order_by("pk").values_list("quantity", flat=True)) == [2, 4]
    told = Message.objects.get(template="subscription_ordered").context
    gone, scarce = (shop.variants[place].product.name("fr") for place in (1, 2))
    assert told["missing"] == f"1 × {gone}, 1 × {scarce}"
    assert told["order"] == str(order.number)


@pytest.mark.django_db
def test_what_cannot_be_ordered_at_all_is_said_and_the_next_date_stands():
    shop = market()
    basket, dear, homeless = (announced(shop, {0: 1}) for _ in range(3))
    Subscription.objects.filter(pk=homeless.pk).update(delivery_method=None)
    Stock.objects.update(quantity=0, reserved=0)

    assert subscriptions_order(now=DUE) == 3

    runs = SubscriptionRun.objects.filter(subscription__in=[basket, dear, homeless])
    assert [run.order_id for run in runs] == [None] * 3
    assert len({run.reason for run in runs}) == 2
    assert Message.objects.filter(template="subscription_missed", channel="inbox").count() == 3
    basket.refresh_from_db()
    assert basket.next_date == DUE.date() + 7 * DAY
    assert Order.objects.count() == 3


@pytest.mark.django_db
def test_a_cooperative_that_cannot_make_it_in_time_is_left_out():
    shop = market()
    basket = announced(shop, {0: 20, 1: 1})
    maker = shop.sellers[0]
    capacity_set(
        actor=member_actor(maker), organisation_id=maker.pk, product_id=None, per="week", measure="piece",
        most=1, now=NOON,
    )  # fmt: skip

    subscriptions_order(now=DUE)

    assert ordered(basket).get().lines.get().variant_id == shop.variants[1].pk


@pytest.mark.django_db
def test_the_clock_orders_what_is_due():
    basket = announced(market(), {0: 1})
    Subscription.objects.update(next_date=F("created_at__date"), announced_date=F("created_at__date"))

    assert [order_subscriptions(), order_subscriptions()] == [1, 0]
    assert ordered(basket).count() == 1


@pytest.mark.django_db
def test_what_was_not_announced_or_was_skipped_is_not_ordered():
    shop = market()
    silent = subscribed(shop, {0: 1})
    assert subscriptions_order(now=DUE) == 0
    subscriptions_announce(now=NOON + 4 * DAY)
    subscription_skip(actor=Actor(user_id=silent.user_id), subscription_id=silent.pk, now=NOON + 5 * DAY)

    assert subscriptions_order(now=DUE) == 0
    assert not ordered(silent).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_workers_at_once_order_it_once():
    basket = announced(market(), {0: 1})

    results = race(*[partial(subscriptions_order, now=DUE)] * 4)

    assert errors(results) == []
    assert sum(int(str(each)) for each in results) == 1
    assert ordered(basket).count() == SubscriptionRun.objects.count() == 1
