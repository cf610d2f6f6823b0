"""What still matures, now and at any moment, whatever was posted in the years before."""

import threading
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from marketplace.ledger.checks import books_findings
from marketplace.ledger.models import OpenSubject
from marketplace.ledger.open_subjects import maturing_postings, maturing_total
from marketplace.ledger.services.ledger_post import ledger_post_many
from tests.marketplace.ledger.books import DAY, entry, mad

MATURING, AVAILABLE = "organisation:1:maturing", "organisation:1:available"


def _kept() -> dict[tuple[str, str], int]:
    rows = OpenSubject.objects.values_list("account__code", "subject", "total_minor")
    return {(code, subject): minor for code, subject, minor in rows}


@pytest.mark.django_db
def test_what_is_open_is_found_now_and_as_it_was(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ledger_post_many(
        entries=[
            entry("1", ("clearing:orders", 300, "s:1"), (MATURING, -300, "s:1"), facts={"n": 1}),
            entry("2", ("clearing:orders", 200, "s:2"), (MATURING, -200, "s:2"), facts={"n": 2},
                  at=DAY + timedelta(days=1)),
            entry("3", (MATURING, 300, "s:1"), (AVAILABLE, -300, "s:1"), at=DAY + timedelta(days=2)),
            entry("4", ("clearing:orders", 7, "s:1"), ("organisation:2:maturing", -7, "s:1")),
        ]
    )  # fmt: skip

    with django_assert_num_queries(3):
        [row] = maturing_postings(1, "MAD")
        assert maturing_total(1, "MAD") == mad(-200)
        assert maturing_total(3, "MAD") == mad(0)
    assert (row.subject, row.amount, row.facts) == ("s:2", mad(-200), {"n": 2})
    assert maturing_postings(1, "MAD", after_id=row.posting_id) == []
    # A day earlier the first was open, whatever was posted about it since
    assert maturing_total(1, "MAD", at=DAY) == mad(-300)
    assert [row.subject for row in maturing_postings(1, "MAD", at=DAY + timedelta(days=1))] == ["s:1", "s:2"]
    assert [row.subject for row in maturing_postings(1, "MAD", at=DAY + timedelta(days=1), limit=1)] == [
        "s:1"
    ]
    assert _kept() == {(MATURING, "s:2"): -200, ("organisation:2:maturing", "s:1"): -7}
    # Filled for the rows that stood there before
    operations = import_module("marketplace.ledger.migrations.0003_open_subjects").Migration.operations
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(operations[1].reverse_sql)
        assert _kept() == {}
        cursor.execute(operations[1].sql)
    assert _kept() == {(MATURING, "s:2"): -200, ("organisation:2:maturing", "s:1"): -7}


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_open_what_is_not_at_zero() -> None:
    barrier, errors = threading.Barrier(4), list[Exception]()

    def post(number: int) -> None:
        """Two earn what the other two mature, in contrary order, twice ten times."""
        sign, subjects = (1 if number % 2 else -1), ["s:1", "s:2", "s:3"][:: 1 if number < 2 else -1]
        try:
            barrier.wait()
            for turn in range(10):
                lines = [(MATURING, sign * (5 + len(name)), name) for name in subjects]
                total = -sum(line[1] for line in lines)
                ledger_post_many(entries=[entry(f"{number}:{turn}", *lines, ("clearing:orders", total))])
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=post, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert maturing_total(1, "MAD") == mad(0)
    ledger_post_many(entries=[entry("last", ("clearing:orders", 3), (MATURING, -3, "s:2"))])
    assert _kept() == {(MATURING, "s:2"): -3}
    assert books_findings() == []
