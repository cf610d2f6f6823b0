"""What gift cards and budgets get back of a refund: test that ..."""

import pytest

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.services.gift_card_locked import left_on
from orders.checks import order_findings
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.paid_words import MoneyBack, money_back
from orders.refund_states import RefundCause, RefundMedium, RefundState
from orders.refunding import OverRefund, gift_part
from orders.services.refund_undelivered import refund_undelivered
from tests.factories.orders import Market, market
from tests.factories.promotions import BudgetFactory, gift_card, voucher
from tests.factories.refunds import LATER, MACHINE, refunded
from tests.once import fresh, once
from tests.orders.test_reductions import add, deliver, place, placed

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def bought_with(shop: Market, minor: int, quantities: dict[int, int]) -> tuple[Order, GiftCard]:
    """An order in the customer's hands of which a card of so much has paid its part; the rest was cash."""
    issued = gift_card(minor)
    order = placed(shop, quantities, issued.code)
    deliver(shop, order)
    return order, issued.card


def nothing_is_wrong() -> bool:
    return [*order_findings(), *promotions_findings()] == []


def test_a_card_gets_its_portion_of_each_refund_back_and_the_whole_of_it_in_the_end(shop: Market) -> None:
    # 300.00 of goods and 35.00 of delivery, of which the card paid 100.00
    order, card = bought_with(shop, 10_000, {0: 3})

    first = refunded(order, {0: 1}, key="a")
    assert (first.amount, first.gift) == (Money(7_015), Money(2_985))
    assert left_on(card) == Money(2_985)
    second = refunded(order, {0: 2}, key="b")

    assert first.gift + second.gift == Money(10_000) == left_on(card)
    payment = Payment.objects.get()
    assert (payment.owed_back_minor, payment.gift_back_minor) == (order.total_minor - 10_000, 10_000)
    assert balance(chart.refunds_due()) == -(first.amount + second.amount)
    assert nothing_is_wrong()


def test_what_cards_paid_alone_goes_back_to_them_at_once(shop: Market) -> None:
    order, card = bought_with(shop, 50_000, {0: 2})
    assert order.payment_method == "gift"

    half = refunded(order, {0: 1}, key="a")
    assert (half.medium, half.state, half.amount, half.gift) == (
        RefundMedium.GIFT, RefundState.DONE, Money(0), Money(10_000),
    )  # fmt: skip
    assert money_back(Payment.objects.get()) is MoneyBack.PARTLY
    refunded(order, {0: 1}, key="b")

    assert left_on(card) == Money(50_000)
    assert money_back(Payment.objects.get()) is MoneyBack.WHOLE
    with pytest.raises(OverRefund):
        refunded(order, amount=Money(1), key="c")
    assert nothing_is_wrong()


def test_a_parcel_that_cards_paid_and_that_came_back_fills_them_again(shop: Market) -> None:
    issued = gift_card(50_000)
    order = placed(shop, {0: 1, 1: 1}, issued.code)
    order.sub_orders.update(state="returned")

    refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=True, now=LATER)

    assert left_on(issued.card) == Money(50_000)
    assert balance(chart.order_clearing()) == Money(0)
    assert nothing_is_wrong()


@pytest.mark.parametrize("cause", [RefundCause.WITHDRAWAL, RefundCause.GOODWILL])
def test_what_a_partner_had_paid_of_a_line_goes_back_to_its_budget(shop: Market, cause: RefundCause) -> None:
    budget = BudgetFactory.create(amount_minor=50_000)
    voucher("AID", funder="partner", budget=budget)
    order = placed(shop, {0: 3}, "AID")
    deliver(shop, order)
    assert balance(chart.receivable_partner(budget.partner_id)) == Money(3_000)

    refund = refunded(order, {0: 1}, cause=cause, key="a")

    budget.refresh_from_db()
    assert (refund.amount, budget.used) == (Money(9_000), Money(2_000))
    assert balance(chart.receivable_partner(budget.partner_id)) == Money(2_000)
    assert balance(chart.promotions()) == Money(0)
    refunded(order, {0: 2}, cause=cause, key="b")
    budget.refresh_from_db()
    assert budget.used == Money(0)
    assert nothing_is_wrong()


def test_marketplace_and_partner_each_get_back_their_own_part(shop: Market) -> None:
    budget = BudgetFactory.create(amount_minor=50_000)
    voucher("AID", funder="partner", budget=budget, value="10")
    checkout = shop.checkout({0: 3, 1: 1})
    add(checkout, "AID")
    order = place(checkout)
    deliver(shop, order)

    refunded(order, {1: 1}, key="a")

    budget.refresh_from_db()
    assert (budget.used, balance(chart.promotions())) == (Money(3_000), Money(0))
    assert Refund.objects.get().parts.get().partner_minor == 1_500
    assert nothing_is_wrong()


M = Money


@pytest.mark.parametrize(
    ("total", "gift_left", "money_left", "refunded_before", "gift_back", "expected"),
    [
        (1_000, 400, 600, 0, 0, 400),
        (500, 400, 600, 0, 0, 200),
        (500, 200, 300, 500, 200, 200),
        # The bank had taken all the money before: what is left is the card's
        (400, 400, 0, 600, 0, 400),
        # The card had got more than its portion: money makes up for it
        (100, 0, 600, 400, 400, 0),
        (1, 400, 600, 0, 0, 0),
    ],
)
def test_a_cards_part_is_its_portion_within_what_is_left(
    total: int, gift_left: int, money_left: int, refunded_before: int, gift_back: int, expected: int
) -> None:
    part = gift_part(
        total=M(total), order_total=M(1_000), gift=M(400), gift_left=M(gift_left), money_left=M(money_left),
        refunded=M(refunded_before), gift_back=M(gift_back),
    )  # fmt: skip

    assert part == M(expected)


def test_more_than_cards_and_money_have_left_is_refused() -> None:
    with pytest.raises(OverRefund):
        gift_part(
            total=M(11), order_total=M(1_000), gift=M(400), gift_left=M(5), money_left=M(5),
            refunded=M(990), gift_back=M(395),
        )  # fmt: skip
