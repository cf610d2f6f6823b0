"""Orders as the staff look them up."""

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed, NotFound
from orders.selectors.staff import order_by_number, orders_for_staff
from tests.factories.ground import member_actor, staff_actor
from tests.factories.orders import Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


def _build() -> Market:
    return market(prices=(10_000,))


built = once(_build)


@pytest.fixture
def shop(built: Market) -> Market:
    """One seller at 100 MAD."""
    return fresh(built)


def test_an_order_is_found_by_its_number(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = shop.order({0: 2})
    actor = staff_actor(Permission.MANAGE_ORDERS)

    with django_assert_num_queries(4):
        view = order_by_number(actor=actor, number=order.number)

    assert view.row == order
    assert [line.quantity for line in view.lines] == [2]


def test_those_that_wait_for_a_transfer_are_found(shop: Market) -> None:
    shop.order({0: 1})
    waiting = shop.order({0: 1}, pay="transfer")

    page = orders_for_staff(actor=staff_actor(Permission.MANAGE_CASH), awaits_transfer=True)

    assert [row.order_id for row in page.items] == [waiting.pk]


def test_an_unknown_number_is_not_found(shop: Market) -> None:
    with pytest.raises(NotFound):
        order_by_number(actor=staff_actor(Permission.MANAGE_ORDERS), number=1)


@pytest.mark.parametrize("who", ["visitor", "seller", "staff of settlements"])
def test_nobody_else_may_look(shop: Market, who: str) -> None:
    order = shop.order({0: 1})
    actor = {
        "visitor": Actor.anonymous,
        "seller": lambda: member_actor(shop.sellers[0]),
        "staff of settlements": lambda: staff_actor(Permission.PREPARE_SETTLEMENTS),
    }[who]()

    with pytest.raises(NotAllowed):
        order_by_number(actor=actor, number=order.number)
    with pytest.raises(NotAllowed):
        orders_for_staff(actor=actor)
