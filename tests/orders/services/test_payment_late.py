"""Cards that are charged after their order was given up: test that ..."""

import pytest

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.gateways.base import PaymentPicture
from orders.management.commands.check_books import all_findings
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Refund
from orders.services.order_cancel import order_cancel
from orders.services.payment_apply import payment_apply
from orders.services.refund_send import operation_key, refund_operated
from tests.factories.cod import agreement_of, deposit_rule
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.refunds import MACHINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Market:
    return market()


def charged(order: Order, minor: int) -> None:
    """The processor says that it took so much."""
    picture = PaymentPicture("pi_1", True, False, Money(minor), Money(minor))
    payment_apply(actor=MACHINE, payment_id=Payment.objects.get(order=order).pk, picture=picture, now=NOON)


def given_up(order: Order) -> None:
    order_cancel(actor=MACHINE, order_id=order.pk, holds_secret=False, reason="deposit", now=NOON)


@pytest.mark.parametrize(("pay", "minor"), [("cash", 2_700), ("card", 13_500)])
def test_the_money_is_booked_once_and_goes_back_to_the_card(shop: Market, pay: str, minor: int) -> None:
    if pay == "cash":
        deposit_rule(shop)
    order = shop.order({0: 1}, pay=pay)
    given_up(order)

    for _time in range(2):
        charged(order, minor)

    refund = Refund.objects.get()
    assert (refund.amount, refund.cause, refund.medium) == (Money(minor), "late", "card")
    assert balance(chart.card_clearing()) == Money(minor) == -balance(chart.refunds_due())
    assert PaymentOperation.objects.filter(kind="refund").count() == 1
    assert Payment.objects.get().state == "cancelled"
    assert not any(all_findings().values())

    refund_operated(actor=MACHINE, key=operation_key(refund), reference="re_1", failure="", now=NOON)

    assert balance(chart.card_clearing()) == Money(0) == balance(chart.refunds_due())
    assert not any(all_findings().values())
    if pay == "cash":
        assert agreement_of(order).deposit_state == "lapsed"
