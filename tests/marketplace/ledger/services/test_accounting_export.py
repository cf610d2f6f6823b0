"""The journal for the accountant: test that ..."""

import csv
from datetime import date, timedelta

import pytest
from django.db import connection

from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.audit import audit_balances, audit_journal
from marketplace.ledger.chart import ACCOUNT_CLASSES
from marketplace.ledger.models import AccountingNumber, AccountKind
from marketplace.ledger.services.accounting_export import DEFAULTS, Numbering, accounting_export
from marketplace.ledger.services.accounting_numbers_load import accounting_numbers_load
from marketplace.ledger.services.ledger_post import Line, ledger_post
from tests.factories.ground import NOON, staff_actor
from tests.factories.payouts import MACHINE, sold

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)


@pytest.fixture
def auditor():
    accounting_numbers_load()
    return staff_actor(Permission.AUDIT_BOOKS)


def rows_of(auditor, first: date = DAY, last: date = DAY) -> list[dict[str, str]]:
    text = "".join(accounting_export(actor=auditor, from_day=first, to_day=last))
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_every_line_has_its_number_and_both_sides_are_equal(auditor) -> None:
    name = sold(7, 10_000, at=NOON)

    rows = rows_of(auditor)

    assert [(row["number"], row["account"], row["debit"], row["credit"]) for row in rows] == [
        ("4421", "clearing:orders", "100.00", ""),
        ("7124", "revenue:commission", "", "10.00"),
        ("4488", "organisation:7:maturing", "", "90.00"),
        ("4488", "organisation:7:maturing", "90.00", ""),
        ("4488", "organisation:7:available", "", "90.00"),
        ("5141", "bank:main", "100.00", ""),
        ("4421", "clearing:orders", "", "100.00"),
    ]
    assert {row["reference"] for row in rows} == {name}


def test_what_an_officer_wrote_is_never_run_as_a_formula(auditor) -> None:
    sold(7, 10_000, at=NOON)
    with connection.cursor() as cursor:
        # The journal refuses to be rewritten; for this test alone it does not ask
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_entry SET reason = '=HYPERLINK(1)'")

    assert {row["reason"] for row in rows_of(auditor)} == {"'=HYPERLINK(1)"}


def test_only_the_days_asked_for_are_exported(auditor) -> None:
    sold(7, 10_000, at=NOON)
    sold(7, 10_000, at=NOON + timedelta(days=1))

    assert len(rows_of(auditor)) == 7
    assert len(rows_of(auditor, DAY, DAY + timedelta(days=1))) == 14
    assert rows_of(auditor, DAY - timedelta(days=9), DAY - timedelta(days=1)) == []
    with pytest.raises(InvalidInput):
        rows_of(auditor, DAY, DAY - timedelta(days=1))


def test_a_number_changes_from_its_date_on(auditor) -> None:
    AccountingNumber.objects.create(
        prefix="bank:main", from_date=DAY, number="51412", label="Banque B", source="test"
    )
    numbering = Numbering()

    assert numbering.of("bank:main", "asset", DAY)[0] == "51412"
    assert numbering.of("bank:main", "asset", DAY - timedelta(days=1))[0] == "5141"
    assert numbering.of("bank:main@EUR", "asset", DAY)[0] == "51412"


def test_every_account_of_the_chart_has_a_number_even_where_nothing_is_said(auditor) -> None:
    numbering = Numbering()

    for family in ACCOUNT_CLASSES:
        code = family.pattern.pattern.partition("(")[0].replace(r"\d+", "1").rstrip("?")
        assert numbering.of(code, family.kind.value, DAY)[0].isdigit()
    assert numbering.of("unheard:of", "asset", DAY) == DEFAULTS[AccountKind.ASSET]


def test_loading_the_numbers_again_adds_nothing(auditor) -> None:
    count = AccountingNumber.objects.count()

    assert accounting_numbers_load() == count > 20


def test_each_balance_of_a_past_day_is_recomputed(auditor) -> None:
    sold(7, 10_000, at=NOON)
    sold(7, 5_000, at=NOON + timedelta(days=1))

    past = {row.account: row for row in audit_balances(actor=auditor, day=DAY)}
    now = {row.account: row for row in audit_balances(actor=auditor, day=DAY + timedelta(days=1))}

    assert past["bank:main"].balance == Money(10_000)
    assert (now["bank:main"].debit, now["bank:main"].count) == (Money(15_000), 2)
    assert past["organisation:7:available"].balance == Money(-9_000)
    assert sum(row.balance.minor for row in past.values()) == 0
    assert audit_balances(actor=auditor, day=DAY - timedelta(days=1)) == []


def test_the_journal_is_paged_and_found_by_account(auditor) -> None:
    for number in range(5):
        ledger_post(
            key=f"k{number}",
            reason="test",
            happened_at=NOON,
            recorded_at=NOON,
            actor=MACHINE,
            lines=[
                Line(chart.bank(), Money(100)),
                Line(chart.bank_fees() if number == 3 else chart.commission(), Money(-100)),
            ],
        )

    first = audit_journal(actor=auditor, day=DAY, first=2)
    rest = audit_journal(actor=auditor, day=DAY, first=3, after=first.cursor)
    fees = audit_journal(actor=auditor, day=DAY, account="expense:bank-fees")

    assert [row.key for row in first.items] == ["k4", "k3"]
    assert ([row.key for row in rest.items], rest.has_next) == (["k2", "k1", "k0"], False)
    assert [row.key for row in fees.items] == ["k3"]
    assert len(audit_journal(actor=auditor, day=DAY - timedelta(days=1)).items) == 0


def test_strangers_read_no_books(auditor) -> None:
    stranger = staff_actor(Permission.APPROVE_SETTLEMENTS, Permission.MANAGE_CASH)
    for ask in (
        lambda: audit_balances(actor=stranger, day=DAY),
        lambda: audit_journal(actor=stranger, day=DAY),
        lambda: accounting_export(actor=stranger, from_day=DAY, to_day=DAY),
    ):
        with pytest.raises(NotAllowed):
            ask()
