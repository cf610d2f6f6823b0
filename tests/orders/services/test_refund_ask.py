"""Refunds in the customer's money: test that ..."""

from decimal import Decimal
from typing import Any

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from orders.management.commands.check_books import all_findings
from orders.models.order import Order, OrderLine
from orders.models.payment import Payment
from orders.models.refund import Refund, RefundLine
from orders.refund_states import RefundCause, ReturnReason, ReturnState
from orders.refunding import OverRefund
from orders.services.checkout_place import checkout_place
from orders.services.checkout_promo_code import checkout_promo_add
from orders.services.order_mark_paid import order_mark_paid
from orders.services.refund_ask import Asked, refund_ask, wish_of
from orders.services.refund_reason_set import refund_reason_set
from orders.services.return_accept import return_accept
from orders.services.return_request import WantedBack
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, market
from tests.factories.promotions import voucher
from tests.factories.refunds import delivered, line_of, transferred
from tests.orders.services.test_draft_orders import STAFF

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("test")


def ask(order: Order, key: str = "a1", *, actor: Actor = STAFF, **asked: object) -> Refund:
    return refund_ask(
        actor=actor,
        order_id=order.pk,
        key=key,
        cause=RefundCause.GOODWILL,
        asked=Asked(**asked),  # type: ignore[arg-type]  # each test says its own
        reason="Excuses",
        now=NOON,
    )


def findings() -> list[object]:
    return [row for part, rows in all_findings().items() for row in rows if part != "outbox"]


def reduced() -> Order:
    """An order of 3 x 33.33 and 1 x 150 with a voucher of a third: others pay an odd part of each line."""
    shop = market(prices=(3_333, 15_000))
    voucher(value="33.33")
    checkout = shop.checkout({0: 3, 1: 1}, pay="transfer")
    checkout_promo_add(actor=VISITOR, checkout_id=checkout.pk, code="AIT10", now=NOON)
    order = checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=NOON)
    order_mark_paid(actor=MACHINE, order_id=order.pk, reference="V1", now=NOON)
    return order


def test_a_sum_is_met_to_the_centime_where_others_paid_a_part() -> None:
    order = reduced()

    first = ask(order, amount=Money(4_999))
    again = ask(order, amount=Money(4_999))
    second = ask(order, "a2", amount=Money(1))

    assert (first.amount, second.amount, again.pk) == (Money(4_999), Money(1), first.pk)
    left = Payment.objects.get(order=order).amount - first.amount - second.amount
    rest = ask(order, "a3", amount=left)
    assert rest.amount == left
    assert Payment.objects.get(order=order).owed_back_minor == order.total_minor
    assert all(line.refunded_minor == line.total_minor for line in order.lines.all())
    with pytest.raises(OverRefund):
        ask(order, "a4", amount=Money(1))
    assert findings() == []


def test_units_go_back_with_or_without_the_delivery() -> None:
    order = transferred(market(), {0: 2, 1: 1})
    line = line_of(order)

    goods = ask(order, units={line.pk: 1})
    both = ask(order, "a2", units={line.pk: 1}, with_delivery=True)

    assert (goods.amount, both.amount) == (Money(10_000), Money(13_500))
    assert sum(part.delivery_minor for part in both.parts.all()) == 3_500
    with pytest.raises(OverRefund):
        ask(order, "a3", units={line.pk: 1})
    assert findings() == []


def test_a_sum_is_taken_from_named_lines_and_then_from_the_delivery() -> None:
    order = transferred(market(), {0: 2, 1: 1})
    line = line_of(order)

    refund = ask(order, units={line.pk: 2}, amount=Money(21_000))

    assert refund.amount == Money(21_000)
    row = RefundLine.objects.get(part__refund=refund)
    assert (row.order_line_id, row.quantity, row.amount_minor) == (line.pk, 2, 20_000)
    assert sum(part.delivery_minor for part in refund.parts.all()) == 1_000
    with pytest.raises(OverRefund):
        ask(order, "a2", amount=Money(15_000 + 2_501))


@pytest.mark.parametrize("asked", [{}, {"units": {10**9: 1}}])
def test_what_says_nothing_or_names_no_line_is_refused(asked: dict[str, Any]) -> None:
    order = transferred(market(), {0: 1})

    with pytest.raises(InvalidInput):
        ask(order, **asked)


def test_nothing_below_one_centime_and_nothing_unpaid_goes_back() -> None:
    shop = market()
    with pytest.raises(OverRefund):
        ask(transferred(shop, {0: 1}), amount=Money(0))
    with pytest.raises(IllegalMove):
        ask(shop.order({0: 1}), "a2", amount=Money(1))


def test_only_staff_in_charge_of_orders_give_back() -> None:
    order = delivered(market(), {0: 1})
    refund = ask(order, amount=Money(100))

    with pytest.raises(NotAllowed):
        ask(order, "a2", actor=VISITOR, amount=Money(1))
    with pytest.raises(NotAllowed):
        refund_reason_set(actor=VISITOR, refund_id=refund.pk, reason="x")
    with pytest.raises(NotAllowed):
        return_accept(actor=VISITOR, order_id=order.pk, key="r", lines=[], note="", now=NOON)


def test_the_words_of_a_refund_change_and_its_money_does_not() -> None:
    refund = ask(transferred(market(), {0: 1}), amount=Money(100))

    refund_reason_set(actor=STAFF, refund_id=refund.pk, reason="  Autre\x00 raison ")

    refund.refresh_from_db()
    assert (refund.reason, refund.amount) == ("Autre raison", Money(100))


def test_staff_accept_what_comes_back_even_after_the_window() -> None:
    order = delivered(market(), {0: 2})
    late = NOON.replace(year=NOON.year + 1)

    row = return_accept(
        actor=STAFF,
        order_id=order.pk,
        key="r1",
        lines=[WantedBack(line_of(order).pk, 1, ReturnReason.DEFECTIVE)],
        note="Fuite",
        now=late,
    )

    assert (row.state, row.is_withdrawal, row.note) == (ReturnState.APPROVED, False, "Fuite")


@pytest.mark.parametrize("funded", [0, 1, 333, 1_000])
def test_every_sum_of_the_customers_is_reached(funded: int) -> None:
    line = OrderLine(
        pk=1,
        quantity=1,
        total_minor=1_000,
        funded_minor=funded,
        refunded_minor=0,
        currency="MAD",
        tax_rate=Decimal(0),
    )

    for minor in range(1, 1_000 - funded + 1, 7):
        wish = wish_of(Asked(amount=Money(minor)), [line], Money(0))
        (wanted,) = wish.lines
        assert wanted.amount is not None
        value = wanted.amount.minor
        assert value - Money(funded).portion(value, 1_000).minor == minor
