"""The transfers as CSV."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from marketplace.kernel.money import Money
from marketplace.payouts.gateways.bank_csv import COLUMNS, safe_cell, write_csv
from marketplace.payouts.gateways.base import Transfer, TransferBatch
from tests.factories.ground import rib_of


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Coop Amal", "Coop Amal"),
        ("=1+1", "'=1+1"),
        ("+212", "'+212"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n=1", "'=1"),
        (" =1", "'=1"),
        ("a=1", "a=1"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_no_cell_is_run_as_a_formula(text: str, cell: str) -> None:
    assert safe_cell(text) == cell


def test_each_transfer_is_one_line() -> None:
    transfers = [
        Transfer("e-1", Money(5), rib_of(2), '=cmd;"x"', "Releve e-1"),
        Transfer("e-2", Money(123456), rib_of(3), "B", "R"),
    ]
    made_at = datetime(2026, 11, 16, tzinfo=UTC)
    batch = TransferBatch("m", made_at, date(2026, 11, 16), "p", rib_of(1), 2, Money(123461), transfers)

    content = write_csv(batch)

    assert content.count(b"\r\n") == 3
    assert list(csv.reader(io.StringIO(content.decode()), delimiter=";")) == [
        list(COLUMNS),
        ["e-1", rib_of(2), '\'=cmd;"x"', "0.05", "MAD", "2026-11-16", "Releve e-1"],
        ["e-2", rib_of(3), "B", "1234.56", "MAD", "2026-11-16", "R"],
    ]
