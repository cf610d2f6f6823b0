"""The draft of what is due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.outbox.models import Message
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.services import postings_claim
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from tests.factories.ground import BankAccountFactory, OrganisationFactory, member_actor, staff_actor
from tests.factories.payouts import SettlementTermFactory, refunded, sold
from tests.marketplace.payouts.conftest import DUE, NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


def _outcomes(run: SettlementRun) -> dict[int, tuple[str, int, int]]:
    rows = Statement.objects.filter(run=run)
    return {row.organisation_id: (row.outcome, row.total_minor, row.line_count) for row in rows}


def test_each_organisation_gets_one_statement_of_what_matured(settle: Settle) -> None:
    one, two = payee(), payee()
    sold(one.pk, 30000, at=SOLD, fee=600)
    sold(one.pk, 10000, at=SOLD)
    sold(two.pk, 15000, at=SOLD, fee=400)
    sold(two.pk, 99900, at=SOLD, matured=False)

    run = settle.drafted()

    assert _outcomes(run) == {one.pk: ("payable", 26400 + 9000, 2), two.pk: ("payable", 13100, 1)}
    assert list(StatementLine.objects.order_by("statement", "pk").values_list("amount_minor", flat=True)) == [
        26400, 9000, 13100,
    ]  # fmt: skip
    assert (run.state, run.cut_off_at) == ("draft", datetime(2026, 11, 15, 23, 0, tzinfo=UTC))
    assert balance(chart.payable_available(one.pk)).minor == -35400


def test_a_second_call_changes_nothing(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    run = settle.drafted()
    sold(one.pk, 50000, at=SOLD)

    again = settle.drafted(now=NOW + timedelta(hours=1))

    assert again.pk == run.pk
    assert _outcomes(run) == {one.pk: ("payable", 27000, 1)}
    assert Message.objects.filter(topic="payouts.settlement-prepared.v1").count() == 1


def test_what_was_settled_is_never_settled_again_and_what_came_late_is_not_lost(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    settle.locked()
    # Posted after the lock though it happened before the first cut-off
    sold(one.pk, 50000, at=SOLD)

    run = settle.drafted(now=datetime(2026, 12, 1, 9, tzinfo=UTC), due=date(2026, 12, 1))

    assert _outcomes(run) == {one.pk: ("payable", 45000, 1)}


def test_a_posting_that_commits_late_with_a_smaller_id_is_found(settle: Settle) -> None:
    """What a watermark would skip: an id drawn before, committed after the run."""
    one = payee()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_posting_id_seq'), nextval('ledger_posting_id_seq')")
        first, second = cursor.fetchone() or (0, 0)
    sold(one.pk, 30000, at=SOLD)
    settle.drafted()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (key, reason, reference, facts, actor, happened_at, recorded_at, line_count)"
            " VALUES ('late', 'gift', '', '{}', 'test', %s, %s, 2) RETURNING id", [SOLD, NOW])  # fmt: skip
        (entry_id,) = cursor.fetchone() or (0,)
        for posting_id, code, minor in (
            (first, f"organisation:{one.pk}:available", -700),
            (second, "bank:main", 700),
        ):
            cursor.execute(
                "INSERT INTO ledger_posting (id, entry_id, account_id, amount_minor, currency, subject)"
                " SELECT %s, %s, id, %s, 'MAD', '' FROM ledger_account WHERE code = %s",
                [posting_id, entry_id, minor, code])  # fmt: skip

    run = settle.drafted(now=datetime(2026, 12, 1, 9, tzinfo=UTC), due=date(2026, 12, 1))

    assert _outcomes(run) == {one.pk: ("below_minimum", 700, 1)}


def test_what_happened_at_the_cut_off_waits_for_the_next_run(settle: Settle) -> None:
    one = payee()
    cut_off = datetime(2026, 11, 15, 23, 0, tzinfo=UTC)
    sold(one.pk, 30000, at=cut_off - timedelta(seconds=1))
    sold(one.pk, 50000, at=cut_off)

    assert _outcomes(settle.drafted()) == {one.pk: ("payable", 27000, 1)}


def test_a_refund_after_the_cut_off_is_taken_off_at_once(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    refunded(one.pk, 10000, at=NOW)

    assert _outcomes(settle.drafted()) == {one.pk: ("payable", 18000, 2)}


def test_statements_that_do_not_pay_claim_nothing_and_say_why(settle: Settle) -> None:
    poor, indebted, lost, even = payee(), payee(), OrganisationFactory.create(active=True), payee()
    cooling = OrganisationFactory.create(active=True)
    BankAccountFactory.create(organisation=cooling, usable_from=NOW + timedelta(seconds=1))
    for organisation, gross in ((poor, 2000), (lost, 30000), (cooling, 30000), (even, 10000)):
        sold(organisation.pk, gross, at=SOLD)
    refunded(indebted.pk, 10000, at=SOLD)
    refunded(even.pk, 10000, at=SOLD)

    run = settle.drafted()

    assert _outcomes(run) == {
        poor.pk: ("below_minimum", 1800, 1),
        indebted.pk: ("negative", -9000, 1),
        lost.pk: ("no_account", 27000, 1),
        cooling.pk: ("no_account", 27000, 1),
        even.pk: ("below_minimum", 0, 2),
    }
    assert StatementLine.objects.count() == 0


def test_the_minimum_itself_is_paid(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 2000, at=SOLD)
    sold(one.pk, 220, at=SOLD)
    sold(one.pk, 2, at=SOLD)

    assert _outcomes(settle.drafted()) == {one.pk: ("payable", 1800 + 198 + 2, 3)}


def test_a_debt_is_carried_until_sales_cover_it(settle: Settle) -> None:
    one = payee()
    refunded(one.pk, 10000, at=SOLD)
    settle.locked()
    sold(one.pk, 30000, at=NOW)

    run = settle.drafted(now=datetime(2026, 12, 1, 9, tzinfo=UTC), due=date(2026, 12, 1))

    assert _outcomes(run) == {one.pk: ("payable", 27000 - 9000, 2)}


def test_a_thousand_organisations_cost_as_many_statements_as_one(settle: Settle) -> None:
    for organisation in (payee() for _number in range(3)):
        sold(organisation.pk, 30000, at=SOLD)
    with CaptureQueriesContext(connection) as queries:
        settle.drafted()
    few = len(queries)
    for organisation in (payee() for _number in range(20)):
        sold(organisation.pk, 30000, at=SOLD)

    with CaptureQueriesContext(connection) as queries:
        settle.drafted(now=datetime(2026, 12, 1, 9, tzinfo=UTC), due=date(2026, 12, 1))

    assert len(queries) == few
    assert Statement.objects.count() == 23


@pytest.mark.parametrize(
    ("due", "error"), [(date(2026, 11, 15), InvalidInput), (date(2026, 12, 1), IllegalMove)]
)
def test_a_date_off_the_calendar_or_ahead_is_refused(
    settle: Settle, due: date, error: type[Exception]
) -> None:
    sold(payee().pk, 30000, at=SOLD)

    with pytest.raises(error):
        settle.drafted(due=due)

    assert SettlementRun.objects.count() == 0


def test_a_large_draft_ends_with_fresh_counts(settle: Settle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings_claim, "ANALYSE_FROM", 1)
    sold(payee().pk, 30000, at=SOLD)

    with CaptureQueriesContext(connection) as queries:
        settle.drafted()

    assert [query["sql"] for query in queries if "ANALYZE" in query["sql"]] == [
        "ANALYZE payouts_statement, payouts_statementline"
    ]


def test_a_currency_without_terms_is_refused(preparer: Actor, term: SettlementTerm) -> None:
    with pytest.raises(NotFound):
        settlement_prepare(actor=preparer, due_date=DUE, now=NOW, currency="EUR")


def test_only_its_own_currency_is_settled(settle: Settle, preparer: Actor) -> None:
    SettlementTermFactory.create(currency="EUR")
    one = payee()
    sold(one.pk, 30000, at=SOLD)

    run = settlement_prepare(actor=preparer, due_date=DUE, now=NOW, currency="EUR")

    assert _outcomes(run) == {}
    assert _outcomes(settle.drafted()) == {one.pk: ("payable", 27000, 1)}


def test_terms_count_from_their_date(settle: Settle) -> None:
    SettlementTermFactory.create(
        from_date=date(2026, 11, 16), minimum_minor=50000, days=[16], cut_off_hours=48
    )
    SettlementTermFactory.create(from_date=date(2026, 11, 17), minimum_minor=0)
    one = payee()
    sold(one.pk, 30000, at=datetime(2026, 11, 13, 22, 59, tzinfo=UTC))
    sold(one.pk, 30000, at=datetime(2026, 11, 13, 23, 0, tzinfo=UTC))

    run = settle.drafted()

    assert _outcomes(run) == {one.pk: ("below_minimum", 27000, 1)}
    assert run.minimum_minor == 50000


def test_a_person_may_settle_between_two_dates(settle: Settle, preparer: Actor) -> None:
    one = payee()
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    sold(one.pk, 30000, at=at - timedelta(minutes=1))

    run = settlement_prepare(actor=preparer, due_date=date(2026, 11, 20), now=at, cut_off_at=at)

    assert _outcomes(run) == {one.pk: ("payable", 27000, 1)}
    with pytest.raises(NotAllowed):
        settlement_prepare(actor=Actor.of_machine("m"), due_date=date(2026, 11, 21), now=at, cut_off_at=at)
    with pytest.raises(InvalidInput):
        settlement_prepare(
            actor=preparer, due_date=date(2026, 11, 21), now=at, cut_off_at=at + timedelta(seconds=1)
        )
    assert SettlementRun.objects.count() == 1


@pytest.mark.parametrize("who", ["visitor", "member", "approver", "hub"])
def test_others_may_not_prepare_and_nothing_moves(term: SettlementTerm, who: str) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    actors = {
        "visitor": Actor.anonymous(),
        "member": member_actor(one, "president", "treasurer"),
        "approver": staff_actor(Permission.APPROVE_SETTLEMENTS),
        "hub": staff_actor(Permission.MANAGE_HUB, Permission.MANAGE_CASH),
    }

    with pytest.raises(NotAllowed):
        settlement_prepare(actor=actors[who], due_date=DUE, now=NOW)

    assert (SettlementRun.objects.count(), Statement.objects.count()) == (0, 0)


def test_the_machine_may_prepare(term: SettlementTerm) -> None:
    run = settlement_prepare(actor=Actor.of_machine("settlement"), due_date=DUE, now=NOW)

    assert run.prepared_by_id is None


def test_the_database_refuses_a_posting_on_two_statements(settle: Settle) -> None:
    sold(payee().pk, 30000, at=SOLD)
    sold(payee().pk, 30000, at=SOLD)
    settle.drafted()
    line = StatementLine.objects.earliest("pk")
    other = Statement.objects.latest("pk")

    with pytest.raises(IntegrityError), transaction.atomic():
        StatementLine.objects.create(statement=other, posting_id=line.posting_id, amount_minor=1)
