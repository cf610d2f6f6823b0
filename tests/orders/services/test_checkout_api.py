"""A basket that an API client fills piece by piece: test that ..."""

import uuid
from typing import Any

import pytest

from marketplace.accounts.models import Address
from marketplace.accounts.services.address_save import MOST_ADDRESSES
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound, OutOfStock
from marketplace.kernel.money import Money
from orders.models.checkout import MAX_QUANTITY, Checkout, CheckoutLine
from orders.models.order import Order
from orders.services import checkout_lines_set
from orders.services.checkout_contact_set import (
    LONGEST_KEY,
    LONGEST_VALUE,
    MOST_METADATA,
    checkout_billing_address_set,
    checkout_email_set,
    checkout_language_set,
    checkout_metadata_set,
    checkout_shipping_address_set,
)
from orders.services.checkout_lines_set import (
    NotForSale,
    TooMuch,
    ZeroQuantity,
    checkout_lines_add,
    checkout_lines_delete,
    checkout_lines_update,
)
from orders.services.checkout_open import Opening, checkout_open
from orders.services.checkout_payment_agree import (
    AddressNotSet,
    DeliveryNotSet,
    EmailNotSet,
    NoLines,
    NotAgreed,
    checkout_complete,
    checkout_payment_agree,
)
from orders.services.checkout_place import BasketChanged, checkout_place, checkout_reserve
from orders.services.checkout_promo_code import checkout_promo_add
from tests.factories.ground import NOON, AddressFactory, UserFactory
from tests.factories.logistics import stock_of
from tests.factories.orders import VISITOR, Market, address, market
from tests.factories.promotions import gift_card
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    """Three sellers at 100, 150 and 25 MAD, 50 of each."""
    return fresh(built)


@pytest.fixture
def basket(shop: Market) -> Checkout:
    return shop.checkout({0: 2})


def known(checkout: Checkout, actor: Actor = VISITOR) -> dict[str, Any]:
    return {"actor": actor, "checkout_id": checkout.pk, "now": NOON}


def held(shop: Market, checkout: Checkout) -> dict[int, int]:
    """How many of each variant, by its place in the market."""
    places = {variant.pk: place for place, variant in enumerate(shop.variants)}
    return {places[line.variant_id]: line.quantity for line in checkout.lines.all()}


def test_what_gift_cards_pay_whole_needs_no_sum_agreed_to_but_the_prices_that_were_seen(
    shop: Market, basket: Checkout
) -> None:
    Checkout.objects.filter(pk=basket.pk).update(payment_method="", agreed_minor=None)
    checkout_promo_add(**known(basket), code=gift_card(50_000).code)
    line = basket.lines.get()
    CheckoutLine.objects.filter(pk=line.pk).update(seen_price_minor=line.seen_price_minor - 100)
    with pytest.raises(NotAgreed):
        checkout_complete(**known(basket))
    CheckoutLine.objects.filter(pk=line.pk).update(seen_price_minor=line.seen_price_minor)

    order = checkout_complete(**known(basket))

    assert (order.due, order.gift) == (Money(0), order.total)


def test_a_basket_is_opened_with_all_that_is_known(shop: Market) -> None:
    opening = Opening(
        quantities=[(shop.variants[0].pk, 2)],
        email="a@example.com",
        shipping_address=address(),
        billing_address=address(recipient="Cabinet"),
        metadata={"source": "app"},
    )

    checkout = checkout_open(actor=VISITOR, channel=shop.channel, language="ar", opening=opening, now=NOON)

    kept = Checkout.objects.get(pk=checkout.pk)
    assert held(shop, kept) == {0: 2}
    assert (kept.email, kept.phone, kept.language) == ("a@example.com", "+212612345678", "ar")
    assert (kept.address["recipient"], kept.billing_address["recipient"]) == ("Amina Client", "Cabinet")
    assert kept.metadata == {"source": "app"}


def test_a_basket_is_opened_whole_or_not_at_all(shop: Market) -> None:
    opening = Opening(quantities=[(shop.variants[0].pk, 2)], email="not an address")

    with pytest.raises(InvalidInput):
        checkout_open(actor=VISITOR, channel=shop.channel, language="fr", opening=opening, now=NOON)

    assert Checkout.objects.count() == 0


def test_an_empty_basket_may_be_opened(shop: Market) -> None:
    checkout = checkout_open(actor=VISITOR, channel=shop.channel, language="fr", opening=Opening(), now=NOON)

    assert (held(shop, checkout), checkout.email, checkout.address) == ({}, "", {})


def test_several_lines_are_added_at_once_and_repeats_add_up(shop: Market, basket: Checkout) -> None:
    first, second, _third = (variant.pk for variant in shop.variants)

    checkout_lines_add(**known(basket), quantities=[(first, 1), (second, 2), (first, 3)])

    assert held(shop, basket) == {0: 6, 1: 2}


@pytest.mark.parametrize(
    ("quantity", "error"),
    [(0, ZeroQuantity), (-1, ZeroQuantity), (MAX_QUANTITY + 1, TooMuch), (10**9, TooMuch), (51, OutOfStock)],
)
def test_one_bad_quantity_refuses_all_lines(
    shop: Market, basket: Checkout, quantity: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        checkout_lines_add(
            **known(basket), quantities=[(shop.variants[1].pk, 1), (shop.variants[2].pk, quantity)]
        )

    assert held(shop, basket) == {0: 2}


def test_what_is_unknown_or_withdrawn_is_named(shop: Market, basket: Checkout) -> None:
    shop.variants[1].product.listings.update(is_published=False, is_visible=False)

    with pytest.raises(NotFound) as unknown:
        checkout_lines_add(**known(basket), quantities=[(10**9, 1)])
    with pytest.raises(NotForSale) as withdrawn:
        checkout_lines_add(**known(basket), quantities=[(shop.variants[1].pk, 1)])

    assert vars(unknown.value)["variant_ids"] == (10**9,)
    assert vars(withdrawn.value)["variant_ids"] == (shop.variants[1].pk,)
    assert held(shop, basket) == {0: 2}


def test_a_full_basket_takes_nothing_new(
    shop: Market, basket: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout_lines_set, "MAX_LINES", 1)

    with pytest.raises(InvalidInput) as refusal:
        checkout_lines_add(**known(basket), quantities=[(shop.variants[1].pk, 1)])

    assert refusal.value.field == "lines"
    assert held(shop, basket) == {0: 2}


def test_lines_are_set_by_line_and_by_variant_and_zero_takes_out(shop: Market, basket: Checkout) -> None:
    checkout_lines_add(**known(basket), quantities=[(shop.variants[1].pk, 1)])
    checkout_reserve(**known(basket))
    line = basket.lines.get(variant=shop.variants[0])

    checkout_lines_update(
        **known(basket), by_line={line.pk: 0}, by_variant={shop.variants[1].pk: 4, shop.variants[2].pk: 1}
    )

    assert held(shop, basket) == {1: 4, 2: 1}
    assert stock_of(shop.variants[0]) == (50, 0)
    checkout_lines_update(
        **known(basket), by_line={}, by_variant={shop.variants[1].pk: 0, shop.variants[0].pk: 0}
    )
    assert held(shop, basket) == {2: 1}


def test_a_negative_quantity_or_a_strange_line_changes_nothing(shop: Market, basket: Checkout) -> None:
    with pytest.raises(ZeroQuantity):
        checkout_lines_update(**known(basket), by_line={}, by_variant={shop.variants[0].pk: -1})
    with pytest.raises(NotFound):
        checkout_lines_update(**known(basket), by_line={uuid.uuid4(): 1}, by_variant={})
    with pytest.raises(NotFound):
        checkout_lines_delete(**known(basket), line_ids=[basket.lines.get().pk, uuid.uuid4()])

    assert held(shop, basket) == {0: 2}


def test_a_line_is_deleted_and_its_goods_are_free(shop: Market, basket: Checkout) -> None:
    checkout_reserve(**known(basket))

    checkout_lines_delete(**known(basket), line_ids=[basket.lines.get().pk])

    assert held(shop, basket) == {}
    assert stock_of(shop.variants[0]) == (50, 0)


@pytest.mark.parametrize("email", ["", "x", "a@b", "a b@example.com", "a@example.com\nBcc: x@example.com"])
def test_what_is_no_email_address_is_refused(basket: Checkout, email: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        checkout_email_set(**known(basket), email=email)

    assert refusal.value.field == "email"
    basket.refresh_from_db()
    assert basket.email == "amina@example.com"


def test_the_language_of_messages_is_one_of_ours(basket: Checkout) -> None:
    checkout_language_set(**known(basket), language="zgh")
    with pytest.raises(InvalidInput):
        checkout_language_set(**known(basket), language="tlh")

    basket.refresh_from_db()
    assert basket.language == "zgh"


def test_an_address_is_kept_with_its_person_once_when_asked(shop: Market) -> None:
    person = Actor(user_id=UserFactory.create().pk)
    checkout = checkout_open(actor=person, channel=shop.channel, language="fr", opening=Opening(), now=NOON)

    checkout_shipping_address_set(**known(checkout, person), address=address(), save=True)
    checkout_billing_address_set(**known(checkout, person), address=address(), save=True)
    checkout_shipping_address_set(**known(checkout, person), address=address(city="Fès"))
    checkout_billing_address_set(**known(checkout, person), address=address(city="Fès"))

    assert list(Address.objects.filter(user=person.user_id).values_list("city", flat=True)) == ["Marrakech"]
    checkout.refresh_from_db()
    assert (checkout.address["city"], checkout.billing_address["city"]) == ("Fès", "Fès")


def test_a_visitor_or_a_full_address_book_keeps_nothing(shop: Market, basket: Checkout) -> None:
    checkout_shipping_address_set(**known(basket), address=address(), save=True)
    assert Address.objects.count() == 0
    user = UserFactory.create()
    for number in range(MOST_ADDRESSES):
        AddressFactory.create(user=user, street=f"{number}, rue")
    person = Actor(user_id=user.pk)

    checkout_shipping_address_set(**known(basket, person), address=address(), save=True)

    assert Address.objects.filter(user=user).count() == MOST_ADDRESSES


@pytest.mark.parametrize(
    "values",
    [
        {"": "x"},
        {" ": "x"},
        {"k" * (LONGEST_KEY + 1): "x"},
        {"k": "v" * (LONGEST_VALUE + 1)},
        {"k": "a\x00b"},
        {f"k{number}": "v" for number in range(MOST_METADATA + 1)},
    ],
    ids=["no key", "blank key", "long key", "long value", "nul", "too many"],
)
def test_what_is_too_much_to_keep_is_refused(basket: Checkout, values: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        checkout_metadata_set(**known(basket), values=values)

    basket.refresh_from_db()
    assert basket.metadata == {}


def test_an_agreed_basket_becomes_an_order_for_just_that_sum(shop: Market, basket: Checkout) -> None:
    checkout_payment_agree(**known(basket), method="cash", amount=Money(23_500))

    order = checkout_complete(**known(basket), metadata={"source": "app"})

    assert (order.total, order.metadata) == (Money(23_500), {"source": "app"})
    assert checkout_complete(**known(basket)) == order
    assert Order.objects.count() == 1


def test_a_price_that_changed_is_no_hindrance_once_the_new_sum_was_agreed_to(
    shop: Market, basket: Checkout
) -> None:
    shop.variants[0].prices.update(amount_minor=11_000)
    checkout_payment_agree(**known(basket), method="cash", amount=None)

    assert checkout_complete(**known(basket)).total == Money(25_500)


def test_another_sum_than_the_one_agreed_to_is_refused(shop: Market, basket: Checkout) -> None:
    with pytest.raises(NotAgreed):
        checkout_complete(**known(basket))
    checkout_payment_agree(**known(basket), method="cash", amount=None)
    shop.variants[0].prices.update(amount_minor=11_000)

    with pytest.raises(NotAgreed):
        checkout_complete(**known(basket))

    assert Order.objects.count() == 0
    assert stock_of(shop.variants[0]) == (50, 0)


@pytest.mark.parametrize(
    ("method", "amount"), [("bitcoin", None), ("cash", Money(1)), ("cash", Money(23_500, "EUR"))]
)
def test_a_way_to_pay_or_a_sum_that_is_not_right_is_refused(
    basket: Checkout, method: str, amount: Money | None
) -> None:
    with pytest.raises(InvalidInput):
        checkout_payment_agree(**known(basket), method=method, amount=amount)

    basket.refresh_from_db()
    assert basket.agreed_minor is None


def test_a_sum_above_the_cap_cannot_be_agreed_to_at_the_door(shop: Market, basket: Checkout) -> None:
    shop.channel.cash_cap_minor = 23_499
    shop.channel.save()

    with pytest.raises(InvalidInput) as refusal:
        checkout_payment_agree(**known(basket), method="cash", amount=None)

    assert refusal.value.field == "amount"


@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ({"email": "", "phone": ""}, EmailNotSet),
        ({"address": {}}, AddressNotSet),
        ({"delivery_method": None}, DeliveryNotSet),
    ],
)
def test_the_first_thing_that_is_missing_is_named(
    basket: Checkout, missing: dict[str, Any], error: type[Exception]
) -> None:
    Checkout.objects.filter(pk=basket.pk).update(**missing)

    with pytest.raises(error):
        checkout_complete(**known(basket))

    assert Order.objects.count() == 0


def test_an_empty_a_withdrawn_or_a_sold_out_basket_is_named(shop: Market, basket: Checkout) -> None:
    with pytest.raises(NoLines):
        checkout_complete(**known(shop.checkout({})))
    shop.order({0: 49})
    with pytest.raises(OutOfStock):
        checkout_complete(**known(basket))
    shop.variants[0].product.listings.update(is_published=False, is_visible=False)
    with pytest.raises(NotForSale):
        checkout_complete(**known(basket))

    assert Order.objects.count() == 1


def test_a_basket_that_became_an_order_agrees_to_nothing_more(basket: Checkout) -> None:
    checkout_place(**known(basket), expected_total=None)

    with pytest.raises(Conflict):
        checkout_payment_agree(**known(basket), method="card", amount=None)


@pytest.mark.parametrize(
    ("missing", "field"),
    [({"delivery_method": None}, "delivery_method"), ({"payment_method": ""}, "payment_method")],
)
def test_placing_asks_for_what_is_missing(basket: Checkout, missing: dict[str, Any], field: str) -> None:
    Checkout.objects.filter(pk=basket.pk).update(**missing)

    with pytest.raises(InvalidInput) as refusal:
        checkout_place(**known(basket), expected_total=None)

    assert refusal.value.field == field
    assert Order.objects.count() == 0


def test_a_total_in_another_currency_is_not_the_total_seen(basket: Checkout) -> None:
    with pytest.raises(BasketChanged):
        checkout_place(**known(basket), expected_total=Money(23_500, "EUR"))
