"""The worked example of cash on delivery, T1 to T11, to the centime."""

from datetime import datetime, timedelta

import pytest

from marketplace.ledger import chart
from marketplace.ledger.checks import books_findings, open_passages
from marketplace.ledger.selectors import balance, balances, open_subjects, trial_balance
from marketplace.ledger.services.ledger_post import NewEntry, ledger_post_many
from tests.marketplace.ledger.books import DAY, entry, mad

pytestmark = pytest.mark.django_db

A, B, CARRIER, DESK = 1, 2, 7, 9
OF_A, OF_B, DELIVERY = "sub-order:a", "sub-order:b", "order:o:delivery"
CLEARING = chart.order_clearing()


def _at(number: int) -> datetime:
    return DAY + timedelta(hours=number)


def worked_example() -> list[NewEntry]:
    """Order 500: A 300, B 150, delivery 50; commission 10 %; fees 6 and 4; courier 35; 20 short; 100 refunded."""
    return [
        entry("T1", (chart.cash_with_carrier(CARRIER), 50000, "order:o"), (CLEARING, -30000, OF_A),
              (CLEARING, -15000, OF_B), (chart.delivery_revenue(), -5000), at=_at(1)),
        entry("T2", (CLEARING, 30000, OF_A), (chart.commission(), -3000), (chart.hub_fees(), -600),
              (chart.payable_maturing(A), -26400, OF_A), at=_at(2)),
        entry("T3", (CLEARING, 15000, OF_B), (chart.commission(), -1500), (chart.hub_fees(), -400),
              (chart.payable_maturing(B), -13100, OF_B), at=_at(3)),
        entry("T4", (chart.carrier_expense(), 3500), (chart.payable_carrier(CARRIER), -3500), at=_at(4)),
        entry("T5", (chart.cash_at_desk(DESK), 48000, "order:o"), (chart.cash_case(CARRIER), 2000, "case:1"),
              (chart.cash_with_carrier(CARRIER), -50000, "order:o"), at=_at(5)),
        entry("T6", (chart.bank(), 48000), (chart.cash_at_desk(DESK), -48000, "order:o"), at=_at(6)),
        entry("T7a", (chart.payable_maturing(A), 26400, OF_A), (chart.payable_available(A), -26400, OF_A), at=_at(7)),
        entry("T7b", (chart.payable_maturing(B), 13100, OF_B), (chart.payable_available(B), -13100, OF_B), at=_at(7)),
        entry("T8", (chart.payable_available(A), 26400), (chart.payable_available(B), 13100),
              (chart.payouts_in_transit(), -39500, "run:1"), at=_at(8)),
        entry("T9", (chart.payouts_in_transit(), 39500, "run:1"), (chart.bank(), -39500), at=_at(9)),
        entry("T10", (chart.payable_available(A), 9000, OF_A), (chart.commission(), 1000, ""),
              (chart.refunds_due(), -10000, "refund:1"), at=_at(10)),
        entry("T11", (chart.refunds_due(), 10000, "refund:1"), (chart.bank(), -10000), at=_at(11)),
    ]  # fmt: skip


def test_every_balance_is_exact_to_the_centime() -> None:
    ledger_post_many(entries=worked_example())

    assert balances() == {
        "bank:main": mad(-1500),
        "cash:carrier:7": mad(0),
        "cash:case:7": mad(2000),
        "cash:desk:9": mad(0),
        "carrier:7:payable": mad(-3500),
        "clearing:orders": mad(0),
        "expense:carrier": mad(3500),
        "organisation:1:available": mad(9000),
        "organisation:1:maturing": mad(0),
        "organisation:2:available": mad(0),
        "organisation:2:maturing": mad(0),
        "payouts:in-transit": mad(0),
        "refunds:due": mad(0),
        "revenue:commission": mad(-3500),
        "revenue:delivery": mad(-5000),
        "revenue:hub-fees": mad(-1000),
    }
    assert books_findings() == []


def test_only_the_courier_s_case_is_left_open() -> None:
    ledger_post_many(entries=worked_example())

    assert open_passages() == [("cash:case:7", "case:1", mad(2000))]


def test_a_carries_ninety_dirhams_of_debt_to_the_next_run() -> None:
    ledger_post_many(entries=worked_example())

    assert balance(chart.payable_available(A)) == mad(9000)


def test_the_books_can_be_read_as_they_stood_after_each_step() -> None:
    ledger_post_many(entries=worked_example())

    assert balance(chart.cash_with_carrier(CARRIER), at=_at(4)) == mad(50000)
    assert balance(chart.cash_with_carrier(CARRIER), at=_at(5)) == mad(0)
    assert open_subjects(CLEARING, at=_at(1)) == [
        (OF_A, mad(-30000)),
        (OF_B, mad(-15000)),
    ]
    assert open_subjects(CLEARING, at=_at(3)) == []
    assert balance(chart.payable_available(A), at=_at(7)) == mad(-26400)
    assert balance(chart.payouts_in_transit(), at=_at(8)) == mad(-39500)
    assert trial_balance(_at(9))["bank:main"] == (mad(48000), mad(-39500))


def test_posting_the_whole_example_twice_changes_nothing() -> None:
    first = ledger_post_many(entries=worked_example())
    again = ledger_post_many(entries=worked_example())

    assert [posted.entry_id for posted in again] == [posted.entry_id for posted in first]
    assert [posted.is_new for posted in first] == [True] * 12
    assert [posted.is_new for posted in again] == [False] * 12
    assert balance(chart.bank()) == mad(-1500)
