"""What an order's states are called: test that ..."""

import pytest

from frontend.order_words import CASH_LOOKS, cash_chip
from orders.cod_states import CashStage
from orders.models.order import Order
from orders.selectors.orders import order_by_token
from orders.states import CashState
from tests.factories.ground import NOON
from tests.factories.orders import market
from tests.orders.journey import delivered

pytestmark = pytest.mark.django_db


def said(order: Order, *, for_customer: bool) -> str:
    chip = cash_chip(order_by_token(order.access_token), for_customer=for_customer)
    return chip.text if chip else ""


def test_every_stage_of_the_cash_has_its_look() -> None:
    assert CASH_LOOKS.keys() == set(CashStage)


def test_the_operator_reads_where_the_notes_are_and_the_customer_that_they_paid() -> None:
    shop = market()
    card = shop.order({0: 1}, pay="card")
    order = shop.order({0: 1})
    assert said(card, for_customer=True) == ""
    assert said(order, for_customer=False) == said(order, for_customer=True) == str(CashStage.PLEDGED.label)

    delivered(order, NOON)
    assert said(order, for_customer=False) == str(CashStage.COLLECTED.label)
    order.cash.state = CashState.CONFIRMED
    order.cash.save(update_fields=["state"])

    assert said(order, for_customer=False) == str(CashStage.IN_BANK.label)
    assert said(order, for_customer=True) == str(CashStage.COLLECTED.label)
