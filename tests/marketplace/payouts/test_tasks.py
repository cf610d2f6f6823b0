"""Celery's faces."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.payouts import tasks
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.models.settlement import SettlementRun, Statement
from marketplace.payouts.models.term import SettlementAlarm, SettlementTerm
from marketplace.payouts.services.hold_place import hold_place
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_lock import settlement_lock
from tests.factories.payouts import SettlementTermFactory, sold
from tests.marketplace.payouts.conftest import NOW, SOLD, payee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar() -> None:
    SettlementTerm.objects.all().delete()
    SettlementTermFactory.create(from_date=date(2026, 11, 10))


def test_the_clock_drafts_a_person_approves_and_the_papers_are_made(preparer: Actor, approver: Actor) -> None:
    sold(payee().pk, 30000, at=SOLD)
    with time_machine.travel(NOW, tick=False):
        assert tasks.prepare_due(later_argument=1) == 1
        assert tasks.prepare_due() == 0
        assert tasks.render_statements() == 0
    run = SettlementRun.objects.get()
    assert run.state == "draft"
    settlement_approve(actor=approver, run_id=run.pk, now=NOW)
    settlement_lock(actor=preparer, run_id=run.pk, now=NOW)

    with time_machine.travel(NOW, tick=False):
        assert tasks.render_statements() == 1
        assert tasks.watchdog() == 0
    assert Statement.objects.get().papers_at == NOW


def test_the_watchdog_raises_the_alarm() -> None:
    with time_machine.travel(datetime(2026, 11, 18, 0, tzinfo=UTC), tick=False):
        assert tasks.watchdog() == 1
        assert tasks.watchdog() == 0

    assert SettlementAlarm.objects.get().due_date == date(2026, 11, 16)


def test_holds_are_released_on_their_day(preparer: Actor) -> None:
    hold_place(
        actor=preparer, key="h", organisation_id=payee().pk, amount=Money(5), reason="r",
        release_date=date(2026, 12, 10), now=NOW,
    )  # fmt: skip
    with time_machine.travel(datetime(2026, 12, 10, 9, tzinfo=UTC), tick=False):
        assert tasks.release_holds() == 1
        assert tasks.release_holds() == 0

    assert Hold.objects.get().released_at == datetime(2026, 12, 10, 9, tzinfo=UTC)
