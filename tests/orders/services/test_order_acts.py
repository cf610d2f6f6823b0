"""What the staff do to placed orders: test that ..."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from logistics.models.fulfilment import Fulfilment
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.models.history import OrderNote
from orders.models.order import Order
from orders.models.payment import PaymentOperation
from orders.services.checkout_place import checkout_place
from orders.services.order_cancel import order_cancel
from orders.services.order_confirm import order_confirm
from orders.services.order_history import LONGEST_NOTE, order_note_add, order_note_update
from orders.services.order_mark_paid import PaidAlready, order_mark_paid
from orders.services.order_payment_move import (
    NoPayment,
    NothingToCapture,
    NothingToVoid,
    PaidNotPromised,
    order_capture,
    order_void,
)
from orders.services.transfer_confirm import transfer_confirm
from orders.states import OperationKind, PaymentState, SubOrderState
from tests.factories.ground import NOON
from tests.factories.logistics import stock_of
from tests.factories.orders import VISITOR, Market, market
from tests.orders.journey import delivered, packed, told

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))
STRANGERS = (VISITOR, Actor(user_id=7), Actor(permissions=frozenset({Permission.MANAGE_PRODUCTS})))


def confirming(shop: Market, **rules: Any) -> Channel:
    Channel.objects.filter(pk=shop.channel.pk).update(confirms_orders=False, **rules)
    shop.channel.refresh_from_db()
    return shop.channel


def state(order: Order) -> tuple[str, str]:
    order.refresh_from_db()
    order.payment.refresh_from_db()
    return order.sub_orders.get().state, order.payment.state


def test_where_the_staff_confirm_orders_nothing_is_prepared_before_that() -> None:
    shop = market()
    confirming(shop)
    order = shop.order({0: 1})
    told()
    assert state(order) == (SubOrderState.PLACED, PaymentState.PLEDGED)
    assert Fulfilment.objects.count() == 0

    order_confirm(actor=STAFF, order_id=order.pk, now=NOON)
    told()

    assert state(order) == (SubOrderState.RELEASED, PaymentState.PLEDGED)
    assert (order.confirmed_at, Fulfilment.objects.count()) == (NOON, 1)
    assert OrderNote.objects.get().kind == "confirmed"
    with pytest.raises(IllegalMove):
        order_confirm(actor=STAFF, order_id=order.pk, now=NOON)


def test_a_confirmed_order_still_waits_for_its_transfer_and_a_transfer_for_the_word() -> None:
    shop = market()
    confirming(shop)
    early, late = shop.order({0: 1}, pay="transfer"), shop.order({0: 1}, pay="transfer")

    order_confirm(actor=STAFF, order_id=early.pk, now=NOON)
    assert state(early)[0] == SubOrderState.PLACED
    for order in (early, late):
        transfer_confirm(
            actor=shop.accountant,
            payment_id=order.payment.pk,
            received=order.total,
            bank_reference="B",
            now=NOON,
        )

    assert state(early) == (SubOrderState.RELEASED, PaymentState.PAID)
    assert state(late) == (SubOrderState.PLACED, PaymentState.PAID)
    order_confirm(actor=STAFF, order_id=late.pk, now=NOON)
    assert state(late)[0] == SubOrderState.RELEASED


def test_an_order_for_which_the_staff_answer_is_delivered_before_its_money_and_the_books_say_so() -> None:
    shop = market()
    Channel.objects.update(allows_unpaid_orders=True)
    shop.channel.refresh_from_db()
    order = shop.order({0: 1}, pay="transfer")
    assert state(order)[0] == SubOrderState.PLACED

    order_confirm(actor=STAFF, order_id=order.pk, now=NOON)
    assert (state(order)[0], order.payment.expires_at) == (SubOrderState.RELEASED, None)
    delivered(order, NOON)
    # The cooperative has earned; the customer owes.
    assert balance("clearing:orders") == Money(10_000)
    assert order.sub_orders.get().matures_at is None
    assert order_findings() == []

    transfer_confirm(
        actor=shop.accountant, payment_id=order.payment.pk, received=order.total, bank_reference="B", now=NOON
    )
    assert balance("clearing:orders") == Money(0)
    assert order.sub_orders.get().matures_at is not None
    assert order_findings() == []


def test_a_cancelled_order_is_not_confirmed() -> None:
    shop = market()
    confirming(shop)
    order = shop.order({0: 1})
    order_cancel(actor=STAFF, order_id=order.pk, holds_secret=False, reason="", now=NOON)

    with pytest.raises(IllegalMove):
        order_confirm(actor=STAFF, order_id=order.pk, now=NOON)
    assert state(order)[0] == SubOrderState.CANCELLED


@pytest.mark.parametrize("actor", STRANGERS)
def test_nobody_else_does_what_the_staff_in_charge_of_orders_do(actor: Actor) -> None:
    shop = market()
    confirming(shop)
    order = shop.order({0: 1})
    note = order_note_add(actor=STAFF, order_id=order.pk, message="Appeler d'abord", now=NOON)
    before = state(order)

    for act in (
        lambda: order_confirm(actor=actor, order_id=order.pk, now=NOON),
        lambda: order_mark_paid(actor=actor, order_id=order.pk, reference="", now=NOON),
        lambda: order_capture(actor=actor, order_id=order.pk, amount=None, now=NOON),
        lambda: order_void(actor=actor, order_id=order.pk, now=NOON),
        lambda: order_note_add(actor=actor, order_id=order.pk, message="x", now=NOON),
        lambda: order_note_update(actor=actor, note_id=note.pk, message="x", now=NOON),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert (state(order), OrderNote.objects.count(), order.confirmed_at) == (before, 1, None)


def test_no_order_is_no_order() -> None:
    shop = market()
    for act in (order_confirm, order_void):
        with pytest.raises(NotFound):
            act(actor=STAFF, order_id=uuid.uuid4(), now=NOON)
    with pytest.raises(NotFound):
        order_note_add(actor=STAFF, order_id=uuid.uuid4(), message="x", now=NOON)
    with pytest.raises(NotFound):
        order_note_update(actor=STAFF, note_id=uuid.uuid4(), message="x", now=NOON)
    with pytest.raises(NotFound):
        order_mark_paid(actor=shop.accountant, order_id=uuid.uuid4(), reference="", now=NOON)


def test_a_remark_is_replaced_and_stays_readable() -> None:
    order = market().order({0: 1})
    first = order_note_add(actor=STAFF, order_id=order.pk, message=" Appeler\u202e ", now=NOON)
    second = order_note_update(actor=STAFF, note_id=first.pk, message="Rappeler", now=NOON)

    assert (first.text, second.text, second.replaces_id) == ("Appeler", "Rappeler", first.pk)
    assert OrderNote.objects.count() == 2
    for message in ("  ", "x" * (LONGEST_NOTE + 1)):
        with pytest.raises(InvalidInput):
            order_note_add(actor=STAFF, order_id=order.pk, message=message, now=NOON)
    confirmed = OrderNote.objects.filter(pk=second.pk)
    confirmed.update(kind="confirmed")
    with pytest.raises(NotFound):
        order_note_update(actor=STAFF, note_id=second.pk, message="x", now=NOON)


def test_an_order_to_be_paid_at_the_door_is_marked_as_paid_and_nothing_is_collected() -> None:
    shop = market()
    order = shop.order({0: 1})
    told()

    order_mark_paid(actor=shop.accountant, order_id=order.pk, reference="VIR 9", now=NOON)

    assert state(order) == (SubOrderState.RELEASED, PaymentState.PAID)
    assert (order.payment_method, order.payment.provider_reference) == ("transfer", "VIR 9")
    assert Fulfilment.objects.get().cash_due == Money(0)
    assert balance("bank:main") == order.total
    assert order_findings() == []
    with pytest.raises(PaidAlready):
        order_mark_paid(actor=shop.accountant, order_id=order.pk, reference="", now=NOON)


def test_what_the_label_says_is_to_be_collected_is_not_marked_as_paid() -> None:
    shop = market()
    order = shop.order({0: 1})
    packed(order, NOON)

    with pytest.raises(IllegalMove):
        order_mark_paid(actor=shop.accountant, order_id=order.pk, reference="", now=NOON)

    assert state(order) == (SubOrderState.PACKED, PaymentState.PLEDGED)
    assert balance("bank:main") == Money(0)


def test_a_cancelled_order_or_one_whose_card_page_is_open_is_not_marked_as_paid() -> None:
    shop = market()
    gone, open_page = shop.order({0: 1}), shop.order({0: 1}, pay="card")
    order_cancel(actor=STAFF, order_id=gone.pk, holds_secret=False, reason="", now=NOON)
    open_page.payment.session_reference = "cs_1"
    open_page.payment.save()

    with pytest.raises(IllegalMove):
        order_mark_paid(actor=shop.accountant, order_id=gone.pk, reference="", now=NOON)
    with pytest.raises(PaidAlready):
        order_mark_paid(actor=shop.accountant, order_id=open_page.pk, reference="", now=NOON)
    assert balance("bank:main") == Money(0)


def test_staff_in_charge_of_orders_mark_as_paid_only_where_no_money_is_meant_to_move(settings: Any) -> None:
    order = market().order({0: 1}, pay="transfer")
    settings.TEST_PAYMENTS = False
    with pytest.raises(NotAllowed):
        order_mark_paid(actor=STAFF, order_id=order.pk, reference="", now=NOON)
    assert state(order) == (SubOrderState.PLACED, PaymentState.PENDING)

    settings.TEST_PAYMENTS = True
    order_mark_paid(actor=STAFF, order_id=order.pk, reference="", now=NOON)

    assert state(order) == (SubOrderState.RELEASED, PaymentState.PAID)
    assert (balance("bank:main"), balance("test:payments")) == (Money(0), order.total)
    assert order_findings() == []


def rehearsed(shop: Market, token: str) -> Order:
    checkout = shop.checkout({0: 1}, pay="test")
    checkout.test_token = token
    checkout.save()
    return checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=NOON)


def test_the_test_gateway_takes_money_that_is_kept_apart() -> None:
    order = rehearsed(market(), "fully_charged")

    assert state(order) == (SubOrderState.RELEASED, PaymentState.PAID)
    assert (balance("test:payments"), balance("bank:main")) == (order.total, Money(0))
    assert order_findings() == []


def test_no_order_is_placed_with_a_test_payment_where_money_is_meant_to_move(settings: Any) -> None:
    settings.TEST_PAYMENTS = False
    shop = market()

    with pytest.raises(InvalidInput):
        rehearsed(shop, "fully_charged")
    assert Order.objects.count() == 0


def test_promised_test_money_is_taken_once_and_given_up_only_before_anything_is_prepared() -> None:
    shop = market()
    order = rehearsed(shop, "not-charged")
    assert state(order) == (SubOrderState.RELEASED, PaymentState.AUTHORISED)
    with pytest.raises(IllegalMove):
        order_void(actor=STAFF, order_id=order.pk, now=NOON)
    with pytest.raises(InvalidInput):
        order_capture(actor=STAFF, order_id=order.pk, amount=Money(1), now=NOON)

    order_capture(actor=STAFF, order_id=order.pk, amount=order.total, now=NOON)
    assert (state(order)[1], balance("test:payments")) == (PaymentState.PAID, order.total)
    with pytest.raises(PaidNotPromised):
        order_void(actor=STAFF, order_id=order.pk, now=NOON)
    with pytest.raises(NothingToCapture):
        order_capture(actor=STAFF, order_id=order.pk, amount=None, now=NOON)


def test_a_card_s_promise_is_taken_or_given_up_by_the_processor() -> None:
    shop = market()
    confirming(shop, unpaid_order_minutes=30)
    taken, given_up = shop.order({0: 1}, pay="card"), shop.order({0: 1}, pay="card")
    for order in (taken, given_up):
        order.payment.state = PaymentState.AUTHORISED
        order.payment.save()

    order_capture(actor=STAFF, order_id=taken.pk, amount=None, now=NOON)
    with pytest.raises(NoPayment):
        order_void(actor=STAFF, order_id=shop.order({0: 1}, pay="transfer").pk, now=NOON)
    order_void(actor=STAFF, order_id=given_up.pk, now=NOON)
    with pytest.raises(NothingToVoid):
        order_void(actor=STAFF, order_id=given_up.pk, now=NOON)

    kinds = PaymentOperation.objects.exclude(kind=OperationKind.SESSION).order_by("id")
    assert [(row.kind, row.payment_id) for row in kinds] == [
        (OperationKind.CAPTURE, taken.payment.pk),
        (OperationKind.CANCEL, given_up.payment.pk),
    ]
    assert state(given_up) == (SubOrderState.PLACED, PaymentState.PENDING)
    assert given_up.payment.transfer_reference == f"CM{given_up.number}"
    assert given_up.payment.expires_at == NOON + timedelta(minutes=30)


def test_cancelling_an_order_that_waits_for_a_word_gives_up_its_goods() -> None:
    shop = market()
    confirming(shop)
    order = shop.order({0: 1})
    order_cancel(actor=STAFF, order_id=order.pk, holds_secret=False, reason="", now=NOON)
    assert state(order) == (SubOrderState.CANCELLED, PaymentState.CANCELLED)
    assert stock_of(shop.variants[0]) == (50, 0)
