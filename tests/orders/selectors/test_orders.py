"""Orders as customers and cooperatives read them: test that ..."""

import uuid
from datetime import timedelta

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from marketplace.kernel.pages import cursor_of
from orders.models.order import Order, SubOrder
from orders.selectors.orders import (
    order_by_token,
    order_token_of,
    orders_listed,
    orders_viewed,
    sub_order_counts,
    sub_orders_listed,
)
from orders.selectors.sub_orders import sub_order_page
from orders.states import SubOrderState
from orders.status import OrderStatus
from tests.factories.ground import NOON, UserFactory, member_actor, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
FORGED = [
    "x",
    cursor_of([1]),
    cursor_of(["abc", "abc"]),
    cursor_of([NOON, "abc"]),
    cursor_of([NOON, 7]),
    "\x00",
]


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def orders_of(shop: Market, count: int) -> list[Order]:
    """Orders of all three sellers, each an hour after the one before, the newest first."""
    placed = [shop.order({0: 1, 1: 1, 2: 1}, now=NOON + timedelta(hours=number)) for number in range(count)]
    return placed[::-1]


@pytest.mark.parametrize("lines", [1, 3])
def test_a_secret_link_shows_the_whole_order_in_three_statements(
    shop: Market, lines: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = shop.order(dict.fromkeys(range(lines), 2))

    with django_assert_num_queries(3):
        view = order_by_token(order.access_token)
        shown = [(line.sku, line.quantity) for line in view.lines]
        _names = [part.organisation.names for part in view.parts]
        status = view.status

    assert shown == [(variant.sku, 2) for variant in shop.variants[:lines]]
    assert status == OrderStatus.PREPARING


@pytest.mark.parametrize("token", ["", "x", "a" * 500, "' OR 1=1 --", "tok\x00en"])
def test_a_guessed_link_shows_nothing(shop: Market, token: str) -> None:
    shop.order({0: 1})

    with pytest.raises(NotFound):
        order_by_token(token)


def test_orders_by_id_take_three_statements_however_many(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    orders = orders_of(shop, 3)

    with django_assert_num_queries(3):
        found = orders_viewed([order.pk for order in orders] + [uuid.uuid4()])

    assert set(found) == {order.pk for order in orders}


def test_a_person_reads_their_own_orders_page_by_page(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person, other = UserFactory.create(), UserFactory.create()
    mine = orders_of(shop, 3)
    Order.objects.filter(pk__in=[order.pk for order in mine]).update(user=person)
    Order.objects.filter(pk=shop.order({0: 1}).pk).update(user=other)

    with django_assert_num_queries(2):
        first = orders_listed(owner=Q(user_id=person.pk), first=2)
    with django_assert_num_queries(2):
        second = orders_listed(owner=Q(user_id=person.pk), first=2, after=first.cursor)

    assert [row.order_id for row in (*first.items, *second.items)] == [order.pk for order in mine]
    assert (first.has_next, second.has_next) == (True, False)
    assert first.items[0].total == mine[0].total


def test_orders_of_the_same_moment_are_neither_lost_nor_repeated(shop: Market) -> None:
    orders = {shop.order({0: 1}).pk for _ in range(5)}
    seen, after = [], ""
    while True:
        page = orders_listed(owner=Q(), first=2, after=after)
        seen += [row.order_id for row in page.items]
        if not page.has_next:
            break
        after = page.cursor

    assert len(seen) == 5
    assert set(seen) == orders


@pytest.mark.parametrize("cursor", FORGED)
def test_a_forged_cursor_is_refused(shop: Market, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        orders_listed(owner=Q(), after=cursor)
    with pytest.raises(InvalidInput):
        sub_orders_listed(
            actor=staff_actor(Permission.MANAGE_ORDERS), organisation_id=shop.sellers[0].pk, after=cursor
        )


def test_a_cooperative_reads_its_own_parts_and_its_own_lines_alone(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    orders = orders_of(shop, 3)
    actor = member_actor(shop.sellers[1])

    with django_assert_num_queries(2):
        first = sub_orders_listed(actor=actor, organisation_id=shop.sellers[1].pk, first=2)
    with django_assert_num_queries(2):
        rest = sub_orders_listed(actor=actor, organisation_id=shop.sellers[1].pk, first=2, after=first.cursor)

    views = [*first.items, *rest.items]
    assert [view.row.order_id for view in views] == [order.pk for order in orders]
    assert {line.variant_id for view in views for line in view.lines} == {shop.variants[1].pk}
    assert {view.organisation for view in views} == {shop.sellers[1]}


def test_parts_can_be_asked_for_by_state_and_are_counted_by_it(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    orders = orders_of(shop, 3)
    seller, actor = shop.sellers[0], member_actor(shop.sellers[0])
    SubOrder.objects.filter(order=orders[0], organisation=seller).update(state=SubOrderState.SHIPPED)
    SubOrder.objects.filter(order=orders[1], organisation=seller).update(state=SubOrderState.DELIVERED)

    shipped = sub_orders_listed(actor=actor, organisation_id=seller.pk, states=[SubOrderState.SHIPPED])
    with django_assert_num_queries(1):
        counts = sub_order_counts(actor=actor, organisation_id=seller.pk)

    assert [view.row.order_id for view in shipped.items] == [orders[0].pk]
    assert counts == {"placed": 0, "released": 1, "packed": 0, "shipped": 1}


@pytest.mark.parametrize("who", ["visitor", "customer", "another cooperative", "cash"])
def test_a_stranger_reads_nothing_of_a_cooperative(shop: Market, who: str) -> None:
    shop.order({0: 1})
    seller = shop.sellers[0]
    strangers = {
        "visitor": VISITOR,
        "customer": Actor(user_id=UserFactory.create().pk),
        "another cooperative": member_actor(shop.sellers[1]),
        "cash": staff_actor(Permission.MANAGE_CASH),
    }

    with pytest.raises(NotAllowed):
        sub_orders_listed(actor=strangers[who], organisation_id=seller.pk)
    with pytest.raises(NotAllowed):
        sub_order_counts(actor=strangers[who], organisation_id=seller.pk)
    with pytest.raises(NotFound):
        sub_order_page(actor=strangers[who], sub_order_id=SubOrder.objects.get().pk)


def test_a_cooperative_learns_the_first_name_and_the_town_and_no_more(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = shop.order({0: 2, 1: 1})
    part, seller = order.sub_orders.get(organisation=shop.sellers[0]), member_actor(shop.sellers[0])

    with django_assert_num_queries(2):
        page = sub_order_page(actor=seller, sub_order_id=part.pk)

    assert (page.first_name, page.city) == ("Amina", "Marrakech")
    assert [(line.variant_id, line.quantity) for line in page.lines] == [(shop.variants[0].pk, 2)]
    with pytest.raises(NotFound):
        sub_order_page(actor=seller, sub_order_id=uuid.uuid4())


def test_a_name_that_was_forgotten_is_shown_as_nothing(shop: Market) -> None:
    order = shop.order({0: 1})
    Order.objects.filter(pk=order.pk).update(address={})

    page = sub_order_page(actor=member_actor(shop.sellers[0]), sub_order_id=order.sub_orders.get().pk)

    assert (page.first_name, page.city) == ("", "")


def test_a_basket_leads_to_the_order_that_it_became(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = shop.order({0: 1})

    with django_assert_num_queries(1):
        assert order_token_of(order.checkout_id) == order.access_token
    assert order_token_of(uuid.uuid4()) == ""
