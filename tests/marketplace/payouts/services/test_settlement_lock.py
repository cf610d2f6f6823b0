"""The money leaves the payable accounts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, entries_of, open_subjects
from marketplace.outbox.models import Message
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine
from marketplace.payouts.models.term import SettlementAlarm
from marketplace.payouts.services.hold_place import hold_place
from marketplace.payouts.services.settlement_lock import BATCH, settlement_lock
from tests.factories.ground import member_actor, staff_actor
from tests.factories.payouts import refunded, sold
from tests.marketplace.payouts.conftest import NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


def test_each_statement_that_pays_becomes_a_payout_and_an_entry(settle: Settle, preparer: Actor) -> None:
    one, two = payee(), payee()
    sold(one.pk, 30000, at=SOLD, fee=600)
    sold(two.pk, 15000, at=SOLD, fee=400)

    run = settle.locked()

    first, second = Payout.objects.order_by("pk")
    assert (run.state, run.locked_by_id) == ("locked", preparer.user_id)
    assert [(row.amount_minor, row.state, row.holder) for row in (first, second)] == [
        (26400, "ready", f"Coop {one.pk}"),
        (13100, "ready", f"Coop {two.pk}"),
    ]
    assert first.rib == BankAccount.objects.get(organisation=one).rib
    assert first.end_to_end_id == f"20261116-{run.pk}-{first.statement_id}"
    assert balance(chart.payable_available(one.pk)).minor == 0
    assert open_subjects(chart.payouts_in_transit()) == [
        (f"payout:{first.pk}", Money(-26400)),
        (f"payout:{second.pk}", Money(-13100)),
    ]
    [entry] = entries_of(f"payout:{first.pk}")
    assert (entry.key, entry.reason) == (f"payout:{first.pk}:settled", "settlement")
    assert entry.facts["statement_id"] == first.statement_id
    assert payouts_findings() == []


def test_nobody_to_pay_closes_the_run(settle: Settle) -> None:
    run = settle.locked()

    run.refresh_from_db()
    assert (run.state, run.closed_at) == ("closed", NOW)
    assert Message.objects.filter(topic="payouts.settlement-locked.v1").count() == 1


@pytest.mark.parametrize("state", ["draft", "locked"])
def test_only_an_approved_run_is_locked(settle: Settle, preparer: Actor, state: str) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.drafted() if state == "draft" else settle.locked()

    with pytest.raises(IllegalMove):
        settlement_lock(actor=preparer, run_id=run.pk, now=NOW)

    assert Payout.objects.count() == (0 if state == "draft" else 1)


@pytest.mark.parametrize("who", ["visitor", "member", "machine", "hub"])
def test_others_cannot_lock(settle: Settle, who: str) -> None:
    organisation = payee()
    sold(organisation.pk, 30000, at=SOLD)
    run = settle.approved()
    actors = {
        "visitor": Actor.anonymous(),
        "member": member_actor(organisation),
        "machine": Actor.of_machine("settlement"),
        "hub": staff_actor(Permission.MANAGE_CASH),
    }

    with pytest.raises(NotAllowed):
        settlement_lock(actor=actors[who], run_id=run.pk, now=NOW)

    assert (SettlementRun.objects.get().state, Payout.objects.count()) == ("approved", 0)


def test_what_was_refunded_or_held_since_the_draft_is_taken_off(settle: Settle, preparer: Actor) -> None:
    one, two, three = payee(), payee(), payee()
    for organisation in (one, two, three):
        sold(organisation.pk, 30000, at=SOLD)
    run = settle.approved()
    refunded(one.pk, 10000, at=NOW)
    hold_place(
        actor=preparer, key="h", organisation_id=two.pk, amount=Money(26000), reason="dispute",
        release_date=date(2026, 12, 24), now=NOW,
    )  # fmt: skip
    later = NOW + timedelta(minutes=5)
    sold(three.pk, 500, at=later)

    settlement_lock(actor=preparer, run_id=run.pk, now=later)

    assert {row.organisation_id: row.amount_minor for row in Payout.objects.all()} == {
        one.pk: 18000,
        three.pk: 27000,
    }
    assert Statement.objects.get(organisation=two).outcome == "below_minimum"
    assert not StatementLine.objects.filter(statement__organisation=two).exists()
    assert balance(chart.payable_available(two.pk)).minor == -1000
    assert payouts_findings() == []


def test_an_account_lost_since_the_draft_blocks_the_payout_and_says_so(
    settle: Settle, preparer: Actor
) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    run = settle.approved()
    BankAccount.objects.update(is_active=False)

    settlement_lock(actor=preparer, run_id=run.pk, now=NOW)

    statement = Statement.objects.get()
    assert (statement.outcome, statement.total_minor) == ("no_account", 27000)
    assert (Payout.objects.count(), StatementLine.objects.count()) == (0, 0)
    assert balance(chart.payable_available(one.pk)).minor == -27000
    told = Message.objects.get(topic="payouts.payout-blocked.v1")
    assert told.body["organisation_id"] == one.pk
    # The money waits for the next run and is paid once the account is back
    BankAccount.objects.update(is_active=True)
    december = datetime(2026, 12, 1, 9, tzinfo=UTC)
    settle.locked(now=december, due=date(2026, 12, 1))
    assert Payout.objects.get().amount_minor == 27000


def test_a_lock_resolves_the_alarm_of_its_date(settle: Settle) -> None:
    SettlementAlarm.objects.create(due_date=date(2026, 11, 16), currency="MAD", raised_at=NOW)

    settle.locked()

    assert SettlementAlarm.objects.get().resolved_at == NOW


def test_locking_costs_no_statement_per_payee(settle: Settle, preparer: Actor) -> None:
    counts = []
    sold(payee().pk, 30000, at=SOLD - timedelta(days=20))
    settle.locked(now=datetime(2026, 11, 1, 9, tzinfo=UTC) + timedelta(days=14), due=date(2026, 11, 1))
    for number, date_ in ((2, date(2026, 11, 16)), (30, date(2026, 12, 1))):
        for organisation in (payee() for _number in range(number)):
            sold(organisation.pk, 30000, at=SOLD)
        now = datetime(date_.year, date_.month, date_.day, 9, tzinfo=UTC)
        run = settle.approved(now=now, due=date_)
        with CaptureQueriesContext(connection) as queries:
            settlement_lock(actor=preparer, run_id=run.pk, now=now)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert BATCH == 1000
