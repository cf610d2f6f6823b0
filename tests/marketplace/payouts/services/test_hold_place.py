"""Money retained with a reason until a date."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.models import Entry
from marketplace.ledger.selectors import balance
from marketplace.outbox.models import Message
from marketplace.payouts.checks import payouts_explained, payouts_findings
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.services.hold_place import hold_place, hold_release, holds_release_due
from tests.factories.ground import member_actor, staff_actor
from tests.factories.payouts import sold
from tests.marketplace.payouts.conftest import NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 12, 10)
MACHINE = Actor.of_machine("holds")


@pytest.fixture
def one() -> Organisation:
    """A cooperative with 270.00 available."""
    organisation = payee()
    sold(organisation.pk, 30000, at=SOLD)
    return organisation


def _hold(actor: Actor, organisation: Organisation, **changes: Any) -> Hold:
    wanted: dict[str, Any] = {
        "key": "dispute:1",
        "amount": Money(10000),
        "reason": "A dispute",
        "release_date": UNTIL,
        "now": NOW,
    }
    return hold_place(actor=actor, organisation_id=organisation.pk, **(wanted | changes))


def _balances(organisation: Organisation) -> tuple[int, int]:
    return (
        balance(chart.payable_available(organisation.pk)).minor,
        balance(chart.payable_held(organisation.pk)).minor,
    )


def test_what_is_held_is_not_paid_and_stands_on_the_statement(
    one: Organisation, preparer: Actor, settle: Settle
) -> None:
    hold = _hold(preparer, one)

    assert _balances(one) == (-17000, -10000)
    assert (hold.placed_date, hold.placed_by_id) == (date(2026, 11, 16), preparer.user_id)
    assert payouts_explained() == {(f"organisation:{one.pk}:held", f"hold:{hold.pk}")}
    settle.locked()
    statement = Statement.objects.get()
    assert (statement.total_minor, statement.line_count) == (17000, 2)
    assert payouts_findings() == []


def test_the_same_key_again_changes_nothing(one: Organisation, preparer: Actor) -> None:
    first = _hold(preparer, one)
    again = _hold(preparer, one, reason="said differently")

    assert again.pk == first.pk
    assert _balances(one) == (-17000, -10000)
    assert Message.objects.filter(topic="payouts.hold-placed.v1").count() == 1


@pytest.mark.parametrize("changes", [{"amount": Money(10001)}, {"other": True}])
def test_the_key_of_another_hold_is_a_conflict(
    one: Organisation, preparer: Actor, changes: dict[str, Any]
) -> None:
    _hold(preparer, one)
    organisation = payee() if changes.pop("other", False) else one

    with pytest.raises(Conflict):
        _hold(preparer, organisation, **changes)

    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Money(0)},
        {"amount": Money(-1)},
        {"reason": " \n"},
        {"release_date": date(2026, 11, 16)},
        {"release_date": date(2020, 1, 1)},
    ],
)
def test_a_hold_without_amount_reason_or_end_is_refused(
    one: Organisation, preparer: Actor, changes: dict[str, Any]
) -> None:
    entries = Entry.objects.count()

    with pytest.raises(InvalidInput):
        _hold(preparer, one, **changes)

    assert (Hold.objects.count(), Entry.objects.count()) == (0, entries)


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"reason": "   "},
        {"amount_minor": 0},
        {"release_date": None},
        {"release_date": date(2026, 11, 16)},
    ],
)
def test_the_database_refuses_it_too(one: Organisation, changes: dict[str, Any]) -> None:
    fields = {
        "organisation": one, "key": "k", "reason": "r", "amount_minor": 1, "currency": "MAD",
        "placed_date": date(2026, 11, 16), "release_date": UNTIL, "placed_at": NOW,
    }  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(**(fields | changes))

    assert Hold.objects.create(**fields).pk


def test_a_hold_above_what_is_there_takes_what_comes_next(
    one: Organisation, preparer: Actor, settle: Settle
) -> None:
    _hold(preparer, one, amount=Money(50000))
    settle.locked()
    assert Statement.objects.get().outcome == "negative"

    sold(one.pk, 40000, at=NOW)
    settle.locked(now=datetime(2026, 12, 1, 9, tzinfo=UTC), due=date(2026, 12, 1))

    assert Statement.objects.latest("pk").total_minor == 27000 + 36000 - 50000


def test_a_release_makes_it_available_once(one: Organisation, preparer: Actor) -> None:
    hold = _hold(preparer, one)

    hold_release(actor=preparer, hold_id=hold.pk, now=NOW)
    again = hold_release(actor=preparer, hold_id=hold.pk, now=NOW)

    assert (again.released_at, again.released_by_id) == (NOW, preparer.user_id)
    assert _balances(one) == (-27000, 0)
    assert Message.objects.filter(topic="payouts.hold-released.v1").count() == 1
    assert payouts_findings() == []


def test_holds_whose_day_has_come_are_released_by_the_machine(one: Organisation, preparer: Actor) -> None:
    _hold(preparer, one)
    _hold(preparer, one, key="later", release_date=date(2026, 12, 11), amount=Money(500))

    assert holds_release_due(actor=MACHINE, now=datetime(2026, 12, 9, 22, 59, tzinfo=UTC)) == 0
    # The 10th begins at 23:00 UTC
    assert holds_release_due(actor=MACHINE, now=datetime(2026, 12, 9, 23, 0, tzinfo=UTC)) == 1
    assert holds_release_due(actor=MACHINE, now=datetime(2026, 12, 9, 23, 0, tzinfo=UTC)) == 0
    assert _balances(one) == (-26500, -500)


def test_an_unknown_hold_is_not_found(preparer: Actor) -> None:
    with pytest.raises(NotFound):
        hold_release(actor=preparer, hold_id=1, now=NOW)


@pytest.mark.parametrize("who", ["visitor", "member", "approver"])
def test_others_can_neither_hold_nor_release(one: Organisation, preparer: Actor, who: str) -> None:
    hold = _hold(preparer, one)
    actor = {
        "visitor": Actor.anonymous(),
        "member": member_actor(one),
        "approver": staff_actor(Permission.APPROVE_SETTLEMENTS),
    }[who]

    for act in (
        lambda: _hold(actor, one, key="other"),
        lambda: hold_release(actor=actor, hold_id=hold.pk, now=NOW),
        lambda: holds_release_due(actor=actor, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert _balances(one) == (-17000, -10000)
