"""The other forms in which a run can be sent: test that ..."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.payouts.gateways.base import Transfer, TransferBatch
from marketplace.payouts.gateways.paper_lists import write_mandates, write_manual
from marketplace.payouts.gateways.simt400 import write_simt400
from tests.factories.ground import rib_of

MADE = datetime(2026, 11, 16, tzinfo=UTC)


def batch(*transfers: Transfer) -> TransferBatch:
    total = sum(transfer.amount.minor for transfer in transfers)
    return TransferBatch(
        "20261116-7", MADE, date(2026, 11, 17), "Marché", rib_of(1), len(transfers), Money(total), transfers
    )


TWO = (
    Transfer("20261116-7-31", Money(5), rib_of(2), "=Coopérative  Amal", "Releve"),
    Transfer("20261116-7-32", Money(123_456), rib_of(3), "تعاونية النور", "Releve"),
)


def test_simt400_has_lines_of_400_characters_with_each_value_in_its_place() -> None:
    content = write_simt400(batch(*TWO))

    head, first, second, tail, rest = content.split(b"\r\n")
    assert {len(line) for line in (head, first, second, tail)} == {400}
    assert rest == b""
    assert head.startswith(b"1000001161126" + rib_of(1).encode() + "MARCHÉ".encode("latin-1"))
    assert first[:2] + first[2:7] == b"3000002"
    assert first[7:31] == rib_of(2).encode()
    assert first[31:66] == "=COOPÉRATIVE AMAL".encode("latin-1").ljust(35)
    assert first[66:82] == b"0000000000000005"
    assert first[82:93] == b"00000000031"
    assert first[93:99] == b"171126"
    assert second[31:66].strip(b" ") == b"??????? ?????"
    assert second[66:82] == b"0000000000123456"
    assert tail[:2] + tail[7:14] + tail[14:32] == b"110000002000000000000123461"


def test_simt400_holds_dirhams_only() -> None:
    with pytest.raises(InvalidInput):
        write_simt400(batch(Transfer("a-1", Money(5, "EUR"), rib_of(2), "A", "R")))


def test_mandates_say_who_may_collect_what() -> None:
    rows = list(csv.DictReader(io.StringIO(write_mandates(batch(*TWO)).decode()), delimiter=";"))

    assert [(row["code"], row["beneficiary"], row["amount"]) for row in rows] == [
        ("20261116-7-31", "'=Coopérative Amal", "0.05"),
        ("20261116-7-32", "تعاونية النور", "1234.56"),
    ]


def test_the_list_for_payments_by_hand_has_the_columns_of_the_answer() -> None:
    rows = list(csv.reader(io.StringIO(write_manual(batch(*TWO)).decode()), delimiter=";"))

    assert rows == [
        ["end_to_end_id", "status", "date", "amount", "reason"],
        ["20261116-7-31", "", "", "0.05", ""],
        ["20261116-7-32", "", "", "1234.56", ""],
    ]
