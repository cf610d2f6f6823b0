"""Buying the same again."""

import uuid

import pytest

from catalog.models.product import Variant
from logistics.models.stock import Stock
from marketplace.kernel.errors import NotFound
from orders.models.checkout import MAX_QUANTITY, CheckoutLine
from orders.services.basket_refill import basket_refill
from orders.services.checkout_edit import checkout_create, checkout_line_add
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, market

pytestmark = pytest.mark.django_db


def basket(shop):
    return checkout_create(actor=VISITOR, channel=shop.channel, language="fr", now=NOON).pk


def refill(key, order_id):
    return basket_refill(actor=VISITOR, checkout_id=key, order_id=order_id, now=NOON)


def held(key):
    return dict(CheckoutLine.objects.filter(checkout=key).values_list("variant", "quantity"))


def test_everything_is_added_to_what_the_basket_holds():
    shop = market()
    order, key = shop.order({0: 2, 1: 1}), basket(shop)
    first, second = shop.variants[0].pk, shop.variants[1].pk
    checkout_line_add(actor=VISITOR, checkout_id=key, variant_id=first, quantity=1, now=NOON)

    assert refill(key, order.pk) == ()
    assert held(key) == {first: 3, second: 1}


def test_what_is_gone_or_scarce_is_said_and_the_rest_is_added():
    shop = market()
    order, key = shop.order({0: 2, 1: 5, 2: 1}), basket(shop)
    Variant.objects.filter(pk=shop.variants[0].pk).update(is_active=False)
    Stock.objects.filter(variant=shop.variants[1]).update(quantity=8, reserved=5)

    missing = refill(key, order.pk)

    assert [(each.variant_id, each.code) for each in missing] == [
        (shop.variants[0].pk, "UNAVAILABLE_VARIANT_IN_CHANNEL"),
        (shop.variants[1].pk, "INSUFFICIENT_STOCK"),
    ]
    assert held(key) == {shop.variants[1].pk: 3, shop.variants[2].pk: 1}


def test_a_basket_that_holds_as_many_as_it_may_stays_as_it_is():
    shop = market()
    order, key = shop.order({0: 2}), basket(shop)
    variant = shop.variants[0].pk
    checkout_line_add(actor=VISITOR, checkout_id=key, variant_id=variant, quantity=MAX_QUANTITY, now=NOON)

    (refused,) = refill(key, order.pk)

    assert (refused.variant_id, refused.line_id) == (variant, order.lines.get().pk)
    assert held(key) == {variant: MAX_QUANTITY}


def test_there_must_be_such_an_order():
    shop = market()

    with pytest.raises(NotFound):
        refill(basket(shop), uuid.uuid4())
