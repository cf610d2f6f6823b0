"""The machine prepares, never approves, and shouts."""

from datetime import UTC, date, datetime

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.outbox.models import Message
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.models.term import SettlementAlarm, SettlementTerm
from marketplace.payouts.services.settlement_approve import settlement_discard
from marketplace.payouts.services.settlement_watch import settlements_prepare_due, settlements_watch
from tests.factories.ground import member_actor
from tests.factories.payouts import SettlementTermFactory, sold
from tests.marketplace.payouts.conftest import NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("settlement")


def _at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def _raised() -> list[date]:
    return list(SettlementAlarm.objects.order_by("due_date").values_list("due_date", flat=True))


@pytest.fixture
def fresh() -> SettlementTerm:
    """A calendar that has begun on the 10th of November."""
    SettlementTerm.objects.all().delete()
    return SettlementTermFactory.create(from_date=date(2026, 11, 10))


def test_the_draft_of_the_newest_date_that_came_is_made_once(fresh: SettlementTerm) -> None:
    sold(payee().pk, 30000, at=SOLD)

    assert settlements_prepare_due(actor=MACHINE, now=_at(15)) == []
    [run] = settlements_prepare_due(actor=MACHINE, now=_at(15, 23))
    assert settlements_prepare_due(actor=MACHINE, now=_at(17)) == []

    assert (run.due_date, run.state, run.prepared_by_id) == (date(2026, 11, 16), "draft", None)
    assert SettlementRun.objects.count() == 1


def test_what_a_person_discarded_the_machine_does_not_make_again(
    fresh: SettlementTerm, approver: Actor
) -> None:
    [run] = settlements_prepare_due(actor=MACHINE, now=NOW)
    settlement_discard(actor=approver, run_id=run.pk, reason="not this time", now=NOW)

    assert settlements_prepare_due(actor=MACHINE, now=NOW) == []


def test_a_date_that_passed_without_a_locked_run_raises_one_alarm(fresh: SettlementTerm) -> None:
    settlements_prepare_due(actor=MACHINE, now=NOW)

    # The 16th ends at 23:00 UTC, and the grace is 24 hours
    assert settlements_watch(actor=MACHINE, now=datetime(2026, 11, 17, 22, 59, tzinfo=UTC)) == []
    [alarm] = settlements_watch(actor=MACHINE, now=_at(17, 23))
    assert settlements_watch(actor=MACHINE, now=_at(18)) == []

    assert (alarm.due_date, alarm.currency, alarm.raised_at) == (date(2026, 11, 16), "MAD", _at(17, 23))
    assert Message.objects.filter(topic="payouts.settlement-missed.v1").count() == 1


def test_a_locked_run_raises_none(settle: Settle, fresh: SettlementTerm) -> None:
    SettlementTerm.objects.exclude(pk=fresh.pk).delete()
    settle.locked()

    assert settlements_watch(actor=MACHINE, now=_at(25)) == []
    assert _raised() == []


def test_every_date_since_the_calendar_began_is_watched(fresh: SettlementTerm) -> None:
    SettlementTerm.objects.update(from_date=date(2026, 10, 1))
    SettlementTermFactory.create(from_date=date(2026, 11, 5), days=[10, 31])

    settlements_watch(actor=MACHINE, now=datetime(2026, 12, 8, 9, tzinfo=UTC))

    assert _raised() == [
        date(2026, 10, 16), date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 30),
    ]  # fmt: skip


def test_only_who_may_prepare_may_ask(fresh: SettlementTerm) -> None:
    member = member_actor(payee())

    with pytest.raises(NotAllowed):
        settlements_watch(actor=member, now=_at(25))
    with pytest.raises(NotAllowed):
        settlements_prepare_due(actor=member, now=_at(25))

    assert (_raised(), SettlementRun.objects.count()) == ([], 0)
