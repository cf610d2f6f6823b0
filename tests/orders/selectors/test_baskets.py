"""A basket as pages show it: test that ..."""

import uuid
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from logistics.models.delivery import DeliveryMethod
from logistics.models.zone import MethodListing, ShippingZone, ZoneMethod
from logistics.services.stock_reserve import stock_reserve
from marketplace.kernel.money import Money
from orders.basket import Basket, ProblemKind
from orders.models.checkout import Checkout
from orders.selectors.baskets import basket_of
from orders.selectors.checkouts import checkout_by_id, pieces_in
from orders.services.checkout_edit import checkout_create
from orders.services.checkout_place import checkout_reserve
from tests.factories.ground import NOON
from tests.factories.logistics import DeliveryMethodFactory
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    """Three sellers at 100, 150 and 25 MAD, 50 of each; delivery 35 MAD."""
    return fresh(built)


def seen(checkout: Checkout) -> Basket:
    return basket_of(Checkout.objects.select_related("channel").get(pk=checkout.pk), now=NOON)


@pytest.mark.parametrize("kinds", [1, 2, 3])
def test_it_is_priced_in_eight_statements_whatever_its_size(
    shop: Market, kinds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    checkout = checkout_by_id(shop.checkout(dict.fromkeys(range(kinds), 2)).pk)
    assert checkout is not None

    with django_assert_num_queries(8):
        basket = basket_of(checkout, now=NOON)
        _total = (basket.total, basket.problems, basket.may_pay_cash)

    assert [line.quantity for line in basket.lines] == [2] * kinds
    assert basket.quantity == 2 * kinds


def test_a_zones_method_of_the_channel_is_offered_after_the_carriers(shop: Market) -> None:
    zone = ShippingZone.objects.create(name="Maroc", countries=["MA"])
    zone.channels.add(shop.channel)
    method = DeliveryMethodFactory.create(code="zone", carrier=shop.carrier)
    row = ZoneMethod.objects.create(method=method, zone=zone)
    MethodListing.objects.create(method=row, channel=shop.channel, price_minor=1_200, currency="MAD")

    basket = seen(shop.checkout({0: 1}))

    assert [(option.code, option.price) for option in basket.options] == [
        (shop.method.code, Money(3_500)),
        ("zone", Money(1_200)),
    ]


def test_goods_are_grouped_by_cooperative_and_added_up(shop: Market) -> None:
    shop.channel.cash_fee_minor = 1_000
    shop.channel.save()
    basket = seen(shop.checkout({1: 1, 0: 3, 2: 2}))

    assert [(group.organisation_id, group.total) for group in basket.groups] == [
        (shop.sellers[1].pk, Money(15_000)),
        (shop.sellers[0].pk, Money(30_000)),
        (shop.sellers[2].pk, Money(5_000)),
    ]
    assert basket.groups[0].organisation_slug == shop.sellers[1].slug
    assert (basket.items, basket.delivery, basket.cash_fee) == (Money(50_000), Money(3_500), Money(1_000))
    assert basket.total == Money(54_500)


def test_an_empty_basket_costs_nothing_and_asks_once(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    checkout = checkout_create(actor=VISITOR, channel=shop.channel, language="fr", now=NOON)

    with django_assert_num_queries(1):
        basket = basket_of(checkout, now=NOON)

    assert (basket.total, basket.groups, basket.options) == (Money(0), (), ())


def test_without_an_address_no_way_of_delivery_is_offered(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    Checkout.objects.filter(pk=checkout.pk).update(address={})

    basket = seen(checkout)

    assert (basket.options, basket.option, basket.delivery) == ((), None, Money(0))


def test_a_way_of_delivery_that_is_gone_is_not_chosen_any_more(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    DeliveryMethod.objects.update(is_active=False)

    assert seen(checkout).option is None


def test_what_stands_in_the_way_is_told_line_by_line(shop: Market) -> None:
    checkout = shop.checkout({0: 3, 1: 1, 2: 2})
    stock_reserve(
        key_quantities={"a": (shop.variants[0].pk, 48), "b": (shop.variants[2].pk, 50)},
        expires_at=None,
        now=NOON,
    )
    shop.variants[0].prices.update(amount_minor=9_000)
    shop.variants[1].product.listings.update(is_published=False, is_visible=False)

    basket = seen(checkout)

    first, second, third = (line.id for line in sorted(basket.lines, key=lambda line: line.variant_id))
    told = {(problem.line_id, problem.kind): problem for problem in basket.problems}
    assert set(told) == {
        (first, ProblemKind.LESS_LEFT),
        (first, ProblemKind.PRICE_CHANGED),
        (second, ProblemKind.GONE),
        (third, ProblemKind.OUT_OF_STOCK),
    }
    assert told[first, ProblemKind.LESS_LEFT].left == 2
    changed = told[first, ProblemKind.PRICE_CHANGED]
    assert (changed.before, changed.after) == (Money(10_000), Money(9_000))


def test_goods_that_this_basket_holds_itself_count_as_left_for_it(shop: Market) -> None:
    checkout = shop.checkout({0: 50})
    checkout_reserve(actor=VISITOR, checkout_id=checkout.pk, now=NOON)

    assert seen(checkout).problems == []
    assert [problem.kind for problem in seen(shop.checkout({0: 1})).problems] == [ProblemKind.OUT_OF_STOCK]
    Checkout.objects.filter(pk=checkout.pk).update(reserved_until=NOON - timedelta(seconds=1))
    assert [problem.kind for problem in seen(checkout).problems] == [ProblemKind.OUT_OF_STOCK]


def test_cash_is_offered_up_to_the_cap_and_by_carriers_that_take_it(shop: Market) -> None:
    shop.channel.cash_cap_minor = 13_500
    shop.channel.save()

    assert seen(shop.checkout({0: 1})).may_pay_cash
    assert not seen(shop.checkout({1: 1})).may_pay_cash
    DeliveryMethod.objects.update(takes_cash=False)
    assert not seen(shop.checkout({0: 1})).may_pay_cash


def test_only_cash_costs_a_fee(shop: Market) -> None:
    shop.channel.cash_fee_minor = 1_000
    shop.channel.save()

    assert seen(shop.checkout({0: 1}, pay="card")).total == Money(13_500)
    assert seen(shop.checkout({0: 1}, pay="cash")).total == Money(14_500)


def test_the_pieces_are_counted_in_one_statement(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    checkout = shop.checkout({0: 3, 1: 4})

    with django_assert_num_queries(1):
        assert pieces_in(checkout.pk) == 7
    assert pieces_in(uuid.uuid4()) == 0
    assert checkout_by_id(uuid.uuid4()) is None
