"""Two people at the same moment about one order to be paid at the door: test that ..."""

from datetime import timedelta
from functools import partial

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.outbox.models import Message
from orders.cod_states import CallOutcome, DepositMedium
from orders.models.cod import CallAttempt, ConfirmationCall
from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.call_claim import call_claim
from orders.services.call_record import CallResult, call_record
from orders.services.calls_settle import calls_settle
from orders.services.cod_confirm import cod_confirm_by_link
from orders.services.deposit_confirm import deposit_confirm
from orders.services.order_cancel import order_cancel
from tests.factories.cod import agreement_of, call_of, call_rule, deposit_rule
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import VISITOR, market
from tests.logistics.racing import errors, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
LATER = NOON + timedelta(minutes=30)


def claimed(actor: Actor) -> int | None:
    call = call_claim(actor=actor, now=LATER)
    return call.pk if call else None


def test_two_callers_never_get_the_same_customer() -> None:
    shop = market()
    call_rule(shop)
    for _order in range(4):
        shop.order({0: 1})
    callers = [staff_actor(Permission.MANAGE_ORDERS) for _ in range(8)]

    results = race(*(partial(claimed, actor) for actor in callers))

    assert errors(results) == []
    taken = [result for result in results if result is not None]
    assert len(taken) == len(set(taken)) == ConfirmationCall.objects.filter(claimed_by__isnull=False).count()
    assert len(taken) <= 4


def test_an_outcome_sent_twice_is_one_call() -> None:
    shop = market()
    call_rule(shop)
    order = shop.order({0: 1})
    caller = staff_actor(Permission.MANAGE_ORDERS)
    call_claim(actor=caller, now=LATER)
    say = partial(
        call_record,
        actor=caller,
        call_id=call_of(order).pk,
        result=CallResult(outcome=CallOutcome.NO_ANSWER),
        now=LATER,
    )

    results = race(*(say for _ in range(6)))

    assert len(errors(results)) == 5
    assert (CallAttempt.objects.count(), call_of(order).attempts) == (1, 1)


def test_an_order_is_confirmed_once_by_link_and_by_phone() -> None:
    shop = market()
    call_rule(shop)
    order = shop.order({0: 1})
    caller = staff_actor(Permission.MANAGE_ORDERS)
    call_claim(actor=caller, now=LATER)
    call_record(
        actor=caller, call_id=call_of(order).pk, result=CallResult(outcome=CallOutcome.CONFIRMED), now=LATER
    )
    over = LATER + timedelta(minutes=2)
    settle = partial(calls_settle, actor=Actor.of_machine("test"), now=over, limit=10)
    link = partial(cod_confirm_by_link, token=call_of(order).token, now=over)

    results = race(settle, link, settle, link)

    assert errors(results) == []
    assert Message.objects.filter(topic="orders.order-released.v1").count() == 1
    assert set(order.sub_orders.values_list("state", flat=True)) == {"released"}


def test_a_deposit_that_races_with_the_order_being_given_up_is_never_lost() -> None:
    shop = market()
    deposit_rule(shop)
    order = shop.order({0: 1})
    pay = partial(
        deposit_confirm,
        actor=shop.accountant,
        order_id=order.pk,
        received=Money(2_700),
        medium=DepositMedium.TRANSFER,
        reference="V1",
        now=NOON,
    )
    cancel = partial(
        order_cancel, actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON
    )

    race(pay, cancel, pay, cancel)

    state = agreement_of(order).deposit_state
    assert state in ("returned", "lapsed")
    in_bank = balance(chart.bank()).minor
    assert in_bank == (2_700 if state == "returned" else 0)
    assert balance(chart.refunds_due()).minor == -in_bank
    assert Payment.objects.get(order=order).state == "cancelled"
    assert Order.objects.count() == 1
