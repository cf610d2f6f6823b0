"""Who calls whom next: test that ..."""

from datetime import timedelta

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed
from orders.models.cod import ConfirmationCall
from orders.services.call_claim import call_claim, call_leave
from tests.factories.cod import call_of, call_rule
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=30)


def _build() -> Market:
    found = market()
    call_rule(found)
    return found


built = once(_build)


@pytest.fixture
def shop(built: Market) -> Market:
    """Everybody is called."""
    return fresh(built)


@pytest.fixture
def caller() -> Actor:
    return staff_actor(Permission.MANAGE_ORDERS)


def test_the_call_that_is_due_the_longest_comes_first_and_stays_with_its_caller(
    shop: Market, caller: Actor
) -> None:
    first, second = shop.order({0: 1}), shop.order({1: 1}, now=NOON + timedelta(minutes=1))
    other = staff_actor(Permission.MANAGE_ORDERS)

    mine = call_claim(actor=caller, now=LATER)
    again = call_claim(actor=caller, now=LATER + timedelta(minutes=1))
    theirs = call_claim(actor=other, now=LATER)

    assert mine is not None and again is not None and theirs is not None
    assert (mine.order_id, again.order_id, theirs.order_id) == (first.pk, first.pk, second.pk)
    assert call_claim(actor=staff_actor(Permission.MANAGE_ORDERS), now=LATER) is None


def test_a_customer_who_has_just_ordered_is_not_called_yet(shop: Market, caller: Actor) -> None:
    shop.order({0: 1})

    assert call_claim(actor=caller, now=NOON + timedelta(minutes=9)) is None
    assert call_claim(actor=caller, now=NOON + timedelta(minutes=10)) is not None


def test_nobody_is_called_at_night(shop: Market, caller: Actor) -> None:
    shop.order({0: 1})

    assert call_claim(actor=caller, now=NOON.replace(hour=23)) is None


def test_a_call_that_somebody_left_goes_to_the_next(shop: Market, caller: Actor) -> None:
    order = shop.order({0: 1})
    other = staff_actor(Permission.MANAGE_ORDERS)
    call_claim(actor=caller, now=LATER)

    call_leave(actor=other, call_id=call_of(order).pk)
    assert call_claim(actor=other, now=LATER) is None
    call_leave(actor=caller, call_id=call_of(order).pk)
    assert call_claim(actor=other, now=LATER) is not None


def test_a_call_whose_time_is_over_goes_to_the_next(shop: Market, caller: Actor) -> None:
    shop.order({0: 1})
    other = staff_actor(Permission.MANAGE_ORDERS)
    call_claim(actor=caller, now=LATER)

    assert call_claim(actor=other, now=LATER + timedelta(minutes=9)) is None
    taken = call_claim(actor=other, now=LATER + timedelta(minutes=10))
    assert taken is not None
    assert taken.claimed_by_id == other.user_id


@pytest.mark.parametrize("who", ["visitor", "machine", "cash"])
def test_others_take_no_call(shop: Market, who: str) -> None:
    shop.order({0: 1})
    actors = {"visitor": VISITOR, "machine": Actor.of_machine("x"), "cash": shop.accountant}

    with pytest.raises(NotAllowed):
        call_claim(actor=actors[who], now=LATER)

    assert ConfirmationCall.objects.get().claimed_by is None
