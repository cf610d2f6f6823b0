"""One basket from three cooperatives: packed at the hub, paid in cash, banked, and paid out on the 16th."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from logistics.states import TrackingKind
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.checks import open_passages
from marketplace.ledger.selectors import balance
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.selectors.settlements import statement_explanation
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from orders.models.cash import CashCase
from orders.selectors.orders import order_by_token
from orders.services.earnings_mature import earnings_mature
from orders.status import OrderStatus
from tests.factories.ground import staff_actor
from tests.factories.orders import Market, market
from tests.factories.payouts import SettlementTermFactory
from tests.orders.journey import banked, delivered, shipped, told, tracked

pytestmark = pytest.mark.django_db(transaction=True)
MACHINE = Actor.of_machine("test")
SOLD = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
BANKED = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
DUE = date(2026, 11, 16)
SIXTEENTH = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def shop(transactional_db: None) -> Market:
    SettlementTermFactory.create()
    return market()


def settled(now: datetime) -> list[Payout]:
    """Prepare, approve by a second person, lock, send, and hear from the bank that all was paid."""
    first = staff_actor(Permission.PREPARE_SETTLEMENTS)
    second = staff_actor(Permission.APPROVE_SETTLEMENTS)
    run = settlement_prepare(actor=first, due_date=DUE, now=now)
    settlement_approve(actor=second, run_id=run.pk, now=now)
    settlement_lock(actor=first, run_id=run.pk, now=now)
    settlement_export(actor=first, run_id=run.pk, file_format="csv", now=now)
    payouts = list(Payout.objects.order_by("pk"))
    rows = [f"{row.end_to_end_id};paid;2026-11-16;{row.amount.amount};" for row in payouts]
    content = "\n".join(["end_to_end_id;status;date;amount;reason", *rows]).encode()
    payout_result_import(actor=first, content=content, name="bank.csv", now=now)
    told()
    return list(Payout.objects.order_by("pk"))


def test_three_cooperatives_are_paid_to_the_centime_and_can_read_why(shop: Market) -> None:
    order = shop.order({0: 3, 1: 1, 2: 2}, now=SOLD)
    delivered(order, SOLD)
    assert order_by_token(order.access_token).status == OrderStatus.DELIVERED
    assert earnings_mature(actor=MACHINE, now=BANKED) == 0

    banked(shop, [order], BANKED, missing=2_000)
    assert earnings_mature(actor=MACHINE, now=BANKED) == 3
    payouts = settled(SIXTEENTH)

    assert [payout.amount for payout in payouts] == [Money(26_500), Money(13_000), Money(4_000)]
    assert {payout.state for payout in payouts} == {"paid"}
    # 535.00 came in, 20.00 short; 435.00 went out; the carrier is owed 25.00
    assert balance(chart.bank()) == Money(53_500 - 2_000 - 43_500)
    assert CashCase.objects.get().missing == Money(2_000)
    assert [account for account, _subject, _amount in open_passages()] == [chart.cash_case(shop.carrier.pk)]
    for line in StatementLine.objects.select_related("statement"):
        explanation = statement_explanation(
            actor=Actor(is_superuser=True), statement_id=line.statement_id, line_id=line.pk
        )
        assert explanation.amount == line.statement.payout.amount
    assert Statement.objects.count() == 3
    call_command("check_books", quiet=True)


def test_settling_again_pays_nothing_twice(shop: Market) -> None:
    order = shop.order({0: 1}, now=SOLD)
    delivered(order, SOLD)
    banked(shop, [order], BANKED)
    earnings_mature(actor=MACHINE, now=BANKED)
    settled(SIXTEENTH)

    run = settlement_prepare(actor=MACHINE, due_date=DUE, now=SIXTEENTH)

    assert Payout.objects.count() == 1
    assert run.due_date == DUE
    assert balance(chart.payable_available(shop.sellers[0].pk)) == Money(0)


def test_a_refused_parcel_pays_nobody_and_leaves_no_promise(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1}, now=SOLD)
    parcel = shipped(order, SOLD)

    tracked(parcel, TrackingKind.REFUSED, SOLD, reason="refused")
    tracked(parcel, TrackingKind.RETURNED, SOLD)

    assert order_by_token(order.access_token).status == OrderStatus.RETURNED
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(0)
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(0)
    call_command("check_books", quiet=True)
