"""What the database refuses by itself, whoever asks."""

from importlib import import_module

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marketplace.ledger.models import Account, Entry, Posting, Unsealed
from marketplace.ledger.selectors import balance
from marketplace.ledger.services.ledger_post import ledger_post_many
from tests.marketplace.ledger.books import DAY, entry, mad

pytestmark = pytest.mark.django_db


def _run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def _entry(key: str, line_count: int) -> Entry:
    return Entry.objects.create(
        key=key, reason="raw", actor="test", happened_at=DAY, recorded_at=DAY, line_count=line_count
    )


def _post(raw: Entry, code: str, minor: int, currency: str = "MAD") -> None:
    Posting.objects.create(
        entry=raw, account=Account.objects.get(code=code), amount_minor=minor, currency=currency
    )


def _check_now() -> None:
    """Let the deferred triggers speak, as COMMIT does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture(autouse=True)
def _books() -> None:
    ledger_post_many(entries=[entry("k", ("bank:main", 500), ("clearing:orders", -500))])


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting", "ledger_account"])
@pytest.mark.parametrize("verb", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_rows_are_never_rewritten_even_when_tables_may_be_emptied(table: str, verb: str) -> None:
    for setting in ("on", "off"):
        _run(f"SET LOCAL ledger.allow_rewrite = '{setting}'")
        with pytest.raises(IntegrityError, match="the ledger only grows"):
            _run(verb.format(table=table))

    assert balance("bank:main") == mad(500)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting", "ledger_account"])
def test_tables_are_not_emptied_unless_the_session_says_so(table: str) -> None:
    _check_now()
    _run("SET LOCAL ledger.allow_rewrite = 'off'")
    with pytest.raises(IntegrityError, match="TRUNCATE of"):
        _run(f"TRUNCATE {table} CASCADE")
    assert Posting.objects.count() == 2

    _run("SET LOCAL ledger.allow_rewrite = 'on'")
    _run(f"TRUNCATE {table} CASCADE")
    assert Posting.objects.count() == 0


def test_an_entry_that_does_not_sum_to_zero_is_refused() -> None:
    with pytest.raises(IntegrityError, match="does not sum to zero in MAD"), transaction.atomic():
        raw = _entry("raw", 2)
        _post(raw, "bank:main", 500)
        _post(raw, "clearing:orders", -499)
        _check_now()

    assert Entry.objects.count() == 1


def test_an_entry_without_postings_is_refused() -> None:
    with pytest.raises(IntegrityError, match="has 0 postings, not 2"), transaction.atomic():
        _entry("raw", 2)
        _check_now()


def test_a_committed_entry_takes_no_more_postings_though_they_balance() -> None:
    _check_now()
    with pytest.raises(IntegrityError, match="has 4 postings, not 2"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        raw = Entry.objects.get(key="k")
        _post(raw, "bank:main", 5)
        _post(raw, "clearing:orders", -5)
        _check_now()

    assert balance("bank:main") == mad(500)


def test_an_entry_with_one_side_is_refused() -> None:
    with pytest.raises(IntegrityError, match="ledger_entry_has_two_sides"), transaction.atomic():
        _entry("raw", 1)


def test_a_posting_of_zero_is_refused() -> None:
    with pytest.raises(IntegrityError, match="ledger_posting_not_zero"), transaction.atomic():
        _post(_entry("raw", 2), "bank:main", 0)


def test_a_posting_in_another_currency_than_its_account_is_refused() -> None:
    with pytest.raises(IntegrityError, match="another currency"), transaction.atomic():
        _post(_entry("raw", 2), "bank:main", 5, "EUR")


def test_the_triggers_can_be_taken_out_and_put_back() -> None:
    migration = import_module("marketplace.ledger.migrations.0002_append_only_and_balanced").Migration
    operations = migration.operations
    _check_now()

    with transaction.atomic(), connection.cursor() as cursor:
        for operation in reversed(operations):
            cursor.execute(operation.reverse_sql)
        cursor.execute("UPDATE ledger_posting SET subject = subject")
        for operation in operations:
            cursor.execute(operation.sql)

    with pytest.raises(DatabaseError, match="the ledger only grows"):
        _run("UPDATE ledger_posting SET subject = subject")
    assert Unsealed.objects.count() == Entry.objects.count() == 1
