"""Filling a basket: test that ..."""

import uuid
from functools import partial
from typing import Any

import pytest

from logistics.models.stock import Reservation
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, OutOfStock
from orders.models.checkout import MAX_QUANTITY, Checkout, CheckoutLine
from orders.models.order import Order
from orders.services import checkout_edit
from orders.services.checkout_edit import (
    checkout_attach,
    checkout_create,
    checkout_delivery_set,
    checkout_line_add,
    checkout_line_set,
    checkout_payment_set,
    checkout_prices_accept,
)
from orders.services.checkout_place import BasketChanged, checkout_place, checkout_reserve
from tests.factories.ground import NOON, UserFactory, staff_actor
from tests.factories.logistics import stock_of
from tests.factories.orders import VISITOR, Market, address, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    """Three sellers at 100, 150 and 25 MAD."""
    return fresh(built)


@pytest.fixture
def basket(shop: Market) -> Checkout:
    """A visitor's basket with two of the first variant."""
    return shop.checkout({0: 2})


def held(checkout: Checkout) -> list[tuple[int, int, int]]:
    rows = checkout.lines.order_by("position").values_list("variant_id", "quantity", "seen_price_minor")
    return [tuple(row) for row in rows]  # type: ignore[misc]


def add(checkout: Checkout, variant_id: int, quantity: int, actor: Actor = VISITOR) -> CheckoutLine:
    return checkout_line_add(
        actor=actor, checkout_id=checkout.pk, variant_id=variant_id, quantity=quantity, now=NOON
    )


def put(checkout: Checkout, variant_id: int, quantity: int) -> None:
    checkout_line_set(
        actor=VISITOR, checkout_id=checkout.pk, variant_id=variant_id, quantity=quantity, now=NOON
    )


def test_more_of_the_same_is_one_line(shop: Market, basket: Checkout) -> None:
    add(basket, shop.variants[0].pk, 3)
    add(basket, shop.variants[1].pk, 1)

    assert held(basket) == [(shop.variants[0].pk, 5, 10_000), (shop.variants[1].pk, 1, 15_000)]


@pytest.mark.parametrize("quantity", [0, -1, MAX_QUANTITY + 1, 10**9, 2**63])
def test_a_quantity_out_of_bounds_is_refused_and_nothing_moves(
    shop: Market, basket: Checkout, quantity: int
) -> None:
    before = held(basket)

    with pytest.raises(InvalidInput) as refusal:
        add(basket, shop.variants[0].pk, quantity)
    assert refusal.value.field == "quantity"
    if quantity != 0:
        with pytest.raises(InvalidInput):
            put(basket, shop.variants[0].pk, quantity)

    assert held(basket) == before


def test_a_line_never_grows_above_the_most(shop: Market, basket: Checkout) -> None:
    add(basket, shop.variants[0].pk, MAX_QUANTITY - 2)
    with pytest.raises(InvalidInput):
        add(basket, shop.variants[0].pk, 1)

    assert held(basket) == [(shop.variants[0].pk, MAX_QUANTITY, 10_000)]


def test_a_full_basket_takes_more_of_what_it_holds_and_nothing_new(
    shop: Market, basket: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout_edit, "MAX_LINES", 1)
    add(basket, shop.variants[0].pk, 1)

    with pytest.raises(InvalidInput) as refusal:
        add(basket, shop.variants[1].pk, 1)

    assert refusal.value.field == "lines"
    assert held(basket) == [(shop.variants[0].pk, 3, 10_000)]


@pytest.mark.parametrize("gone", ["unknown", "withdrawn"])
def test_what_is_not_on_sale_cannot_be_put_in(shop: Market, basket: Checkout, gone: str) -> None:
    variant = shop.variants[1]
    variant.product.listings.update(is_published=False, is_visible=False)

    with pytest.raises(NotFound) as refusal:
        add(basket, variant.pk if gone == "withdrawn" else 10**9, 1)

    assert refusal.value.field == "variant"
    assert basket.lines.count() == 1


def test_a_quantity_can_be_set_at_todays_price(shop: Market, basket: Checkout) -> None:
    shop.variants[0].prices.update(amount_minor=11_000)

    put(basket, shop.variants[0].pk, 7)

    assert held(basket) == [(shop.variants[0].pk, 7, 11_000)]


def test_zero_takes_a_line_out_and_frees_its_goods(shop: Market, basket: Checkout) -> None:
    checkout_reserve(actor=VISITOR, checkout_id=basket.pk, now=NOON)
    assert stock_of(shop.variants[0]) == (50, 2)

    put(basket, shop.variants[0].pk, 0)

    assert held(basket) == []
    assert stock_of(shop.variants[0]) == (50, 0)
    assert Reservation.objects.count() == 0


def test_a_line_that_is_not_there_cannot_be_set(shop: Market, basket: Checkout) -> None:
    with pytest.raises(NotFound):
        put(basket, shop.variants[1].pk, 1)

    assert held(basket) == [(shop.variants[0].pk, 2, 10_000)]


def test_prices_that_were_seen_stand_in_nobodys_way(shop: Market, basket: Checkout) -> None:
    shop.variants[0].prices.update(amount_minor=11_000)
    with pytest.raises(BasketChanged):
        checkout_place(actor=VISITOR, checkout_id=basket.pk, expected_total=None, now=NOON)

    seen = {shop.variants[0].pk: 11_000, 10**9: 1}
    checkout_prices_accept(actor=VISITOR, checkout_id=basket.pk, prices=seen, now=NOON)

    order = checkout_place(actor=VISITOR, checkout_id=basket.pk, expected_total=None, now=NOON)
    assert order.items_minor == 22_000


def every_change(shop: Market, checkout_id: uuid.UUID, actor: Actor) -> list[Any]:
    """Each way to change a basket, ready to be called."""
    known: dict[str, Any] = {"actor": actor, "checkout_id": checkout_id, "now": NOON}
    variant = shop.variants[0].pk
    return [
        partial(checkout_line_add, **known, variant_id=variant, quantity=1),
        partial(checkout_line_set, **known, variant_id=variant, quantity=0),
        partial(checkout_prices_accept, **known, prices={variant: 1}),
        partial(
            checkout_edit.checkout_address_set, **known, address=address(), email="x@example.com", note=""
        ),
        partial(checkout_delivery_set, **known, method_id=shop.method.pk),
        partial(checkout_payment_set, **known, method="card"),
        partial(checkout_reserve, **known),
    ]


@pytest.mark.parametrize("case", ["a stranger's", "of nobody at all"])
def test_another_persons_basket_cannot_be_changed_in_any_way(
    shop: Market, basket: Checkout, case: str
) -> None:
    owner = UserFactory.create()
    Checkout.objects.filter(pk=basket.pk).update(user=owner)
    stranger = Actor(user_id=UserFactory.create().pk)
    key = basket.pk if case == "a stranger's" else uuid.uuid4()
    before = Checkout.objects.values().get(pk=basket.pk)

    for actor in (stranger, VISITOR):
        for change in every_change(shop, key, actor):
            with pytest.raises(NotFound):
                change()

    assert Checkout.objects.values().get(pk=basket.pk) == before
    assert held(basket) == [(shop.variants[0].pk, 2, 10_000)]
    assert stock_of(shop.variants[0]) == (50, 0)


def test_its_owner_and_the_staff_may_change_it(shop: Market, basket: Checkout) -> None:
    owner = UserFactory.create()
    Checkout.objects.filter(pk=basket.pk).update(user=owner)

    for actor in (Actor(user_id=owner.pk), staff_actor(Permission.MANAGE_ORDERS)):
        add(basket, shop.variants[0].pk, 1, actor)

    assert held(basket) == [(shop.variants[0].pk, 4, 10_000)]


def test_a_basket_that_became_an_order_is_not_changed_any_more(shop: Market, basket: Checkout) -> None:
    checkout_place(actor=VISITOR, checkout_id=basket.pk, expected_total=None, now=NOON)

    for change in every_change(shop, basket.pk, VISITOR):
        with pytest.raises(Conflict):
            change()

    assert held(basket) == [(shop.variants[0].pk, 2, 10_000)]
    assert Order.objects.get().payment_method == "cash"


def test_an_unknown_way_of_delivery_or_payment_is_refused(shop: Market, basket: Checkout) -> None:
    shop.method.is_active = False
    shop.method.save()

    for method_id in (shop.method.pk, uuid.uuid4()):
        with pytest.raises(NotFound) as refusal:
            checkout_delivery_set(actor=VISITOR, checkout_id=basket.pk, method_id=method_id, now=NOON)
        assert refusal.value.field == "delivery_method"
    with pytest.raises(InvalidInput):
        checkout_payment_set(actor=VISITOR, checkout_id=basket.pk, method="bitcoin", now=NOON)

    basket.refresh_from_db()
    assert (basket.delivery_method_id, basket.payment_method) == (shop.method.pk, "cash")


def test_a_visitors_basket_goes_over_to_who_signs_in(basket: Checkout) -> None:
    person = UserFactory.create()

    checkout_attach(actor=Actor(user_id=person.pk), checkout_id=basket.pk, now=NOON)
    with pytest.raises(NotAllowed):
        checkout_attach(actor=VISITOR, checkout_id=basket.pk, now=NOON)
    with pytest.raises(NotFound):
        checkout_attach(actor=Actor(user_id=UserFactory.create().pk), checkout_id=basket.pk, now=NOON)

    basket.refresh_from_db()
    assert basket.user_id == person.pk


@pytest.mark.parametrize(("asked", "kept"), [("ar", "ar"), ("zgh", "zgh"), ("de", "fr"), ("", "fr")])
def test_a_basket_speaks_a_language_of_ours(shop: Market, asked: str, kept: str) -> None:
    assert checkout_create(actor=VISITOR, channel=shop.channel, language=asked, now=NOON).language == kept


def test_goods_are_held_while_their_owner_is_at_the_checkout(shop: Market, basket: Checkout) -> None:
    checkout_reserve(actor=VISITOR, checkout_id=basket.pk, now=NOON)
    rival = shop.checkout({0: 48})
    checkout_reserve(actor=VISITOR, checkout_id=rival.pk, now=NOON)
    latecomer = shop.checkout({1: 1})
    CheckoutLine.objects.filter(checkout=latecomer).update(variant=shop.variants[0])

    with pytest.raises(OutOfStock):
        checkout_reserve(actor=VISITOR, checkout_id=latecomer.pk, now=NOON)

    assert stock_of(shop.variants[0]) == (50, 50)
    latecomer.refresh_from_db()
    assert latecomer.reserved_until is None
    placed = checkout_place(actor=VISITOR, checkout_id=basket.pk, expected_total=None, now=NOON)
    assert placed.items_minor == 20_000
