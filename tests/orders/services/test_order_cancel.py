"""Giving up an order: test that ..."""

import uuid

import pytest

from logistics.models.fulfilment import Fulfilment
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, NotAllowed, NotFound
from marketplace.outbox.models import Message
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.services.order_cancel import order_cancel
from orders.services.order_release import order_release
from orders.services.orders_expire import unpaid_orders_cancel
from orders.states import PaymentState, SubOrderState
from tests.factories.ground import NOON, UserFactory, member_actor, staff_actor
from tests.factories.logistics import stock_of
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """Two of the first, one of the second, to be paid at the door, and the hub knows of it."""
    placed = shop.order({0: 2, 1: 1})
    order_release(order_id=placed.pk, now=NOON)
    return placed


def cancel(order: Order, actor: Actor = VISITOR, *, secret: bool = True) -> Order:
    return order_cancel(actor=actor, order_id=order.pk, holds_secret=secret, reason="customer", now=NOON)


def states(order: Order) -> set[str]:
    return set(order.sub_orders.values_list("state", flat=True))


def test_everything_is_free_again_and_the_fact_is_told_once(shop: Market, order: Order) -> None:
    cancel(order)
    cancel(order)

    assert states(order) == {SubOrderState.CANCELLED}
    assert Payment.objects.get(order=order).state == PaymentState.CANCELLED
    assert Fulfilment.objects.get().state == "cancelled"
    assert [stock_of(variant) for variant in shop.variants] == [(50, 0)] * 3
    told = Message.objects.filter(topic="orders.order-cancelled.v1")
    assert [row.body["reason"] for row in told] == ["customer"]


@pytest.mark.parametrize("who", ["visitor", "another customer", "seller", "cash"])
def test_a_stranger_cancels_nothing(shop: Market, order: Order, who: str) -> None:
    strangers = {
        "visitor": VISITOR,
        "another customer": Actor(user_id=UserFactory.create().pk),
        "seller": member_actor(shop.sellers[0]),
        "cash": staff_actor(Permission.MANAGE_CASH),
    }

    with pytest.raises(NotAllowed):
        cancel(order, strangers[who], secret=False)

    assert states(order) == {SubOrderState.RELEASED}
    assert stock_of(shop.variants[0]) == (50, 2)


@pytest.mark.parametrize("state", ["packed", "shipped", "delivered", "refused", "returned"])
def test_what_is_packed_cannot_be_cancelled(shop: Market, order: Order, state: str) -> None:
    order.sub_orders.filter(number__endswith="-1").update(state=state)

    with pytest.raises(IllegalMove):
        cancel(order)

    assert states(order) == {state, SubOrderState.RELEASED}
    assert stock_of(shop.variants[0]) == (50, 2)


def test_money_that_is_in_the_bank_is_not_cancelled_away(order: Order) -> None:
    Payment.objects.filter(order=order).update(state=PaymentState.PAID)

    with pytest.raises(IllegalMove):
        cancel(order)

    assert states(order) == {SubOrderState.RELEASED}


def test_an_order_that_does_not_exist_is_not_found(shop: Market) -> None:
    with pytest.raises(NotFound):
        order_cancel(actor=VISITOR, order_id=uuid.uuid4(), holds_secret=True, reason="", now=NOON)


def test_a_card_that_nobody_used_needs_no_call(shop: Market) -> None:
    order = shop.order({0: 1}, pay="card")
    PaymentOperation.objects.all().delete()

    cancel(order)

    assert PaymentOperation.objects.count() == 0


def test_an_order_that_is_cancelled_or_moved_on_meanwhile_is_passed_over(shop: Market) -> None:
    late, paid, waiting = (shop.order({0: 1}, pay="transfer") for _ in range(3))
    Payment.objects.filter(order__in=[late, paid]).update(expires_at=NOON)
    paid.sub_orders.update(state=SubOrderState.PACKED)

    assert unpaid_orders_cancel(actor=Actor.of_machine("test"), now=NOON, limit=10) == 1

    assert [states(order) for order in (late, paid, waiting)] == [{"cancelled"}, {"packed"}, {"placed"}]
    assert stock_of(shop.variants[0]) == (50, 2)
