"""The chain of the journal: test that ..."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.audit import audit_chain, audit_entry, audit_file
from marketplace.ledger.chain import GENESIS
from marketplace.ledger.models import DailyRoot, Entry, Posting, Seal, Unsealed
from marketplace.ledger.services.journal_seal import journal_root, journal_seal
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.ledger.verification import journal_verified
from tests.factories.ground import NOON, staff_actor

MACHINE = Actor.of_machine("test")
DAY = timedelta(days=1)


def posted(number: int) -> None:
    """One entry of so many dirhams."""
    ledger_post(
        key=f"k:{number}",
        reason="test",
        happened_at=NOON,
        recorded_at=NOON,
        lines=[
            Line(chart.bank(), Money(100 * number)),
            Line(chart.order_clearing(), Money(-100 * number), f"s:{number}"),
        ],
        actor=MACHINE,
        reference=f"r:{number}",
        facts={"text": "حفظ é", "number": number, "nested": {"b": [1, None], "a": True}},
    )


@pytest.fixture
def chain(db: None) -> list[Seal]:
    """Six entries in two sealings."""
    for number in (1, 2, 3):
        posted(number)
    journal_seal(now=NOON)
    for number in (4, 5, 6):
        posted(number)
    journal_seal(now=NOON + DAY)
    return list(Seal.objects.order_by("position"))


@pytest.fixture
def tamper(db: None) -> Iterator[Any]:
    """Somebody who may switch the database's own guards off, and writes what they like; undone afterwards."""
    before = transaction.savepoint()

    def write(sql: str, *params: int | str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(sql, params)
            cursor.execute("SET LOCAL session_replication_role = origin")

    yield write
    transaction.savepoint_rollback(before)


def test_each_seal_covers_the_one_before(chain: list[Seal]) -> None:
    assert [seal.position for seal in chain] == [1, 2, 3, 4, 5, 6]
    assert [seal.previous_hash for seal in chain] == [GENESIS, *[seal.hash for seal in chain[:-1]]]
    assert len({seal.hash for seal in chain}) == 6
    assert Unsealed.objects.count() == 0
    found = journal_verified()
    assert (found.count, found.head, found.findings) == (6, chain[-1].hash, [])


def test_sealing_again_changes_nothing(chain: list[Seal]) -> None:
    assert journal_seal(now=NOON) == 0
    assert Seal.objects.count() == 6


@pytest.mark.parametrize(
    ("_case", "sql"),
    [
        ("an amount", "UPDATE ledger_posting SET amount_minor = amount_minor * 2 WHERE entry_id = %s"),
        ("a subject", "UPDATE ledger_posting SET subject = 'x' WHERE entry_id = %s"),
        ("one side removed", "DELETE FROM ledger_posting WHERE amount_minor > 0 AND entry_id = %s"),
        ("a reason", "UPDATE ledger_entry SET reason = 'gift' WHERE id = %s"),
        ("a fact", "UPDATE ledger_entry SET facts = facts || '{\"number\": 9}' WHERE id = %s"),
        ("a date", "UPDATE ledger_entry SET happened_at = happened_at - interval '1 day' WHERE id = %s"),
        ("a person", "UPDATE ledger_entry SET actor = 'user:1' WHERE id = %s"),
        ("its seal", "UPDATE ledger_seal SET hash = repeat('a', 64) WHERE entry_id = %s"),
    ],
)
def test_a_row_that_is_altered_with_sql_is_found_where_it_stands(
    chain: list[Seal], tamper: Any, _case: str, sql: str
) -> None:
    entry = Entry.objects.get(key="k:3")

    tamper(sql, entry.pk)

    findings = journal_verified().findings
    assert findings[0].code == "JOURNAL_ALTERED"
    assert findings[0].subject == f"entry {entry.pk} (k:3)"
    assert findings[0].message.startswith("Seal 3:")


def test_an_altered_account_is_found_in_each_of_its_entries(chain: list[Seal], tamper: Any) -> None:
    tamper("UPDATE ledger_account SET code = 'bank:other' WHERE code = 'bank:main'")

    assert len(journal_verified().findings) == 6


def test_an_entry_that_is_taken_out_is_found(chain: list[Seal], tamper: Any) -> None:
    gone = Entry.objects.get(key="k:2").pk
    tamper("DELETE FROM ledger_posting WHERE entry_id = %s", gone)
    tamper("DELETE FROM ledger_entry WHERE id = %s", gone)

    assert [(row.subject, row.message) for row in journal_verified().findings] == [
        (f"entry {gone}", "Seal 2: the entry is gone.")
    ]


def test_an_entry_that_is_taken_out_with_its_seal_is_found(chain: list[Seal], tamper: Any) -> None:
    gone = Entry.objects.get(key="k:2").pk
    for table, column in (("posting", "entry_id"), ("seal", "entry_id"), ("entry", "id")):
        tamper(f"DELETE FROM ledger_{table} WHERE {column} = %s", gone)

    (finding,) = journal_verified().findings
    assert "seals 2 to 2 are gone" in finding.message


def test_a_chain_that_is_forged_to_its_end_differs_from_the_daily_root(
    chain: list[Seal], tamper: Any
) -> None:
    journal_root(now=NOON + 2 * DAY)
    tamper("UPDATE ledger_entry SET reason = 'gift' WHERE key = 'k:5'")
    tamper("DELETE FROM ledger_seal WHERE position >= 5")
    tamper("INSERT INTO ledger_unsealed SELECT id FROM ledger_entry WHERE key IN ('k:5', 'k:6')")
    journal_seal(now=NOON + DAY)

    (finding,) = journal_verified().findings
    assert "the root of 2026-11-17 is another one" in finding.message


def test_an_end_that_is_cut_off_is_found_by_the_root(chain: list[Seal], tamper: Any) -> None:
    journal_root(now=NOON + 2 * DAY)
    tamper("DELETE FROM ledger_seal WHERE position > 4")

    assert [row.code for row in journal_verified().findings] == ["ROOT_WITHOUT_SEAL"]


def test_an_entry_kept_from_the_sealer_is_found(chain: list[Seal], tamper: Any) -> None:
    posted(7)
    tamper("DELETE FROM ledger_unsealed")

    assert journal_verified(now=NOON + timedelta(minutes=59)).findings == []
    (finding,) = journal_verified(now=NOON + timedelta(minutes=61)).findings
    assert (finding.code, finding.subject.endswith("(k:7)")) == ("ENTRY_NOT_SEALED", True)


@pytest.mark.parametrize("table", ["ledger_seal", "ledger_dailyroot"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_seals_and_roots(chain: list[Seal], table: str, sql: str) -> None:
    journal_root(now=NOON + 2 * DAY)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))

    assert journal_verified().is_whole


def test_each_day_that_has_ended_gets_one_root(chain: list[Seal]) -> None:
    assert [root.day.day for root in journal_root(now=NOON + 3 * DAY)] == [16, 17, 18]
    assert journal_root(now=NOON + 3 * DAY) == []

    roots = list(DailyRoot.objects.order_by("day").values_list("position", "entry_count", "hash"))
    assert roots == [(3, 3, chain[2].hash), (6, 3, chain[5].hash), (6, 0, chain[5].hash)]
    assert journal_verified().is_whole


def test_nothing_is_rooted_before_anything_is_sealed(db: None) -> None:
    assert journal_root(now=NOON) == []


def test_the_command_says_yes_or_no(chain: list[Seal], tamper: Any) -> None:
    journal_root(now=NOON + 2 * DAY)
    root = DailyRoot.objects.get(day="2026-11-17")
    said = StringIO()

    call_command("verify_journal", root=f"2026-11-17={root.hash}", stdout=said)
    with pytest.raises(SystemExit):
        call_command("verify_journal", root=f"2026-11-17={'0' * 64}", stdout=said)
    tamper("UPDATE ledger_posting SET amount_minor = 1 WHERE amount_minor = 300")
    with pytest.raises(SystemExit):
        call_command("verify_journal", stdout=said)

    assert f"6 entries are what was sealed; head {root.hash}" in said.getvalue()
    assert "(k:3): Seal 3" in said.getvalue()


def test_anybody_can_recompute_the_file_with_sha256_alone(chain: list[Seal]) -> None:
    journal_root(now=NOON + 2 * DAY)
    lines = [orjson.loads(line) for line in audit_file(actor=staff_actor(Permission.AUDIT_BOOKS))]

    previous = "0" * 64
    for line in lines:
        if line["kind"] == "entry":
            previous = hashlib.sha256((previous + line["content"]).encode()).hexdigest()
            assert previous == line["hash"]
    assert previous == lines[-1]["hash"] == chain[-1].hash
    assert "حفظ é" in orjson.loads(lines[1]["content"])["facts"]["text"]


def test_strangers_read_neither_chain_nor_file(chain: list[Seal]) -> None:
    for stranger in (Actor.anonymous(), staff_actor(Permission.MANAGE_CASH)):
        with pytest.raises(NotAllowed):
            audit_chain(actor=stranger)
        with pytest.raises(NotAllowed):
            audit_file(actor=stranger)
        with pytest.raises(NotAllowed):
            audit_entry(actor=stranger, entry_id=chain[0].entry_id)


@pytest.mark.django_db(transaction=True)
def test_sealers_and_posters_at_once_make_one_chain_of_everything() -> None:
    def work(first: int) -> None:
        for number in range(first, first + 10):
            posted(number)
            journal_seal(now=NOON)
        connection.close()

    threads = [threading.Thread(target=work, args=(100 * index + 1,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal_seal(now=NOON)

    found = journal_verified()
    assert (found.count, found.findings, Posting.objects.count()) == (40, [], 80)
