"""What callers decided takes effect: test that ..."""

from datetime import timedelta

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.outbox.models import Message
from orders.cod_states import CallOutcome
from orders.models.history import OrderNote
from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.call_claim import call_claim
from orders.services.call_record import CallResult, call_record, call_undo
from orders.services.calls_settle import calls_settle
from orders.services.order_cancel import order_cancel
from orders.services.orders_expire import unconfirmed_orders_cancel
from tests.factories.cod import agreement_of, call_of, call_rule, deposit_rule
from tests.factories.ground import NOON, staff_actor
from tests.factories.logistics import stock_of
from tests.factories.orders import VISITOR, Market, address, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("test")
CALLED = NOON + timedelta(minutes=30)
OVER = CALLED + timedelta(minutes=2)


def _build() -> Market:
    found = market()
    call_rule(found)
    return found


built = once(_build)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def caller() -> Actor:
    return staff_actor(Permission.MANAGE_ORDERS)


def decided(shop: Market, caller: Actor, result: CallResult) -> Order:
    order = shop.order({0: 1})
    call_claim(actor=caller, now=CALLED)
    call_record(actor=caller, call_id=call_of(order).pk, result=result, now=CALLED)
    return order


def settle() -> int:
    return calls_settle(actor=MACHINE, now=OVER, limit=10)


def states(order: Order) -> set[str]:
    return set(order.sub_orders.values_list("state", flat=True))


def test_a_confirmed_order_is_prepared_once_the_moment_is_over(shop: Market, caller: Actor) -> None:
    order = decided(shop, caller, CallResult(outcome=CallOutcome.CONFIRMED))

    assert calls_settle(actor=MACHINE, now=OVER - timedelta(seconds=1), limit=10) == 0
    assert (settle(), settle()) == (1, 0)

    assert states(order) == {"released"}
    assert Order.objects.get().confirmed_at == OVER
    assert (call_of(order).state, call_of(order).confirmed_by) == ("confirmed", "call")
    [note] = OrderNote.objects.all()
    assert (note.kind, note.user_id, note.details) == ("confirmed", caller.user_id, {"by": "call"})
    topics = set(Message.objects.values_list("topic", flat=True))
    assert {"orders.order-confirmed.v1", "orders.order-released.v1"} <= topics


def test_a_new_address_is_the_one_that_the_hub_hears_of(shop: Market, caller: Actor) -> None:
    moved = address(street="7, rue Neuve", phone="0622222222")
    order = decided(shop, caller, CallResult(outcome=CallOutcome.READDRESSED, address=moved))

    assert settle() == 1

    order.refresh_from_db()
    assert (order.address["street"], order.phone) == ("7, rue Neuve", "+212622222222")
    assert states(order) == {"released"}
    kinds = OrderNote.objects.order_by("pk").values_list("kind", flat=True)
    assert set(kinds) == {"address_updated", "confirmed"}


def test_an_order_that_is_not_wanted_is_cancelled(shop: Market, caller: Actor) -> None:
    order = decided(shop, caller, CallResult(outcome=CallOutcome.CANCELLED))

    assert settle() == 1

    assert (states(order), call_of(order).state) == ({"cancelled"}, "cancelled")
    assert stock_of(shop.variants[0]) == (50, 0)


def test_what_was_taken_back_does_not_take_effect(shop: Market, caller: Actor) -> None:
    order = decided(shop, caller, CallResult(outcome=CallOutcome.CANCELLED))
    call_undo(actor=caller, attempt_id=call_of(order).calls.get().pk, now=CALLED)

    assert settle() == 0
    assert states(order) == {"placed"}

    call_record(
        actor=caller,
        call_id=call_of(order).pk,
        result=CallResult(outcome=CallOutcome.CONFIRMED),
        now=CALLED,
    )
    assert settle() == 1
    assert states(order) == {"released"}


def test_what_the_customer_cancelled_meanwhile_stays_cancelled(shop: Market, caller: Actor) -> None:
    order = decided(shop, caller, CallResult(outcome=CallOutcome.CONFIRMED))
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=CALLED)

    assert settle() == 0
    assert states(order) == {"cancelled"}


def test_an_order_that_nobody_confirms_is_cancelled_at_its_deadline(shop: Market) -> None:
    order = shop.order({0: 1})
    deadline = NOON + timedelta(hours=48)

    assert unconfirmed_orders_cancel(actor=MACHINE, now=deadline - timedelta(seconds=1), limit=10) == 0
    assert unconfirmed_orders_cancel(actor=MACHINE, now=deadline, limit=10) == 1
    assert unconfirmed_orders_cancel(actor=MACHINE, now=deadline, limit=10) == 0

    assert (states(order), call_of(order).state) == ({"cancelled"}, "unreachable")
    assert Payment.objects.get(order=order).state == "cancelled"
    told = Message.objects.filter(topic="orders.order-cancelled.v1")
    assert [row.body["reason"] for row in told] == ["unconfirmed"]


def test_an_order_whose_deposit_does_not_come_is_cancelled_too(shop: Market) -> None:
    deposit_rule(shop, hours=5)
    order = shop.order({0: 1})

    assert unconfirmed_orders_cancel(actor=MACHINE, now=NOON + timedelta(hours=5), limit=10) == 1

    assert (states(order), agreement_of(order).deposit_state) == ({"cancelled"}, "lapsed")
    # Who did not pay a deposit was not called in vain
    assert call_of(order).state == "cancelled"


def test_an_order_that_is_packed_already_is_not_cancelled(shop: Market) -> None:
    order = shop.order({0: 1})
    order.sub_orders.update(state="packed")

    assert unconfirmed_orders_cancel(actor=MACHINE, now=NOON + timedelta(hours=48), limit=10) == 0
    assert states(order) == {"packed"}
