import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from orders.models.order import SubOrder
from orders.selectors.waiting import waiting_reasons
from orders.services.cash_deposit import cash_deposit_make
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open
from orders.services.earnings_mature import earnings_mature
from tests.factories.ground import NOON
from tests.factories.orders import market
from tests.orders.journey import banked, delivered

DAY = timedelta(days=1)


@pytest.fixture
def shop(db):
    return market()


def reason_of(order):
    [subject] = [row.subject for row in order.sub_orders.all()]
    return waiting_reasons([subject]).get(subject)


def test_a_parcel_on_its_way_says_so(shop):
    assert reason_of(shop.order({0: 1})).reason == "on_the_way"


def test_the_cash_is_followed_from_courier_to_bank(shop):
    order = shop.order({0: 1})
    delivered(order, NOON)
    with_courier = reason_of(order)
    remittance = cash_remittance_open(
        actor=shop.cashier, desk_id=shop.hub.pk, carrier_id=shop.carrier.pk,
        collection_ids=[order.cash.pk], number="R-1", now=NOON + DAY,
    )  # fmt: skip
    declared = reason_of(order)
    cash_remittance_count(
        actor=shop.cashier, remittance_id=remittance.pk, counted=remittance.declared, now=NOON + 2 * DAY
    )
    at_desk = reason_of(order)
    cash_deposit_make(
        actor=shop.cashier, desk_id=shop.hub.pk, remittance_ids=[remittance.pk], slip_number="S-1",
        now=NOON + 3 * DAY,
    )  # fmt: skip
    at_bank = reason_of(order)

    assert (with_courier.reason, with_courier.since) == ("with_courier", NOON)
    assert with_courier.holder == shop.carrier.names
    assert (declared.reason, declared.since) == ("declared", NOON)
    assert (at_desk.reason, at_desk.since, at_desk.holder) == ("at_desk", NOON + 2 * DAY, shop.hub.names)
    assert (at_bank.reason, at_bank.since) == ("at_bank", NOON + 3 * DAY)


def test_missing_cash_names_who_owes_it(shop):
    order = shop.order({0: 1})
    delivered(order, NOON)
    remittance = cash_remittance_open(
        actor=shop.cashier, desk_id=shop.hub.pk, carrier_id=shop.carrier.pk,
        collection_ids=[order.cash.pk], number="R-1", now=NOON,
    )  # fmt: skip
    counted = remittance.declared - Money(500)
    cash_remittance_count(actor=shop.cashier, remittance_id=remittance.pk, counted=counted, now=NOON)

    found = reason_of(order)
    assert (found.reason, found.holder) == ("short", shop.carrier.names)


def test_confirmed_money_waits_until_its_date_and_then_for_nothing(shop):
    order = shop.order({0: 1})
    delivered(order, NOON)
    banked(shop, [order], NOON)
    part = SubOrder.objects.get(order=order)
    waiting = reason_of(order)
    assert part.matures_at is not None
    earnings_mature(actor=Actor.of_machine("test"), now=part.matures_at)

    assert (waiting.reason, waiting.until) == ("withdrawal_period", part.matures_at)
    assert reason_of(order) is None


def test_what_is_no_sub_order_is_left_out(db):
    assert waiting_reasons(["hold:3", "sub-order:nonsense", f"sub-order:{uuid.uuid4()}"]) == {}


@pytest.mark.parametrize("count", [1, 5])
def test_one_statement_however_many(shop, count):
    for _ in range(count):
        delivered(shop.order({0: 1}), NOON)
    subjects = [row.subject for row in SubOrder.objects.all()]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = waiting_reasons(subjects)

    assert len(found) == count
    assert len(asked) == 1
