"""authorisations_capture: test that ..."""

from datetime import timedelta

import pytest

from orders.models.payment import Payment, PaymentOperation
from orders.services.authorisations_capture import BEFORE_END, authorisations_capture
from orders.services.payment_apply import AUTHORISATION_LIVES
from orders.shortage_states import Remedy
from tests.factories.cards import Processor
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.refunds import MACHINE
from tests.factories.shortages import answered, short
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
built = once(market)
END = NOON + timedelta(days=7)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def test_money_is_taken_a_day_before_its_authorisation_ends_without_what_is_missing(shop: Market) -> None:
    processor = Processor()
    order, waiting = shop.order({0: 2, 1: 1}, pay="card"), shop.order({0: 1}, pay="card")
    for each, name in ((order, "pi_1"), (waiting, "pi_2")):
        processor.authorise(each, name)
    # Nobody prepares this one: its goods are not promised to anybody for money
    waiting.sub_orders.update(state="placed")
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)

    early = END - BEFORE_END - timedelta(seconds=1)
    assert authorisations_capture(actor=MACHINE, now=early, limit=9) == 0
    for expected in (1, 0):
        assert authorisations_capture(actor=MACHINE, now=END - BEFORE_END, limit=9) == expected
    processor.work(END)

    assert PaymentOperation.objects.get(kind="capture").amount_minor == order.total_minor - 10_000
    assert Payment.objects.get(order=order).state == "paid"
    assert authorisations_capture(actor=MACHINE, now=END, limit=9) == 0


def test_where_the_processor_does_not_say_how_long_the_shortest_term_counts(shop: Market) -> None:
    payment = Processor(until=None).authorise(shop.order({0: 1}, pay="card"))

    assert payment.authorised_until == NOON + AUTHORISATION_LIVES


def test_what_the_processor_refused_keeps_no_other_order_waiting(shop: Market) -> None:
    processor = Processor()
    first, second = shop.order({0: 1}, pay="card"), shop.order({1: 1}, pay="card")
    processor.authorise(first, "pi_1")
    processor.authorise(second, "pi_2")
    Payment.objects.filter(order=second).update(authorised_until=END + timedelta(minutes=1))
    late = END - timedelta(hours=1)

    assert authorisations_capture(actor=MACHINE, now=late, limit=1) == 1
    PaymentOperation.objects.filter(kind="capture").update(state="failed")
    assert authorisations_capture(actor=MACHINE, now=late, limit=1) == 1

    asked = PaymentOperation.objects.filter(kind="capture").order_by("pk")
    assert [each.payment.order_id for each in asked] == [first.pk, second.pk]
