"""Giving back what was paid and never came: test that ..."""

import pytest

from logistics.states import FailureReason, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.services.order_deliver import order_returned
from orders.services.refund_undelivered import refund_undelivered
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.refunds import MACHINE, transferred
from tests.orders.journey import shipped, told, tracked

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Market:
    return market()


def test_a_paid_parcel_that_comes_back_is_refunded_by_itself_with_its_delivery(shop: Market) -> None:
    order = transferred(shop, {0: 2, 1: 1})
    parcel = shipped(order, NOON)
    tracked(parcel, TrackingKind.REFUSED, NOON, reason=FailureReason.REFUSED)
    tracked(parcel, TrackingKind.RETURNED, NOON)
    told()

    refund = Refund.objects.get()
    assert (refund.amount, refund.cause, refund.state) == (order.total, "undelivered", "choice")
    assert balance(chart.order_clearing()) == Money(0)
    assert balance(chart.delivery_revenue()) == Money(0)


def test_a_refused_parcel_that_nobody_paid_gives_nothing_back(shop: Market) -> None:
    order = shop.order({0: 1})
    order.sub_orders.update(state="returned")

    assert refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=True, now=NOON) is None
    assert not Refund.objects.exists()


def test_money_that_arrives_after_the_parcel_is_back_goes_back_too_and_once(shop: Market) -> None:
    order = transferred(shop, {0: 1})
    assert refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=False, now=NOON) is None
    order.sub_orders.update(state="refused")
    order_returned(order_id=order.pk, now=NOON)

    first = refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=False, now=NOON)

    assert first is not None and first.amount == order.total
    assert refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=True, now=NOON) is None
    assert Payment.objects.get().owed_back_minor == order.total_minor


def test_strangers_refund_nothing(shop: Market) -> None:
    order = transferred(shop, {0: 1})

    with pytest.raises(NotAllowed):
        refund_undelivered(actor=Actor.anonymous(), order_id=order.pk, is_back=True, now=NOON)

    assert not Refund.objects.exists()
