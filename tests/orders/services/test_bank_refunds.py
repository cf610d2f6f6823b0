"""Transfers back to customers on the bank's statement: test that ..."""

import pytest

from marketplace.kernel.actor import Actor
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.management.commands.check_books import all_findings
from orders.models.bank import BankEntry, Break
from orders.models.refund import Refund
from orders.refund_states import RefundMedium
from orders.services.bank_entries_match import bank_entries_match
from orders.services.refund_send import refund_medium_choose, refund_pay
from tests.factories.bank import csv_statement, statement_read
from tests.factories.ground import rib_of
from tests.factories.orders import Market, market
from tests.factories.refunds import LATER, matured, refunded
from tests.once import fresh, once

MACHINE = Actor.of_machine("bank-matching")


built = once(market)


@pytest.fixture
def shop(built: Market, db: None) -> Market:
    return fresh(built)


def refund_by_transfer(shop: Market) -> Refund:
    """One unit that the customer wants back by transfer."""
    refund = refunded(matured(shop, {0: 2}), {0: 1})
    return refund_medium_choose(
        actor=Actor.anonymous(),
        refund_id=refund.pk,
        holds_secret=True,
        medium=RefundMedium.TRANSFER,
        holder="Amina",
        rib=rib_of(7),
        now=LATER,
    )


def matched(shop: Market, amount: str, text: str) -> BankEntry:
    statement = statement_read(shop.accountant, csv_statement([(amount, text)], opening="5000.00"))
    bank_entries_match(actor=MACHINE, now=LATER)
    return statement.entries.get()


def test_a_transfer_back_is_paid_by_its_movement(shop: Market) -> None:
    refund = refund_by_transfer(shop)
    before = balance(chart.bank())

    entry = matched(shop, f"-{refund.amount.amount}", f"VIR EMIS RB{refund.order.number}")

    refund.refresh_from_db()
    assert (refund.state, entry.state) == ("done", "matched")
    assert balance(chart.bank()) == before - refund.amount
    assert not any(all_findings().values())


def test_one_that_was_noted_by_hand_is_booked_once(shop: Market) -> None:
    refund = refund_by_transfer(shop)
    refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference="V-991", now=LATER)
    before = balance(chart.bank())

    entry = matched(shop, f"-{refund.amount.amount}", "VIR EMIS V-991")

    assert (entry.state, balance(chart.bank())) == ("matched", before)


def test_another_sum_is_a_break(shop: Market) -> None:
    refund = refund_by_transfer(shop)

    entry = matched(shop, "-0.01", f"RB{refund.order.number}")

    assert (entry.state, Break.objects.get().reason) == ("open", "other_sum")
    assert Refund.objects.get().state == "due"
