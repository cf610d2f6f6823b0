"""Runs, statements and lines for the pages."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.models.term import SettlementAlarm
from marketplace.payouts.selectors.settlements import (
    OutcomeSum,
    alarms_open,
    run_detail,
    runs_listed,
    statement_detail,
    statement_explanation,
    statements_in,
    statements_of,
)
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.states import Outcome, PayoutState, PayoutWay, RunState
from tests.factories.ground import OrganisationFactory, member_actor, staff_actor
from tests.factories.payouts import sold
from tests.marketplace.payouts.conftest import LATER, NOW, SOLD, Settle, answer, payee

pytestmark = pytest.mark.django_db


def test_statements_of_an_organisation_are_seen_once_locked(
    settle: Settle, preparer: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = payee()
    member = member_actor(one, "production")
    sold(one.pk, 30000, at=SOLD)
    [payout] = settle.exported()
    payout_result_import(actor=preparer, content=answer((payout, "paid")), name="a", now=LATER)
    sold(one.pk, 1000, at=LATER)
    december = datetime(2026, 12, 1, 9, tzinfo=UTC)
    settle.approved(now=december, due=date(2026, 12, 1))

    with django_assert_num_queries(1):
        page = statements_of(actor=member, organisation_id=one.pk)

    [card] = page.items
    assert (card.due_date, card.total, card.paid, card.outcome) == (
        date(2026, 11, 16), Money(27000), Money(27000), Outcome.PAYABLE,
    )  # fmt: skip
    assert (card.payout_state, card.booked_date, card.account_ending) == (
        PayoutState.PAID, date(2026, 11, 17), payout.rib[-6:],
    )  # fmt: skip
    assert card.number == payout.end_to_end_id


def test_statements_page_by_what_was_seen_last(settle: Settle, preparer: Actor) -> None:
    for _number in range(3):
        sold(payee().pk, 30000, at=SOLD)
    lost = OrganisationFactory.create(active=True)
    sold(lost.pk, 30000, at=SOLD)
    run = settle.drafted()

    first = statements_in(actor=preparer, run_id=run.pk, first=3)
    rest = statements_in(actor=preparer, run_id=run.pk, first=3, after=first.cursor)
    blocked = statements_in(actor=preparer, run_id=run.pk, outcome="no_account")

    assert (len(first.items), len(rest.items), first.has_next, rest.has_next) == (3, 1, True, False)
    assert [(card.organisation_id, card.total, card.paid) for card in blocked.items] == [
        (lost.pk, Money(27000), Money(0))
    ]


def test_a_statement_opens_to_its_lines_and_each_to_its_reason(
    settle: Settle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = payee()
    member = member_actor(one)
    sold(one.pk, 30000, at=SOLD, fee=600)
    sold(one.pk, 10000, at=SOLD)
    settle.locked()
    statement_id = Statement.objects.get().pk

    with django_assert_num_queries(3):
        card, lines = statement_detail(actor=member, statement_id=statement_id, first=1)
    _card, rest = statement_detail(actor=member, statement_id=statement_id, first=1, after=lines.cursor)

    assert (card.total, card.line_count) == (Money(35400), 2)
    assert [row.amount.minor for row in (*lines.items, *rest.items)] == [26400, 9000]
    why = statement_explanation(actor=member, statement_id=statement_id, line_id=lines.items[0].line_id)
    assert why == lines.items[0].explanation()
    assert why.amount == Money(26400)


@pytest.mark.parametrize("who", ["visitor", "member of another", "hub staff"])
def test_strangers_find_no_statement(settle: Settle, who: str) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    run = settle.locked()
    line = StatementLine.objects.get()
    actor = {
        "visitor": Actor.anonymous(),
        "member of another": member_actor(payee()),
        "hub staff": staff_actor(Permission.MANAGE_HUB, Permission.MANAGE_CASH),
    }[who]

    with pytest.raises(NotAllowed):
        statements_of(actor=actor, organisation_id=one.pk)
    with pytest.raises(NotFound):
        statement_detail(actor=actor, statement_id=line.statement_id)
    with pytest.raises(NotFound):
        statement_explanation(actor=actor, statement_id=line.statement_id, line_id=line.pk)
    for look in (
        lambda: statements_in(actor=actor, run_id=run.pk),
        lambda: runs_listed(actor=actor),
        lambda: run_detail(actor=actor, run_id=run.pk),
        lambda: alarms_open(actor=actor),
    ):
        with pytest.raises(NotAllowed):
            look()


def test_a_draft_is_seen_by_staff_and_not_by_its_members(settle: Settle, preparer: Actor) -> None:
    one = payee()
    member = member_actor(one)
    sold(one.pk, 30000, at=SOLD)
    settle.approved()
    line = StatementLine.objects.get()

    assert statement_detail(actor=preparer, statement_id=line.statement_id)[0].run_state == RunState.APPROVED
    assert (
        statement_explanation(actor=preparer, statement_id=line.statement_id, line_id=line.pk).kind == "sale"
    )
    assert statements_of(actor=member, organisation_id=one.pk).items == ()
    with pytest.raises(NotFound):
        statement_detail(actor=member, statement_id=line.statement_id)
    with pytest.raises(NotFound):
        statement_explanation(actor=member, statement_id=line.statement_id, line_id=line.pk)


def test_a_line_is_found_only_under_its_own_statement(settle: Settle, preparer: Actor) -> None:
    for _number in range(2):
        sold(payee().pk, 30000, at=SOLD)
    settle.locked()
    line = StatementLine.objects.earliest("pk")
    other = Statement.objects.exclude(pk=line.statement_id).get()

    with pytest.raises(NotFound):
        statement_explanation(actor=preparer, statement_id=other.pk, line_id=line.pk)


def test_runs_are_listed_with_what_they_pay(
    settle: Settle, preparer: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sold(payee().pk, 30000, at=SOLD)
    sold(payee().pk, 1000, at=SOLD)
    first = settle.exported()[0].statement.run
    second = settle.drafted(now=datetime(2026, 12, 1, 9, tzinfo=UTC), due=date(2026, 12, 1))

    with django_assert_num_queries(1):
        page = runs_listed(actor=preparer, first=1)
    rest = runs_listed(actor=preparer, first=1, after=page.cursor)

    assert [
        (card.run_id, card.state, card.payable_count, card.payable) for card in (*page.items, *rest.items)
    ] == [
        (second.pk, RunState.DRAFT, 0, Money(0)),
        (first.pk, RunState.EXPORTED, 1, Money(27000)),
    ]


def test_a_run_opens_to_its_outcomes_and_what_the_reader_may_do(
    settle: Settle, preparer: Actor, approver: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sold(payee().pk, 30000, at=SOLD)
    sold(payee().pk, 1000, at=SOLD)
    draft = settle.drafted()
    for actor, may in ((approver, True), (preparer, False)):
        assert run_detail(actor=actor, run_id=draft.pk).may_approve is may
    settlement_approve(actor=approver, run_id=draft.pk, now=NOW)
    settlement_lock(actor=preparer, run_id=draft.pk, now=NOW)
    settlement_export(actor=preparer, run_id=draft.pk, file_format="csv", now=NOW)

    with django_assert_num_queries(4):
        detail = run_detail(actor=approver, run_id=draft.pk)

    assert detail.outcomes == (
        OutcomeSum(Outcome.BELOW_MINIMUM, 1, Money(900)),
        OutcomeSum(Outcome.PAYABLE, 1, Money(27000)),
    )
    assert (detail.payouts, detail.minimum, detail.may_approve) == (
        {PayoutState.EXPORTED: 1},
        Money(2000),
        False,
    )
    assert detail.files == {PayoutWay.BANK: f"payouts-20261116-{draft.pk}.csv"}
    assert detail.unsent == ()
    with pytest.raises(NotFound):
        run_detail(actor=preparer, run_id=0)


def test_open_alarms_are_listed(preparer: Actor) -> None:
    SettlementAlarm.objects.create(due_date=date(2026, 11, 1), currency="MAD", raised_at=NOW)
    SettlementAlarm.objects.create(
        due_date=date(2026, 10, 16), currency="MAD", raised_at=NOW, resolved_at=NOW
    )

    assert alarms_open(actor=preparer) == [(date(2026, 11, 1), "MAD", NOW)]
