"""A transfer on the bank statement: test that ..."""

import uuid

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.outbox.models import Message
from orders.checks import order_findings
from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.order_cancel import order_cancel
from orders.services.transfer_confirm import transfer_confirm
from tests.factories.ground import NOON, member_actor, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
TOTAL = Money(28_500)


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """100 + 150 + 35 MAD by transfer."""
    return shop.order({0: 1, 1: 1}, pay="transfer")


def confirm(shop: Market, order: Order, received: Money = TOTAL, actor: Actor | None = None) -> Payment:
    return transfer_confirm(
        actor=actor or shop.accountant,
        payment_id=order.payment.pk,
        received=received,
        bank_reference="B-77",
        now=NOON,
    )


def untouched(order: Order) -> bool:
    payment = Payment.objects.get(order=order)
    return (payment.state, balance(chart.bank()), set(order.sub_orders.values_list("state", flat=True))) == (
        "pending",
        Money(0),
        {"placed"},
    )


def test_the_money_is_booked_once_and_the_hub_may_begin(shop: Market, order: Order) -> None:
    payment = confirm(shop, order)
    confirm(shop, order)

    assert (payment.state, payment.captured, payment.provider_reference) == ("paid", TOTAL, "B-77")
    assert payment.expires_at is None
    assert set(order.sub_orders.values_list("state", flat=True)) == {"released"}
    assert balance(chart.bank()) == TOTAL
    assert balance(chart.delivery_revenue()) == Money(-3_500)
    assert balance(chart.order_clearing()) == Money(-25_000)
    topics = Message.objects.filter(topic__in=["orders.order-paid.v1", "orders.order-released.v1"])
    assert topics.count() == 2
    assert order_findings() == []


@pytest.mark.parametrize("minor", [0, 28_499, 28_501, -28_500])
def test_another_sum_is_refused_and_nothing_moves(shop: Market, order: Order, minor: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        confirm(shop, order, Money(minor))

    assert refusal.value.field == "received"
    assert untouched(order)


def test_another_currency_is_refused(shop: Market, order: Order) -> None:
    with pytest.raises(InvalidInput):
        confirm(shop, order, Money(28_500, "EUR"))

    assert untouched(order)


def test_only_staff_in_charge_of_cash_may(shop: Market, order: Order) -> None:
    for stranger in (
        VISITOR,
        shop.cashier,
        member_actor(shop.sellers[0]),
        staff_actor(Permission.MANAGE_ORDERS),
    ):
        with pytest.raises(NotAllowed):
            confirm(shop, order, actor=stranger)

    assert untouched(order)


def test_an_order_paid_otherwise_is_refused(shop: Market) -> None:
    order = shop.order({0: 1})

    with pytest.raises(InvalidInput) as refusal:
        confirm(shop, order, order.total)

    assert refusal.value.field == "payment"
    assert balance(chart.bank()) == Money(0)


def test_a_transfer_for_a_cancelled_order_is_refused(shop: Market, order: Order) -> None:
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="", now=NOON)

    with pytest.raises(IllegalMove):
        confirm(shop, order)

    assert balance(chart.bank()) == Money(0)


def test_an_unknown_payment_is_not_found(shop: Market) -> None:
    with pytest.raises(NotFound):
        transfer_confirm(
            actor=shop.accountant, payment_id=uuid.uuid4(), received=TOTAL, bank_reference="B", now=NOON
        )
