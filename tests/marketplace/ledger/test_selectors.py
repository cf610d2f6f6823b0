"""Questions to the books."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from marketplace.ledger import selectors
from marketplace.ledger.models import Posting
from marketplace.ledger.services.ledger_post import ledger_post_many
from marketplace.ledger.unclaimed import Unclaimed
from tests.marketplace.ledger.books import DAY, entry, mad

pytestmark = pytest.mark.django_db
MATURING, AVAILABLE = "organisation:1:maturing", "organisation:1:available"


@pytest.fixture(autouse=True)
def _books() -> None:
    ledger_post_many(
        entries=[
            entry("1", ("clearing:orders", 300, "s:1"), (MATURING, -300, "s:1"), reference="order:1", facts={"n": 1}),
            entry("2", ("clearing:orders", 200, "s:2"), (MATURING, -200, "s:2"), reference="order:1", facts={"n": 2},
                  at=DAY + timedelta(days=1)),
            entry("3", (MATURING, 300, "s:1"), (AVAILABLE, -300, "s:1"), at=DAY + timedelta(days=2)),
        ]
    )  # fmt: skip


def test_balance_is_of_an_account_a_subject_or_a_moment(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(4):
        assert selectors.balance(MATURING) == mad(-200)
        assert selectors.balance(MATURING, subject="s:1") == mad(0)
        assert selectors.balance(MATURING, at=DAY) == mad(-300)
        assert selectors.balance("bank:main") == mad(0)


def test_balances_are_of_all_accounts_that_begin_alike() -> None:
    assert selectors.balances("organisation:1:") == {AVAILABLE: mad(-300), MATURING: mad(-200)}
    assert selectors.balances(at=DAY) == {"clearing:orders": mad(300), MATURING: mad(-300)}


def test_open_subjects_are_those_not_at_zero() -> None:
    assert selectors.open_subjects(MATURING) == [("s:2", mad(-200))]
    assert selectors.open_subjects(MATURING, at=DAY + timedelta(days=1)) == [
        ("s:1", mad(-300)),
        ("s:2", mad(-200)),
    ]


def test_postings_page_by_id(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        first = selectors.postings_of(MATURING, limit=2)
        rest = selectors.postings_of(MATURING, after_id=first[-1].posting_id)

    assert [(row.key, row.amount) for row in first] == [("1", mad(-300)), ("2", mad(-200))]
    assert [(row.key, row.amount) for row in rest] == [("3", mad(300))]
    assert [row.key for row in selectors.postings_of(MATURING, until=DAY)] == ["1"]
    assert selectors.postings_by_id([first[0].posting_id]) == {first[0].posting_id: first[0]}


def test_entries_of_a_thing_come_with_their_lines(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        rows = selectors.entries_of("order:1")

    assert [(row.key, [line.amount.minor for line in row.lines]) for row in rows] == [
        ("1", [300, -300]),
        ("2", [200, -200]),
    ]
    assert selectors.entry_by_key("9") is None


def test_the_journal_pages_by_id(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(6):
        first = selectors.journal(limit=2)
        rest = selectors.journal(after_id=first[-1].entry_id)

    assert [row.key for row in first + rest] == ["1", "2", "3"]


def test_the_trial_balance_parts_debits_from_credits() -> None:
    assert selectors.trial_balance() == {
        "clearing:orders": (mad(500), mad(0)),
        MATURING: (mad(300), mad(-500)),
        AVAILABLE: (mad(0), mad(-300)),
    }


def _unclaimed(**changes: object) -> Unclaimed:
    wanted: dict[str, object] = {
        "waiting": Posting.objects.exclude(entry__key__in=("claimed", "settled")).annotate(
            posting_id=F("pk")
        ),
        "credits_before": DAY + timedelta(days=9),
        "debits_until": DAY + timedelta(days=9),
    }
    return Unclaimed(**(wanted | changes))  # type: ignore[arg-type]


def test_unclaimed_leaves_out_what_waits_no_more_and_what_is_late() -> None:
    ledger_post_many(
        entries=[
            entry("settled", (AVAILABLE, 300), ("payouts:in-transit", -300), reason="settlement"),
            entry("claimed", (AVAILABLE, 40), ("refunds:due", -40)),
            entry("late debit", (AVAILABLE, 90), ("refunds:due", -90), at=DAY + timedelta(days=10)),
            entry("late credit", (AVAILABLE, -7), ("bank:main", 7), at=DAY + timedelta(days=9)),
            entry("debit", (AVAILABLE, 20), ("refunds:due", -20), at=DAY + timedelta(days=9)),
        ]
    )

    assert [row.key for row in _unclaimed().postings(AVAILABLE)] == ["3", "debit"]
    assert _unclaimed().total(AVAILABLE) == mad(-280)
    assert _unclaimed(credits_before=None).total(AVAILABLE) == mad(20)
    assert _unclaimed(debits_until=DAY + timedelta(days=10)).total(AVAILABLE) == mad(-190)
    assert _unclaimed().postings(AVAILABLE, limit=1) == _unclaimed().postings(AVAILABLE)[:1]


def test_unclaimed_can_be_selected_for_all_organisations_of_one_currency_at_once() -> None:
    ledger_post_many(
        entries=[
            entry("other", ("organisation:12:available", -50), ("bank:main", 50)),
            entry("held", ("organisation:12:held", -50), ("bank:main", 50)),
        ]
    )
    select = _unclaimed().select(affixes=("organisation:", ":available"))

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organisation_id, amount_minor, currency FROM ({select.sql}) AS rows ORDER BY 1",
            select.params,
        )
        assert cursor.fetchall() == [(1, -300, "MAD"), (12, -50, "MAD")]
