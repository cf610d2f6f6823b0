"""What an order held comes again."""

import uuid
from datetime import timedelta

import pytest

from marketplace.customers.models.subscription import Subscription
from marketplace.customers.services import subscription_open as module
from marketplace.customers.services.subscription_open import subscription_open
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from orders.models.checkout import CheckoutLine
from orders.models.order import OrderLine
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import ADDRESS, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


def built():
    shop, user = market(), UserFactory.create()
    order = shop.order({0: 2, 1: 1})
    order.user = user
    order.save(update_fields=["user"])
    return shop, order, Actor(user_id=user.pk)


world = once(built)


def opened(actor, order_id, every_weeks=2):
    return subscription_open(actor=actor, order_id=order_id, every_weeks=every_weeks, now=NOON)


def test_it_holds_what_was_bought_and_goes_where_it_went(world):
    shop, order, actor = fresh(world)

    first, again = opened(actor, order.pk), opened(actor, order.pk, 4)

    assert first.pk == again.pk
    assert (first.every_weeks, first.next_date) == (2, NOON.date() + timedelta(weeks=2))
    assert (first.address["street"], first.delivery_method_id) == (ADDRESS["street"], shop.method.pk)
    assert list(first.lines.order_by("pk").values_list("variant", "quantity", "last_price_minor")) == [
        (shop.variants[0].pk, 2, 10_000),
        (shop.variants[1].pk, 1, 15_000),
    ]


def test_what_a_promotion_gave_does_not_come_again(world):
    _shop, order, actor = fresh(world)
    CheckoutLine.objects.filter(checkout=order.checkout_id).delete()
    gift, bought = OrderLine.objects.filter(order=order).order_by("pk")
    OrderLine.objects.filter(pk=gift.pk).update(is_gift=True)

    line = opened(actor, order.pk).lines.get()

    assert (line.variant_id, line.last_price_minor) == (bought.variant_id, 15_000)


def test_who_may_not_or_what_cannot_come_again_is_refused_and_nothing_is_kept(world, monkeypatch):
    _shop, order, actor = fresh(world)

    with pytest.raises(NotAllowed):
        opened(Actor.anonymous(), order.pk)
    for stranger, key in ((Actor(user_id=UserFactory.create().pk), order.pk), (actor, uuid.uuid4())):
        with pytest.raises(NotFound):
            opened(stranger, key)
    with pytest.raises(InvalidInput):
        opened(actor, order.pk, 3)
    OrderLine.objects.filter(order=order).update(is_gift=True)
    with pytest.raises(Conflict, match=r"rien|nothing"):
        opened(actor, order.pk)
    order.is_gift = True
    order.save(update_fields=["is_gift"])
    with pytest.raises(Conflict):
        opened(actor, order.pk)
    monkeypatch.setattr(module, "MOST_SUBSCRIPTIONS", 0)
    with pytest.raises(Conflict, match="0"):
        opened(actor, order.pk)
    assert not Subscription.objects.exists()
