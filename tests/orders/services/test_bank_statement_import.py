"""Bank statements that are read: test that ..."""

import io
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.kernel.refused_file import FileRefused
from marketplace.outbox.models import Message
from orders.gateways import statement_base
from orders.models.bank import BankEntry, BankStatement
from orders.services.bank_statement_import import bank_statement_import
from tests.factories.bank import DAY, HEADING, OURS, camt_statement, csv_statement, statement_read
from tests.factories.ground import NOON, OrganisationFactory, member_actor, rib_of, staff_actor
from tests.factories.orders import VISITOR
from tests.factories.payouts import SettlementTermFactory

pytestmark = pytest.mark.django_db
Build = Callable[..., bytes]
BOTH = pytest.mark.parametrize(("form", "build"), [("csv", csv_statement), ("camt053", camt_statement)])
TWO = [("285.00", "VIR CM10001"), ("-12.50", "frais de tenue")]


@pytest.fixture
def accountant():
    return staff_actor(Permission.MANAGE_CASH)


def nothing_kept() -> bool:
    return not BankStatement.objects.exists() and not BankEntry.objects.exists()


def refusal(accountant, content: bytes, form: str) -> tuple[int, str]:
    with pytest.raises(FileRefused) as refused:
        statement_read(accountant, content, form=form)
    assert nothing_kept()
    ((line, why),) = refused.value.problems
    return line, why


@BOTH
def test_each_movement_is_kept_with_its_balance(accountant, form: str, build: Build) -> None:
    statement = statement_read(accountant, build(TWO), form=form)

    assert (statement.account, statement.number, statement.entry_count) == (OURS, "2026-320", 2)
    assert (statement.opening, statement.closing) == (Money(100_000), Money(127_250))
    assert (statement.from_date, statement.to_date) == (DAY, DAY)
    first, second = BankEntry.objects.order_by("pk")
    assert (first.amount, first.booked_date, first.bank_reference) == (Money(28_500), DAY, "B2026-320-0")
    assert first.counterparty == "Amina"
    assert "CM10001" in first.text
    assert (second.amount, second.state, second.ledger_key) == (Money(-1_250), "new", "")
    assert Message.objects.filter(topic="orders.statement-imported.v1").count() == 1


@BOTH
def test_the_same_file_twice_changes_nothing(accountant, form: str, build: Build) -> None:
    first = statement_read(accountant, build(TWO), form=form)
    again = statement_read(accountant, build(TWO), form=form)

    assert again.pk == first.pk
    assert (BankStatement.objects.count(), BankEntry.objects.count()) == (1, 2)
    assert Message.objects.filter(topic="orders.statement-imported.v1").count() == 1


@BOTH
def test_another_file_under_a_known_number_is_refused(accountant, form: str, build: Build) -> None:
    statement_read(accountant, build(TWO), form=form)

    with pytest.raises(FileRefused):
        statement_read(accountant, build(TWO[:1]), form=form)

    assert BankEntry.objects.count() == 2


def test_statements_follow_each_other(accountant) -> None:
    statement_read(accountant, csv_statement(TWO))

    with pytest.raises(FileRefused) as gap:
        statement_read(
            accountant, csv_statement(TWO, number="2026-322", opening="1300.00", day=date(2026, 11, 18))
        )
    with pytest.raises(FileRefused) as back:
        statement_read(
            accountant, csv_statement(TWO, number="2026-319", opening="1272.50", day=date(2026, 11, 15))
        )
    statement_read(
        accountant, csv_statement(TWO, number="2026-321", opening="1272.50", day=date(2026, 11, 17))
    )

    assert gap.value.problems[0][0] == back.value.problems[0][0] == 2
    assert BankStatement.objects.count() == 2


@pytest.mark.parametrize(
    ("_case", "change", "line"),
    [
        ("no such columns", lambda text: text.replace("counterparty", "party"), 1),
        ("another account", lambda text: text.replace(OURS, rib_of(5)), 2),
        ("no number", lambda text: text.replace("2026-320;", ";"), 2),
        ("no opening balance", lambda text: "\r\n".join([HEADING, *text.split("\r\n")[2:]]), 2),
        ("a date that is none", lambda text: text.replace("entry;", "entry;", 1).replace(str(DAY), "16/11/2026"), 2),
        ("an amount that is none", lambda text: text.replace("285.00", "285,00"), 3),
        ("an amount of NaN", lambda text: text.replace("285.00", "NaN"), 3),
        ("tenths of a centime", lambda text: text.replace("285.00", "285.001"), 3),
        ("nothing", lambda text: text.replace("285.00", "0.00"), 3),
        ("another currency", lambda text: text.replace("285.00;MAD", "285.00;EUR"), 3),
        ("an unknown currency", lambda text: text.replace("285.00;MAD", "285.00;XXX"), 3),
        ("an unknown record", lambda text: text.replace("entry;", "entri;", 1), 3),
        ("a cell too many", lambda text: text.replace("VIR CM10001", "VIR;CM10001"), 3),
        ("a quote that never ends", lambda text: text.replace("VIR CM10001", '"VIR'), 5),
        ("an early movement", lambda text: text.replace(f"entry;{OURS};{DAY}", f"entry;{OURS};2026-11-01", 1), 3),
        ("cut off before the closing balance", lambda text: text[: text.index("closing")], 4),
        ("cut off in a movement", lambda text: text[: text.index("-12.50") + 3], 4),
        ("something behind the closing balance", lambda text: text + f"entry;{OURS};{DAY};1.00;MAD;x;;\r\n", 6),
        ("two opening balances", lambda text: text.replace("entry;", "opening;", 1), 3),
        ("ends before it begins", lambda text: text.replace(f"closing;{OURS};{DAY}", f"closing;{OURS};2026-11-01"), 5),
    ],
)  # fmt: skip
def test_csv_is_refused_whole_with_its_line(accountant, _case: str, change, line: int) -> None:
    content = change(csv_statement(TWO).decode()).encode()

    assert refusal(accountant, content, "csv")[0] == line


@pytest.mark.parametrize(
    ("_case", "change", "line"),
    [
        ("another account", lambda text: text.replace(OURS, rib_of(5)), 6),
        ("no opening balance", lambda text: text.replace("OPBD", "PRCD"), 9),
        ("no closing balance", lambda text: text.replace("CLBD", "CLAV"), 11),
        ("neither credit nor debit", lambda text: text.replace("<CdtDbtInd>DBIT", "<CdtDbtInd>OTHR"), 10),
        ("a date that is none", lambda text: text.replace(f"<BookgDt><Dt>{DAY}", "<BookgDt><Dt>soon", 1), 9),
        ("another number of movements", lambda text: text.replace("<NbOfNtries>2", "<NbOfNtries>3"), 7),
        ("no number at all", lambda text: text.replace("<NbOfNtries>2", "<NbOfNtries>two"), 8),
        ("cut off", lambda text: text[: text.index("-12.50" if "-12.50" in text else "12.50") + 3], 10),
        ("broken XML", lambda text: text.replace("</Ntry>", "</Entry>", 1), 9),
        (
            "an entity bomb",
            lambda text: text.replace("<Document", "<!DOCTYPE x [<!ENTITY a 'b'>]><Document"),
            2,
        ),
        ("no statement", lambda text: "<Document></Document>", 1),
        ("two statements", lambda text: text.replace("</Stmt>", "</Stmt><Stmt></Stmt>"), 11),
        ("another encoding", lambda text: text.replace("Amina", "Am\u00efna"), 9),
    ],
)
def test_camt_is_refused_whole_with_its_line(accountant, _case: str, change, line: int) -> None:
    content = change(camt_statement(TWO).decode()).encode("latin-1")

    assert refusal(accountant, content, "camt053")[0] == line


@BOTH
def test_wrong_totals_are_refused(accountant, form: str, build: Build) -> None:
    _line, why = refusal(accountant, build(TWO, closing="1272.51"), form)

    assert "1272.50" in why
    assert "1272.51" in why


@pytest.mark.parametrize(("text", "line"), [("frais \xe9tranges", 4), ("fra\x00is", 4)])
def test_another_encoding_is_refused_with_its_line(accountant, text: str, line: int) -> None:
    content = csv_statement([TWO[0], ("-12.50", "XX")]).replace(b"XX", text.encode("latin-1"))

    assert refusal(accountant, content, "csv")[0] == line


def test_a_file_without_line_ends_is_not_read_into_memory(accountant) -> None:
    assert refusal(accountant, b"x" * 5_000_000, "csv")[0] == 1


def test_a_gigabyte_is_refused_at_the_limit_without_being_kept(accountant, tmp_path: Path) -> None:
    SettlementTermFactory.create()
    path = tmp_path / "releve.csv"
    head = csv_statement(TWO)
    with path.open("wb") as file:
        file.write(head[: head.index(b"closing")])
        file.truncate(1_000_000_000)

    with path.open("rb") as file, pytest.raises(FileRefused):
        bank_statement_import(actor=accountant, file=file, form="csv", name="releve.csv", now=NOON)

    assert nothing_kept()


def test_a_file_above_the_limit_is_refused(accountant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_base, "MAX_BYTES", 300)

    _line, why = refusal(accountant, csv_statement(TWO * 10), "csv")

    assert "300" in why


@BOTH
def test_memory_does_not_grow_with_the_statement(accountant, form: str, build: Build) -> None:
    SettlementTermFactory.create()
    peaks = []
    for number, size in enumerate((1_500, 6_000)):
        BankEntry.objects.all().delete()
        BankStatement.objects.all().delete()
        file = io.BytesIO(build([("1.00", f"VIR {n}") for n in range(size)], number=f"S{number}"))
        tracemalloc.start()
        bank_statement_import(actor=accountant, file=file, form=form, name="releve", now=NOON)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] * 1.3


def test_only_staff_in_charge_of_cash_may(accountant) -> None:
    for stranger in (
        VISITOR,
        member_actor(OrganisationFactory.create(active=True)),
        staff_actor(Permission.PREPARE_SETTLEMENTS),
    ):
        with pytest.raises(NotAllowed):
            statement_read(stranger, csv_statement(TWO))

    assert nothing_kept()


def test_an_unknown_form_is_refused(accountant) -> None:
    with pytest.raises(InvalidInput):
        statement_read(accountant, csv_statement(TWO), form="mt940")

    assert nothing_kept()
