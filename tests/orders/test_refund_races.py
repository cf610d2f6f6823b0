"""Money that several people give back at the same moment: test that ... (each with a control that shows the race)."""

import time
import uuid
from datetime import date, datetime
from functools import partial

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.services.gift_card_locked import left_on
from orders.checks import order_findings
from orders.models.order import Order, OrderLine
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.refund_states import RefundCause, RefundMedium
from orders.refunding import OverRefund, WantedLine
from orders.services.earnings_mature import earnings_mature
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_send import refund_medium_choose
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import Market, market
from tests.factories.payouts import RecoveryTermFactory, SettlementTermFactory
from tests.factories.promotions import gift_card
from tests.factories.refunds import LATER, MACHINE, delivered, line_of, refunded
from tests.logistics.racing import errors, race
from tests.orders.test_reductions import deliver, placed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DUE = date(2026, 12, 1)
AT = datetime(2026, 12, 1, 9, tzinfo=NOON.tzinfo)


@pytest.fixture
def shop() -> Market:
    return market(prices=(10_000,))


def give_back(order_id: uuid.UUID, line_id: int, key: str) -> uuid.UUID:
    """One unit, in a transaction of its own."""
    return refund_decide(
        actor=MACHINE, order_id=order_id, key=key, cause=RefundCause.WITHDRAWAL, reason="", now=LATER,
        wish=Wish(lines=[WantedLine(line_id, 1)], with_delivery=False),
    ).pk  # fmt: skip


# ---- one line, twenty refunds


def test_of_twenty_refunds_of_a_line_of_ten_exactly_ten_are_given(shop: Market) -> None:
    order = delivered(shop, {0: 10})
    line = line_of(order)

    results = race(*(partial(give_back, order.pk, line.pk, f"unit-{n}") for n in range(20)))

    refused = errors(results)
    assert ({type(error) for error in refused}, len(refused)) == ({OverRefund}, 10)
    line.refresh_from_db()
    assert (line.refunded_quantity, line.refunded_minor, Refund.objects.count()) == (10, 100_000, 10)
    assert balance(chart.refunds_due()) == Money(-100_000)
    assert Payment.objects.get().owed_back_minor == 100_000
    assert order_findings() == []


def test_twenty_presses_of_one_button_give_back_once(shop: Market) -> None:
    order = delivered(shop, {0: 10})
    line = line_of(order)

    results = race(*(partial(give_back, order.pk, line.pk, "the-same") for _ in range(20)))

    assert (errors(results), len(set(results))) == ([], 1)
    assert balance(chart.refunds_due()) == Money(-10_000)


def careless_give_back(line_id: int) -> None:
    """What a refund must not be: look what is left, think, write what you thought."""
    line = OrderLine.objects.get(pk=line_id)
    time.sleep(0.05)
    line.refunded_quantity += 1
    line.refunded_minor += line.unit_price_minor
    line.save(update_fields=["refunded_quantity", "refunded_minor"])


def test_the_control_without_the_lock_loses_count(shop: Market) -> None:
    line = line_of(delivered(shop, {0: 10}))

    results = race(*(partial(careless_give_back, line.pk) for _ in range(10)))

    given = len(results) - len(errors(results))
    line.refresh_from_db()
    assert line.refunded_quantity < given


def test_twenty_refunds_of_what_a_gift_card_paid_fill_it_exactly(shop: Market) -> None:
    issued = gift_card(100_000)
    order = placed(shop, {0: 5}, issued.code)
    deliver(shop, order)
    line = line_of(order)
    assert left_on(issued.card) == Money(100_000 - 53_500)

    results = race(*(partial(give_back, order.pk, line.pk, f"unit-{n}") for n in range(20)))

    assert len(errors(results)) == 15
    assert left_on(issued.card) == Money(100_000 - 3_500)
    assert [*order_findings(), *promotions_findings()] == []


def choose_credit(refund_id: uuid.UUID) -> None:
    refund_medium_choose(
        actor=Actor.anonymous(), refund_id=refund_id, holds_secret=True, medium=RefundMedium.CREDIT, now=LATER
    )


def test_a_refund_becomes_one_store_credit_however_often_it_is_asked_for(shop: Market) -> None:
    refund = refunded(delivered(shop, {0: 1}))

    results = race(*(partial(choose_credit, refund.pk) for _ in range(20)))

    refused = errors(results)
    assert ({type(error) for error in refused}, len(refused)) == ({IllegalMove}, 19)
    assert GiftCard.objects.count() == 1
    assert balance(chart.store_credits()) == -refund.amount


# ---- a settlement while refunds arrive


def payable(shop: Market, count: int) -> list[Order]:
    """So many orders of two units, whose money may be paid out: 175.00 of each, after commission and the hub's fee."""
    orders = [delivered(shop, {0: 2}) for _ in range(count)]
    earnings_mature(actor=MACHINE, now=LATER)
    return orders


def owed(seller: int) -> Money:
    """What stands for the cooperative on all its accounts; a debt takes off."""
    names = (chart.payable_available, chart.debt_carried)
    return -sum((balance(name(seller)) for name in names), start=Money(0))


def test_refunds_that_arrive_while_a_settlement_is_locked_count_once_each(shop: Market) -> None:
    seller = shop.sellers[0].pk
    orders = payable(shop, 8)
    SettlementTermFactory.create()
    RecoveryTermFactory.create()
    preparer = staff_actor(Permission.PREPARE_SETTLEMENTS)
    run = settlement_prepare(actor=preparer, due_date=DUE, now=AT)
    settlement_approve(actor=staff_actor(Permission.APPROVE_SETTLEMENTS), run_id=run.pk, now=AT)
    pairs = [(order.pk, line_of(order).pk) for order in orders]

    results = race(
        partial(settlement_lock, actor=preparer, run_id=run.pk, now=AT),
        *(partial(give_back, order_id, line_id, f"late-{order_id}") for order_id, line_id in pairs),
    )

    assert errors(results) == []
    paid = Payout.objects.get().amount
    # 8 x 175.00 were earned, 8 x 90.00 went back: whatever was paid, the rest or the debt is exactly what is missing
    assert paid + owed(seller) == Money(8 * (17_500 - 9_000))
    assert Money(8 * (17_500 - 9_000)) <= paid <= Money(8 * 17_500)
    assert [*order_findings(), *payouts_findings()] == []


def careless_settle(seller: int) -> None:
    """What a settlement must not be: look what is owed, think, send that much."""
    account = chart.payable_available(seller)
    owed_then = -balance(account)
    time.sleep(0.3)
    ledger_post(
        key=f"careless:{seller}", reason="careless", happened_at=AT, recorded_at=AT, actor=MACHINE,
        lines=[Line(account, owed_then), Line(chart.bank(), -owed_then)], reference="careless",
    )  # fmt: skip


def careless_refund(seller: int, number: int) -> None:
    """And a refund that does not ask whether the sale was paid out."""
    time.sleep(0.1)
    ledger_post(
        key=f"careless:{number}", reason="careless", happened_at=AT, recorded_at=AT, actor=MACHINE,
        lines=[
            Line(chart.payable_available(seller), Money(9_000)),
            Line(chart.refunds_due(), Money(-9_000), f"careless:{number}"),
        ],
        reference="careless",
    )  # fmt: skip


def test_the_control_without_the_lock_pays_what_is_not_owed_any_more(shop: Market) -> None:
    seller = shop.sellers[0].pk
    payable(shop, 2)

    results = race(
        partial(careless_settle, seller), *(partial(careless_refund, seller, number) for number in range(2))
    )

    assert errors(results) == []
    # The payable account stands in the red: more was paid than was owed
    assert balance(chart.payable_available(seller)) == Money(2 * 9_000)
