"""Following a parcel: test that ..."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

from logistics.models.fulfilment import Fulfilment
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment, PaymentOperation
from orders.services.order_deliver import (
    order_delivered,
    order_packed,
    order_refused,
    order_returned,
    order_shipped,
)
from orders.services.order_release import order_release
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("test")


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def states(order: Order) -> list[str]:
    return list(order.sub_orders.order_by("number").values_list("state", flat=True))


def facts(shop: Market, order: Order) -> dict[str, Callable[[], None]]:
    """What the hub may tell of an order, by the name of the fact."""
    return {
        "packed": lambda: order_packed(order_id=order.pk, now=NOON),
        "shipped": lambda: order_shipped(order_id=order.pk, now=NOON),
        "delivered": lambda: order_delivered(
            actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON
        ),
        "refused": lambda: order_refused(order_id=order.pk, now=NOON),
        "returned": lambda: order_returned(order_id=order.pk, now=NOON),
    }


@pytest.mark.parametrize("told", list(permutations(["packed", "shipped", "delivered"])), ids="-".join)
def test_a_delivered_order_is_booked_whichever_fact_arrives_first(
    shop: Market, told: tuple[str, ...]
) -> None:
    order = shop.order({0: 1, 1: 1})
    hub = facts(shop, order)

    for name in (*told, *told):
        hub[name]()

    assert states(order) == ["delivered", "delivered"]
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(28_500)
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-8_500)
    assert order_findings() == []


@pytest.mark.parametrize(
    "told", list(permutations(["packed", "shipped", "refused", "returned"])), ids="-".join
)
def test_a_returned_order_pays_nobody_whichever_fact_arrives_first(
    shop: Market, told: tuple[str, ...]
) -> None:
    order = shop.order({0: 1})
    hub = facts(shop, order)

    for name in told:
        hub[name]()

    assert states(order) == ["returned"]
    assert Payment.objects.get(order=order).state == "cancelled"
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(0)
    assert order_findings() == []


def test_a_card_is_charged_even_if_the_delivery_was_told_before_the_packing(shop: Market) -> None:
    order = shop.order({0: 1}, pay="card")
    Payment.objects.filter(order=order).update(state="authorised")
    order.sub_orders.update(state="released")
    hub = facts(shop, order)

    hub["delivered"]()
    hub["packed"]()
    hub["packed"]()

    assert states(order) == ["delivered"]
    assert PaymentOperation.objects.filter(kind="capture").count() == 1
    assert SubOrder.objects.get().matures_at is None


def test_money_already_in_the_bank_matures_after_the_channels_days(shop: Market) -> None:
    order = shop.order({0: 1}, pay="transfer")
    Payment.objects.filter(order=order).update(state="paid", captured_minor=order.total_minor)
    order.sub_orders.update(state="shipped")

    facts(shop, order)["delivered"]()

    assert SubOrder.objects.get().matures_at == NOON + timedelta(days=shop.channel.maturity_days_card)


@pytest.mark.parametrize("state", ["placed", "cancelled"])
def test_what_was_never_released_or_was_given_up_is_not_moved(shop: Market, state: str) -> None:
    order = shop.order({0: 1})
    order.sub_orders.update(state=state)

    for tell in facts(shop, order).values():
        tell()

    assert states(order) == [state]
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(0)


def test_a_refused_parcel_that_is_paid_keeps_its_payment(shop: Market) -> None:
    order = shop.order({0: 1}, pay="transfer")
    Payment.objects.filter(order=order).update(state="paid", captured_minor=order.total_minor)
    order.sub_orders.update(state="shipped")

    facts(shop, order)["refused"]()

    assert (states(order), Payment.objects.get(order=order).state) == (["refused"], "paid")


def test_an_order_is_asked_for_at_the_hub_only_for_what_is_released(shop: Market) -> None:
    order = shop.order({0: 1}, pay="card")

    order_release(order_id=order.pk, now=NOON)

    assert Fulfilment.objects.count() == 0
