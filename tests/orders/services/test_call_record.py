"""What came of a call: test that ..."""

from datetime import datetime, timedelta

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.notifications.models import Message
from orders.cod_states import CallOutcome
from orders.events import CallMissed
from orders.handlers_cod import tell_call_missed
from orders.models.cod import CallAttempt, ConfirmationCall
from orders.models.order import Order
from orders.services.call_claim import call_claim
from orders.services.call_record import CallResult, call_record, call_undo
from orders.services.cod_confirm import cod_confirm_by_link
from tests.factories.cod import call_of, call_rule
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import Market, address, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
CALLED = NOON + timedelta(minutes=30)


def _build() -> Market:
    found = market()
    call_rule(found)
    return found


built = once(_build)


@pytest.fixture
def shop(built: Market) -> Market:
    """Everybody is called, three times at the most, within two days."""
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    return shop.order({0: 1})


@pytest.fixture
def caller() -> Actor:
    return staff_actor(Permission.MANAGE_ORDERS)


def say(
    caller: Actor, order: Order, outcome: CallOutcome, *, now: datetime = CALLED, **values: object
) -> CallAttempt:
    call_claim(actor=caller, now=now)
    result = CallResult(outcome=outcome, **values)  # type: ignore[arg-type]
    return call_record(actor=caller, call_id=call_of(order).pk, result=result, now=now)


@pytest.mark.parametrize("outcome", [CallOutcome.CONFIRMED, CallOutcome.CANCELLED])
def test_a_decision_waits_a_moment_in_which_it_can_be_taken_back(
    caller: Actor, order: Order, outcome: CallOutcome
) -> None:
    attempt = say(caller, order, outcome)

    call = call_of(order)
    assert (call.state, call.due_at) == ("decided", CALLED + timedelta(minutes=2))
    assert call.claimed_by is None
    assert Order.objects.get().confirmed_at is None

    call_undo(actor=caller, attempt_id=attempt.pk, now=CALLED + timedelta(seconds=119))
    call = call_of(order)
    assert (call.state, call.claimed_by_id) == ("waiting", caller.user_id)
    assert call.due_at == NOON + timedelta(minutes=10)


def test_it_cannot_be_taken_back_too_late_twice_or_by_another(caller: Actor, order: Order) -> None:
    attempt = say(caller, order, CallOutcome.CONFIRMED)
    over = CALLED + timedelta(minutes=2)

    with pytest.raises(IllegalMove):
        call_undo(actor=caller, attempt_id=attempt.pk, now=over)
    with pytest.raises(NotFound):
        call_undo(actor=staff_actor(Permission.MANAGE_ORDERS), attempt_id=attempt.pk, now=CALLED)
    with pytest.raises(NotAllowed):
        call_undo(actor=staff_actor(Permission.MANAGE_CASH), attempt_id=attempt.pk, now=CALLED)
    assert call_of(order).state == "decided"
    call_undo(actor=caller, attempt_id=attempt.pk, now=CALLED)
    with pytest.raises(IllegalMove):
        call_undo(actor=caller, attempt_id=attempt.pk, now=CALLED)


def test_what_another_has_taken_up_meanwhile_cannot_be_taken_back(caller: Actor, order: Order) -> None:
    attempt = say(caller, order, CallOutcome.LATER, again_at=CALLED + timedelta(seconds=30))
    other = staff_actor(Permission.MANAGE_ORDERS)
    call_claim(actor=other, now=CALLED + timedelta(seconds=60))

    with pytest.raises(IllegalMove):
        call_undo(actor=caller, attempt_id=attempt.pk, now=CALLED + timedelta(seconds=61))

    assert call_of(order).claimed_by_id == other.user_id


def test_whoever_does_not_answer_is_called_again_until_the_last_time(caller: Actor, order: Order) -> None:
    now = CALLED
    due = []
    for _call in range(3):
        say(caller, order, CallOutcome.NO_ANSWER, now=now)
        now = max(call_of(order).due_at, now)
        due.append(now - CALLED)

    # One hour later; three hours after that it is 16:30; and the third was the last
    call = call_of(order)
    assert due[:2] == [timedelta(hours=1), timedelta(hours=4)]
    assert (call.attempts, call.state) == (3, "silent")
    assert call_claim(actor=caller, now=now + timedelta(hours=1)) is None
    cod_confirm_by_link(token=call.token, now=now)
    assert call_of(order).state == "confirmed"


def test_a_call_in_vain_can_be_taken_back(caller: Actor, order: Order) -> None:
    attempt = say(caller, order, CallOutcome.NO_ANSWER)

    call_undo(actor=caller, attempt_id=attempt.pk, now=CALLED)

    assert (call_of(order).attempts, call_of(order).due_at) == (0, NOON + timedelta(minutes=10))


def test_after_the_deadline_nobody_would_be_called_again(shop: Market, caller: Actor) -> None:
    ConfirmationCall.objects.all().delete()
    order = shop.order({0: 1})
    ConfirmationCall.objects.update(deadline_at=CALLED + timedelta(minutes=59))

    say(caller, order, CallOutcome.NO_ANSWER)

    assert call_of(order).state == "silent"


def test_a_wrong_number_is_not_called_again(caller: Actor, order: Order) -> None:
    say(caller, order, CallOutcome.WRONG_NUMBER)

    assert (call_of(order).state, call_of(order).attempts) == ("silent", 0)


def test_a_wish_to_be_called_later_is_kept_within_the_hours_of_calls(caller: Actor, order: Order) -> None:
    say(caller, order, CallOutcome.LATER, again_at=NOON.replace(hour=22))

    call = call_of(order)
    assert (call.state, call.attempts) == ("waiting", 0)
    assert call.due_at.astimezone().hour != 22
    assert call.due_at > NOON.replace(hour=22)


@pytest.mark.parametrize("after", [None, timedelta(0), timedelta(hours=48)])
def test_a_wish_lies_ahead_and_before_the_deadline(
    caller: Actor, order: Order, after: timedelta | None
) -> None:
    again = None if after is None else CALLED + after

    with pytest.raises(InvalidInput) as refusal:
        say(caller, order, CallOutcome.LATER, again_at=again)

    assert refusal.value.field == "again_at"
    assert CallAttempt.objects.count() == 0
    assert call_of(order).claimed_by_id == caller.user_id


def test_another_address_lies_in_the_same_region(caller: Actor, order: Order) -> None:
    for given, field in ((None, "street"), (address(province="MA-TNG"), "province")):
        with pytest.raises(InvalidInput) as refusal:
            say(caller, order, CallOutcome.READDRESSED, address=given)
        assert refusal.value.field == field
    assert CallAttempt.objects.count() == 0

    attempt = say(caller, order, CallOutcome.READDRESSED, address=address(street="7, rue Neuve"))
    assert attempt.address["street"] == "7, rue Neuve"
    assert Order.objects.get().address["street"] == "12, rue des Oliviers"


def test_only_who_has_taken_a_call_says_what_came_of_it(caller: Actor, order: Order) -> None:
    call_claim(actor=caller, now=CALLED)
    result = CallResult(outcome=CallOutcome.CONFIRMED)
    call_id = call_of(order).pk

    with pytest.raises(Conflict):
        call_record(actor=staff_actor(Permission.MANAGE_ORDERS), call_id=call_id, result=result, now=CALLED)
    with pytest.raises(Conflict):
        call_record(actor=caller, call_id=call_id, result=result, now=CALLED + timedelta(minutes=10))
    with pytest.raises(NotAllowed):
        call_record(actor=staff_actor(Permission.MANAGE_CASH), call_id=call_id, result=result, now=CALLED)
    with pytest.raises(NotFound):
        call_record(actor=caller, call_id=0, result=result, now=CALLED)
    assert CallAttempt.objects.count() == 0


def test_an_order_confirmed_meanwhile_is_left_alone(caller: Actor, order: Order) -> None:
    call_claim(actor=caller, now=CALLED)
    cod_confirm_by_link(token=call_of(order).token, now=CALLED)

    with pytest.raises(IllegalMove):
        say(caller, order, CallOutcome.CANCELLED)

    assert call_of(order).confirmed_by == "link"


def test_the_customer_hears_that_we_called_each_time_once(caller: Actor, order: Order) -> None:
    say(caller, order, CallOutcome.NO_ANSWER)

    for attempts in (1, 1, 0):
        event = CallMissed(order_id=str(order.pk), attempts=attempts, happened_at=NOON)
        tell_call_missed(event, now=NOON)

    messages = Message.objects.filter(template="call_missed").order_by("pk")
    assert [(row.channel, row.to) for row in messages] == [
        ("sms", "+212612345678"),
        ("email", "amina@example.com"),
    ]
    assert "/confirm/" in messages[0].context["url"]
    assert "/order/" in messages[1].context["url"]


def test_nobody_is_told_where_there_is_no_other_way_or_it_is_over(caller: Actor, order: Order) -> None:
    Order.objects.update(email="")
    tell_call_missed(CallMissed(order_id=str(order.pk), attempts=0, happened_at=NOON), now=NOON)
    cod_confirm_by_link(token=call_of(order).token, now=CALLED)
    tell_call_missed(CallMissed(order_id=str(order.pk), attempts=1, happened_at=NOON), now=NOON)

    assert not Message.objects.filter(template="call_missed").exists()
