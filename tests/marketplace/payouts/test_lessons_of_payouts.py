"""What others' shops got wrong when they paid their sellers, as tests of ours; each names its lesson and its thread."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.config.beat import BEAT_SCHEDULE
from marketplace.kernel.actor import Actor, Permission
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.outbox.models import Message
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from marketplace.payouts.services.settlement_watch import settlements_prepare_due, settlements_watch
from tests.factories.ground import UserFactory
from tests.factories.payouts import refunded, sold
from tests.frontend.views.people import page_of, staff
from tests.marketplace.payouts.conftest import DUE, LATER, NOW, SOLD, Settle, answer, payee

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("settlement")


def test_lesson_3_the_sweep_runs_on_the_clock_and_a_missing_run_raises_an_alarm(term: SettlementTerm) -> None:
    """Spree PR#14606: the job existed, and nothing ever started it."""
    tasks = {each["task"] for each in BEAT_SCHEDULE.values()}
    assert {"payouts.prepare_due", "payouts.watchdog"} <= tasks
    SettlementTerm.objects.exclude(pk=term.pk).delete()
    SettlementTerm.objects.update(from_date=date(2026, 11, 10))
    seller = payee()
    sold(seller.pk, 30_000, at=SOLD)

    [run] = settlements_prepare_due(actor=MACHINE, now=NOW)
    [alarm] = settlements_watch(actor=MACHINE, now=NOW + timedelta(days=3))

    assert (run.state, alarm.due_date) == ("draft", DUE)
    assert Message.objects.filter(topic="payouts.settlement-missed.v1").count() == 1


def test_lesson_3_between_two_dates_a_person_has_a_button(term: SettlementTerm) -> None:
    """Spree PR#14606: whoever was paid by hand had no way to be."""
    seller = payee()
    sold(seller.pk, 30_000, at=SOLD)

    page = page_of(staff(Permission.PREPARE_SETTLEMENTS).get("/en/operator/settlements/"))

    assert 'name="due_date"' in page
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    run = settlement_prepare(
        actor=Actor(user_id=UserFactory.create().pk, permissions=frozenset({Permission.PREPARE_SETTLEMENTS})),
        due_date=at.date(), cut_off_at=at, now=at,
    )  # fmt: skip
    assert run.statements.get().organisation_id == seller.pk


def test_lesson_4_a_payout_that_the_bank_returns_after_it_was_paid_is_owed_again(
    settle: Settle, preparer: Actor
) -> None:
    """Spree PR#14622: it stayed paid."""
    seller = payee()
    sold(seller.pk, 30_000, at=SOLD)
    [payout] = settle.exported()
    available = chart.payable_available(seller.pk)
    for outcome in (("paid",), ("returned", "account closed")):
        payout_result_import(actor=preparer, content=answer((payout, *outcome)), name="a.csv", now=LATER)

    payout.refresh_from_db()
    assert (payout.state, balance(available).minor) == ("reopened", -27_000)

    again = settle.locked(now=datetime(2026, 12, 1, 9, tzinfo=UTC), due=date(2026, 12, 1))
    assert Payout.objects.get(statement__run=again).amount_minor == 27_000
    assert (balance(available).minor, payouts_findings()) == (0, [])


def test_lesson_7_a_payout_never_asks_for_more_than_is_there(settle: Settle) -> None:
    """Spree PR#14622: what was refunded between the draft and the transfer was sent all the same."""
    seller = payee()
    sold(seller.pk, 30_000, at=SOLD)
    run = settle.approved()
    assert run.statements.get().total_minor == 27_000

    refunded(seller.pk, 10_000, at=NOW)
    settlement_lock(actor=settle.preparer, run_id=run.pk, now=NOW)

    assert Payout.objects.get().amount_minor == 18_000
    assert balance(chart.payable_available(seller.pk)).minor == 0


def test_lesson_7_who_owes_more_than_it_has_earned_is_sent_nothing(settle: Settle) -> None:
    seller = payee()
    sold(seller.pk, 10_000, at=SOLD)
    refunded(seller.pk, 20_000, at=SOLD)

    run = settle.locked()

    assert (run.statements.get().outcome, Payout.objects.count()) == ("negative", 0)
    assert SettlementRun.objects.get().pk == run.pk
