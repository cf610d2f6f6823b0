"""What the checks of the books find when somebody went round the database's guards."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from marketplace.kernel.findings import Finding
from marketplace.ledger.checks import books_findings, open_passages, passage_findings
from marketplace.ledger.services.ledger_post import ledger_post_many
from tests.marketplace.ledger.books import entry, mad

pytestmark = pytest.mark.django_db


@contextmanager
def _guards_off() -> Iterator[None]:
    """What a superuser of the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture(autouse=True)
def _books() -> None:
    ledger_post_many(
        entries=[
            entry("paid", ("bank:main", 500), ("clearing:orders", -500, "sub-order:1")),
            entry("earned", ("clearing:orders", 300, "sub-order:1"), ("revenue:commission", -300)),
        ]
    )


def test_sound_books_have_no_findings() -> None:
    assert books_findings() == []


def test_an_altered_amount_is_found() -> None:
    with _guards_off(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_posting SET amount_minor = 501 WHERE amount_minor = 500")

    assert books_findings() == [
        Finding("LEDGER_NOT_ZERO", "All postings in MAD add up to 0.01, not 0.", "MAD"),
        Finding("ENTRY_NOT_ZERO", "The entry sums to 0.01 MAD, not 0.", "paid"),
    ]


def test_a_posting_taken_away_is_found() -> None:
    with _guards_off(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_posting WHERE amount_minor IN (500, -500)")

    assert books_findings() == [Finding("ENTRY_NOT_COMPLETE", "The entry has 0 postings, not 2.", "paid")]


def test_an_account_moved_to_another_currency_is_found() -> None:
    with _guards_off(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_account SET currency = 'EUR' WHERE code = 'bank:main'")

    assert [finding.code for finding in books_findings()] == ["POSTING_OF_OTHER_CURRENCY"]


def test_money_on_its_way_is_a_finding_unless_somebody_explains_it() -> None:
    assert open_passages() == [("clearing:orders", "sub-order:1", mad(-200))]
    assert passage_findings({("clearing:orders", "sub-order:1")}) == []
    assert passage_findings({("clearing:orders", "sub-order:2")}) == [
        Finding(
            "PASSAGE_NOT_EMPTY",
            "-2.00 MAD stand in clearing:orders and nothing says why.",
            "clearing:orders sub-order:1",
        )
    ]
