"""A bank's status report: test that ..."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.refused_file import FileRefused
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.result_pain002 import pain002_rows
from tests.factories.payouts import sold
from tests.marketplace.payouts.conftest import LATER, SOLD, Settle, payee

TODAY = date(2026, 11, 18)


def report(*transactions: str) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>',
        "<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-11-17T10:00:00</CreDtTm></GrpHdr><OrgnlPmtInfAndSts>",
        *transactions,
        "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
    ]
    return "\n".join(lines).encode()


def status(name: str, code: str, amount: str = "90.00", reason: str = "") -> str:
    why = (
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>compte clos</AddtlInf></StsRsnInf>"
        if reason
        else ""
    )
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{code}</TxSts>{why}"
        f"<OrgnlTxRef><Amt><InstdAmt Ccy='MAD'>{amount}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>"
    )


def test_final_answers_are_read_and_others_passed_over() -> None:
    rows = pain002_rows(
        report(status("a", "ACSC"), status("b", "RJCT", reason="AC04"), status("c", "PDNG")), today=TODAY
    )

    assert [(row.line, row.end_to_end_id, row.is_paid, row.day, row.amount, row.reason) for row in rows] == [
        (4, "a", True, date(2026, 11, 17), Decimal("90.00"), ""),
        (5, "b", False, date(2026, 11, 17), Decimal("90.00"), "AC04 compte clos"),
    ]


@pytest.mark.parametrize(
    ("_case", "content", "line"),
    [
        ("nothing final", report(status("a", "PDNG")), 1),
        ("cut off", report(status("a", "ACSC"))[:-40], 5),
        ("an entity", report(status("a", "ACSC")).replace(b"<Document", b"<!DOCTYPE x [<!ENTITY a 'b'>]><Document"), 1),
        ("no name", report(status("", "ACSC")), 4),
        ("no amount", report(status("a", "ACSC", amount="much")), 4),
        ("an infinite amount", report(status("a", "ACSC", amount="Infinity")), 4),
        ("no reason", report(status("a", "RJCT")), 4),
        ("the same twice", report(status("a", "ACSC"), status("a", "ACSC")), 5),
        ("a day ahead", report(status("a", "ACSC")).replace(b"2026-11-17", b"2026-11-19"), 4),
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_used_is_refused_whole(_case: str, content: bytes, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        pain002_rows(content, today=TODAY)

    assert refused.value.problems[0][0] == line


@pytest.mark.django_db
def test_it_is_imported_like_the_csv(settle: Settle, preparer: Actor) -> None:
    sold(payee().pk, 10_000, at=SOLD)
    sold(payee().pk, 10_000, at=SOLD)
    settle.exported()
    first, second = Payout.objects.order_by("pk")
    content = report(status(first.end_to_end_id, "ACSC"), status(second.end_to_end_id, "RJCT", reason="AC04"))

    for _time in range(2):
        payout_result_import(actor=preparer, content=content, name="retour.xml", now=LATER)

    assert list(Payout.objects.order_by("pk").values_list("state", flat=True)) == ["paid", "reopened"]
    assert payouts_findings() == []
