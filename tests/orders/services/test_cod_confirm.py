"""A customer's word for an order to be paid at the door: test that ..."""

from datetime import timedelta

import pytest

from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.notifications.models import Message
from orders.cod_states import Confirmation
from orders.events import OrderConfirmed
from orders.handlers_cod import tell_confirmed
from orders.models.order import Order
from orders.services.cod_confirm import cod_confirm_by_link
from orders.services.order_cancel import order_cancel
from orders.services.order_confirm import order_confirm
from tests.factories.cod import call_of, call_rule
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def states(order: Order) -> set[str]:
    return set(order.sub_orders.values_list("state", flat=True))


def test_the_link_of_the_message_confirms_once(shop: Market) -> None:
    call_rule(shop)
    order = shop.order({0: 1})
    token = call_of(order).token

    cod_confirm_by_link(token=token, now=NOON)
    cod_confirm_by_link(token=token, now=NOON + timedelta(hours=1))

    order.refresh_from_db()
    assert (order.confirmed_at, states(order)) == (NOON, {"released"})
    assert (call_of(order).state, call_of(order).confirmed_by) == ("confirmed", "link")


def test_the_orders_own_address_does_not_confirm_it(shop: Market) -> None:
    call_rule(shop)
    order = shop.order({0: 1})

    for token in (order.access_token, "", "\x00"):
        with pytest.raises(NotFound):
            cod_confirm_by_link(token=token, now=NOON)

    assert states(order) == {"placed"}


def test_where_a_call_is_asked_for_no_link_confirms(shop: Market) -> None:
    call_rule(shop, confirmation=Confirmation.CALL)
    order = shop.order({0: 1})

    with pytest.raises(IllegalMove):
        cod_confirm_by_link(token=call_of(order).token, now=NOON)

    assert states(order) == {"placed"}


def test_what_was_given_up_is_not_confirmed(shop: Market) -> None:
    call_rule(shop)
    order = shop.order({0: 1})
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON)

    with pytest.raises(IllegalMove):
        cod_confirm_by_link(token=call_of(order).token, now=NOON)

    assert (states(order), call_of(order).state) == ({"cancelled"}, "cancelled")


def test_the_staffs_word_ends_the_call(shop: Market) -> None:
    call_rule(shop)
    order = shop.order({0: 1})

    order_confirm(actor=staff_actor(Permission.MANAGE_ORDERS), order_id=order.pk, now=NOON)

    assert (call_of(order).state, call_of(order).confirmed_by) == ("confirmed", "staff")
    assert states(order) == {"released"}


def test_the_customer_is_thanked(shop: Market) -> None:
    order = shop.order({0: 1})

    tell_confirmed(OrderConfirmed(order_id=str(order.pk), happened_at=NOON), now=NOON)

    assert Message.objects.filter(template="order_confirmed").count() == 1
