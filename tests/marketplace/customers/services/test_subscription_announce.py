"""Three days before, one is told what comes and what costs another price."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models.product import Variant
from logistics.models.stock import Stock
from marketplace.customers.services.subscription_announce import subscriptions_announce
from marketplace.customers.services.subscription_pause import subscription_pause
from marketplace.customers.tasks import announce_subscriptions
from marketplace.kernel.actor import Actor
from marketplace.notifications.models import Message
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import market
from tests.factories.subscriptions import subscribed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_each_date_is_told_once_with_prices_that_changed_and_what_is_missing():
    shop = market()
    basket = subscribed(shop, {0: 2, 1: 1, 2: 3}, user=UserFactory.create(language="fr"))
    shop.variants[0].prices.update(amount_minor=12_000)
    Variant.objects.filter(pk=shop.variants[1].pk).update(is_active=False)
    Stock.objects.filter(variant=shop.variants[2]).update(quantity=5, reserved=3)

    told = [subscriptions_announce(now=NOON + days * DAY) for days in (3, 4, 5)]

    assert told == [0, 1, 0]
    mail = Message.objects.get(template="subscription_coming", channel="email")
    names = [variant.product.name("fr") for variant in shop.variants]
    what = mail.context["what"]
    assert re.match(rf"2 × {names[0]} \(120,00\sDH au lieu de 100,00\sDH\), 1 × {names[1]} \(.+\), ", what)
    assert re.search(rf", 2 × {names[2]}, 1 × {names[2]} \([^,]+\)$", what)
    assert mail.context["url"].endswith(f"/fr/account/subscriptions/{basket.pk}/")
    basket.refresh_from_db()
    assert basket.announced_date == basket.next_date == NOON.date() + 7 * DAY


def test_the_clock_tells_what_is_due():
    basket = subscribed(market(), {0: 1}, now=timezone.now() - 8 * DAY)

    assert [announce_subscriptions(), announce_subscriptions()] == [1, 0]
    basket.refresh_from_db()
    assert basket.next_date == timezone.localdate() + 3 * DAY


def test_nobody_has_less_than_three_days_and_who_paused_hears_nothing():
    shop = market()
    basket, paused = subscribed(shop, {0: 1}), subscribed(shop, {0: 1})
    subscription_pause(actor=Actor(user_id=paused.user_id), subscription_id=paused.pk, now=NOON)
    Stock.objects.update(quantity=0, reserved=0)

    assert subscriptions_announce(now=NOON + 9 * DAY) == 1
    basket.refresh_from_db()
    assert basket.next_date == basket.announced_date == NOON.date() + 12 * DAY
