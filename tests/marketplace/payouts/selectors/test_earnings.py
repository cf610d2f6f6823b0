"""Where all money of an organisation stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.payouts.selectors.earnings import available_of, earnings_of, expected_of, maturing_of
from marketplace.payouts.services.hold_place import hold_place
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.states import Outcome
from tests.factories.ground import member_actor, staff_actor
from tests.factories.payouts import refunded, sold
from tests.marketplace.payouts.conftest import LATER, NOW, SOLD, Settle, answer, payee

pytestmark = pytest.mark.django_db


def test_each_dirham_stands_in_one_place(
    settle: Settle, preparer: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = payee()
    member = member_actor(one)
    sold(one.pk, 10000, at=SOLD)
    [payout] = settle.exported()
    payout_result_import(actor=preparer, content=answer((payout, "paid")), name="a", now=LATER)
    sold(one.pk, 20000, at=LATER)
    sold(one.pk, 30000, at=LATER, matured=False)
    refunded(one.pk, 1000, at=LATER)
    hold_place(
        actor=preparer, key="h", organisation_id=one.pk, amount=Money(500), reason="A dispute",
        release_date=date(2026, 12, 10), now=LATER,
    )  # fmt: skip
    at = LATER + timedelta(seconds=1)

    with django_assert_num_queries(10):
        seen = earnings_of(actor=member, organisation_id=one.pk, at=at)

    with django_assert_num_queries(3):
        coming = expected_of(actor=member, organisation_id=one.pk, at=at)
    assert (coming.expected, coming.outcome, coming.next_due_date, coming.minimum) == (
        seen.expected, seen.expected_outcome, seen.next_due_date, seen.minimum,
    )  # fmt: skip
    assert seen.maturing.total == Money(27000)
    assert [line.amount for line in seen.maturing.lines] == [Money(27000)]
    assert seen.maturing.lines[0].subject.startswith("sub-order:")
    assert seen.available.total == Money(18000 - 900 - 500)
    assert [line.amount.minor for line in seen.available.lines] == [18000, -900, -500]
    assert [(hold.amount, hold.reason, hold.release_date) for hold in seen.held] == [
        (Money(500), "A dispute", date(2026, 12, 10))
    ]
    assert (seen.in_draft, seen.in_transit, seen.paid) == (Money(0), Money(0), Money(9000))
    assert (seen.next_due_date, seen.expected, seen.expected_outcome) == (
        date(2026, 12, 1), Money(16600), Outcome.PAYABLE,
    )  # fmt: skip
    assert [line.explanation().kind for line in seen.available.lines] == ["sale", "refund", "hold_placed"]


def test_money_moves_from_draft_to_transit(settle: Settle, preparer: Actor) -> None:
    one = payee()
    sold(one.pk, 10000, at=SOLD)
    run = settle.approved()
    drafted = earnings_of(actor=preparer, organisation_id=one.pk, at=NOW)
    settlement_lock(actor=preparer, run_id=run.pk, now=NOW)
    locked = earnings_of(actor=preparer, organisation_id=one.pk, at=NOW)

    assert (drafted.available.total, drafted.in_draft, drafted.in_transit) == (
        Money(0),
        Money(9000),
        Money(0),
    )
    assert (locked.available.total, locked.in_draft, locked.in_transit) == (Money(0), Money(0), Money(9000))


@pytest.mark.parametrize(
    ("gross", "refund", "has_account", "outcome", "expected"),
    [
        (30000, 0, True, Outcome.PAYABLE, 27000),
        (30000, 0, False, Outcome.NO_ACCOUNT, 0),
        (2000, 0, True, Outcome.BELOW_MINIMUM, 0),
        (1000, 2000, True, Outcome.NEGATIVE, 0),
        (0, 0, True, Outcome.BELOW_MINIMUM, 0),
    ],
)
def test_what_is_expected_is_what_a_run_would_do(
    settle: Settle,
    preparer: Actor,
    gross: int,
    refund: int,
    has_account: bool,
    outcome: Outcome,
    expected: int,
) -> None:
    one = payee()
    if gross:
        sold(one.pk, gross, at=SOLD)
    if refund:
        refunded(one.pk, refund, at=SOLD)
    if not has_account:
        BankAccount.objects.all().delete()

    seen = earnings_of(actor=preparer, organisation_id=one.pk, at=NOW)
    settle.drafted()

    assert (seen.expected_outcome, seen.expected) == (outcome, Money(expected))
    if gross:
        assert one.statements.get().outcome == outcome


def test_lists_page_by_what_was_seen_last(settle: Settle) -> None:
    one = payee()
    member = member_actor(one)
    for number in range(3):
        sold(one.pk, 10000 + number * 100, at=SOLD)
        sold(one.pk, 20000 + number * 100, at=SOLD, matured=False)

    first = maturing_of(actor=member, organisation_id=one.pk, at=NOW, first=2)
    rest = maturing_of(actor=member, organisation_id=one.pk, at=NOW, first=2, after=first.cursor)
    open_first = available_of(actor=member, organisation_id=one.pk, at=NOW, first=2)
    open_rest = available_of(actor=member, organisation_id=one.pk, at=NOW, first=2, after=open_first.cursor)

    assert [row.amount.minor for row in (*first.items, *rest.items)] == [18000, 18090, 18180]
    assert [row.amount.minor for row in (*open_first.items, *open_rest.items)] == [9000, 9090, 9180]
    assert (first.has_next, rest.has_next, open_first.has_next, open_rest.has_next) == (
        True,
        False,
        True,
        False,
    )
    with pytest.raises(InvalidInput):
        maturing_of(actor=member, organisation_id=one.pk, at=NOW, after="nonsense")
    with pytest.raises(InvalidInput):
        available_of(actor=member, organisation_id=one.pk, at=NOW, first=0)


def test_what_had_not_happened_yet_is_not_seen(settle: Settle, preparer: Actor) -> None:
    one = payee()
    sold(one.pk, 10000, at=SOLD)

    seen = earnings_of(actor=preparer, organisation_id=one.pk, at=SOLD - timedelta(seconds=1))

    assert (seen.available.total, seen.available.lines) == (Money(0), ())


@pytest.mark.parametrize("who", ["visitor", "member of another", "hub staff"])
def test_strangers_see_nothing(settle: Settle, who: str) -> None:
    one = payee()
    sold(one.pk, 10000, at=SOLD)
    actor = {
        "visitor": Actor.anonymous(),
        "member of another": member_actor(payee()),
        "hub staff": staff_actor(Permission.MANAGE_HUB, Permission.MANAGE_CASH),
    }[who]

    at = datetime(2026, 11, 20, tzinfo=UTC)
    for look in (earnings_of, maturing_of, available_of):
        with pytest.raises(NotAllowed):
            look(actor=actor, organisation_id=one.pk, at=at)
