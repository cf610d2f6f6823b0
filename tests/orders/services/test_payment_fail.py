"""payment_fail: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.states import TrackingKind
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.notifications.models import Message
from orders.management.commands.check_books import all_findings
from orders.models.bank import Break
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Refund
from orders.services.orders_expire import unpaid_orders_cancel
from orders.services.payment_fail import PATIENCE
from tests.factories.cards import Processor
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.refunds import MACHINE
from tests.factories.shortages import fulfilment_of
from tests.once import fresh, once
from tests.orders.journey import HUB, handed_over, packed, told, tracked

pytestmark = pytest.mark.django_db
built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def processor() -> Processor:
    return Processor()


def healthy() -> bool:
    """Whether the books add up."""
    return not any(all_findings().values())


def test_an_authorisation_that_ended_stops_the_order_until_another_card_pays(
    shop: Market, processor: Processor
) -> None:
    order = shop.order({0: 2, 1: 1}, pay="card")
    Payment.objects.update(session_reference="cs_1", session_url="https://pay.example/1")
    processor.authorise(order)
    told()
    processor.cancelled.add("pi_1")

    payment = processor.tell(order)
    assert processor.tell(order).attempt == 2
    told()

    assert (payment.state, payment.attempt, payment.expires_at) == ("failed", 2, NOON + PATIENCE)
    assert (payment.session_url, payment.provider_reference, payment.call_key("session")) == (
        "", "", f"session:{payment.pk}:2",
    )  # fmt: skip
    assert Message.objects.filter(template="payment_failed").count() == 1
    with pytest.raises(IllegalMove):
        packed(order, NOON)

    processor.authorise(order, "pi_2")

    payment.refresh_from_db()
    assert (payment.state, payment.expires_at, fulfilment_of(order).held_at) == ("authorised", None, None)
    parcel_pack(actor=HUB, fulfilment_id=fulfilment_of(order).pk, now=NOON)
    told()
    asked = PaymentOperation.objects.exclude(kind="session")
    assert [*asked.values_list("key", "target_reference")] == [(f"capture:{payment.pk}:2", "pi_2")]
    processor.work()
    assert (processor.captured, healthy()) == ({"pi_2": order.total_minor}, True)


def test_nobody_pays_anew_and_the_goods_are_free_again(shop: Market, processor: Processor) -> None:
    order = shop.order({0: 2}, pay="card")
    processor.authorise(order)
    told()
    processor.cancelled.add("pi_1")
    processor.tell(order)

    assert unpaid_orders_cancel(actor=MACHINE, now=NOON + PATIENCE - timedelta(seconds=1), limit=9) == 0
    assert unpaid_orders_cancel(actor=MACHINE, now=NOON + PATIENCE, limit=9) == 1

    order.refresh_from_db()
    assert {*order.sub_orders.values_list("state", flat=True)} == {"cancelled"}
    told()
    # The order is over: nobody is asked to pay it
    assert not Message.objects.filter(template="payment_failed").exists()
    assert healthy()


def test_a_refused_capture_is_looked_into_and_the_packed_parcel_stays_until_it_is_paid(
    shop: Market, processor: Processor
) -> None:
    order = shop.order({0: 2, 1: 1}, pay="card")
    processor.authorise(order)
    parcel = packed(order, NOON)
    processor.cancelled.add("pi_1")

    assert processor.work() == 0

    payment = Payment.objects.get()
    # Goods that are packed are not given up by a clock
    assert (payment.state, payment.expires_at, payment.attempt) == ("failed", None, 2)
    with pytest.raises(IllegalMove):
        handed_over(parcel, NOON)
    others: dict[str, Any] = {"warehouse_id": parcel.fulfilment.warehouse_id, "carrier_id": parcel.carrier_id}
    with pytest.raises(IllegalMove):
        tracked(parcel, TrackingKind.DELIVERED, NOON)
    parcel_ids = [parcel.pk]
    # What is in a parcel is asked for as soon as another card has authorised it
    processor.authorise(order, "pi_2")
    assert processor.work() == 1
    assert processor.captured == {"pi_2": order.total_minor}
    parcels_hand_over(actor=HUB, parcel_ids=parcel_ids, now=NOON, **others)
    assert (Payment.objects.get().state, healthy()) == ("paid", True)


def test_who_was_charged_too_little_gets_it_back_and_pays_the_order_on_another_page(
    shop: Market, processor: Processor
) -> None:
    order = shop.order({0: 2, 1: 1}, pay="card")
    processor.authorise(order)
    parcel = packed(order, NOON)
    processor.captured["pi_1"] = order.total_minor - 1

    for _again in range(2):
        processor.tell(order)
    told()

    assert Payment.objects.get().state == "failed"
    assert Refund.objects.get().amount_minor == order.total_minor - 1
    assert (Break.objects.get().state, Message.objects.filter(template="payment_failed").count()) == (
        "open",
        1,
    )
    with pytest.raises(IllegalMove):
        handed_over(parcel, NOON)
    processor.authorise(order, "pi_2")
    processor.work()

    payment = Payment.objects.get()
    assert (payment.captured_minor, payment.surplus_minor) == (order.total_minor, order.total_minor - 1)
    assert processor.captured["pi_2"] == order.total_minor
    assert (Break.objects.get().state, balance(chart.refunds_due())) == ("resolved", Money(0))
    handed_over(parcel, NOON)
    assert healthy()
