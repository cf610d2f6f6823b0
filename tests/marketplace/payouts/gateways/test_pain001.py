"""The message that banks read, held against the standard's own schema."""

from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
import sepaxml
import xmlschema

from marketplace.kernel.money import Money, total_of
from marketplace.payouts.gateways.base import Transfer, TransferBatch
from marketplace.payouts.gateways.pain001 import NAMESPACE, write_pain001
from tests.factories.ground import rib_of

NAMES = {"p": NAMESPACE}


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    """The published schema of pain.001.001.03, as sepaxml carries it."""
    [path] = (Path(sepaxml.__file__).parent / "schemas").glob("pain.001.001.03.xsd")
    return xmlschema.XMLSchema(path)


def _batch(*transfers: Transfer, **changes: object) -> TransferBatch:
    fields: dict[str, object] = {
        "message_id": "20261116-7",
        "created_at": datetime(2026, 11, 16, 9, 30, 15, tzinfo=UTC),
        "execution_date": date(2026, 11, 16),
        "payer_name": "Place de marché",
        "payer_rib": rib_of(1),
        "count": len(transfers),
        "total": total_of([transfer.amount for transfer in transfers]),
        "transfers": transfers,
    }
    return TransferBatch(**(fields | changes))  # type: ignore[arg-type]


def _transfer(number: int, minor: int, holder: str = "Coopérative Tissaliwine") -> Transfer:
    return Transfer(f"20261116-7-{number}", Money(minor), rib_of(number), holder, f"Releve {number}")


def test_it_is_valid_and_says_what_is_paid_to_whom(schema: xmlschema.XMLSchema) -> None:
    content = write_pain001(_batch(_transfer(2, 26400), _transfer(3, 13105)))

    schema.validate(content.decode())
    root = fromstring(content)
    assert [node.text for node in root.iterfind(".//p:NbOfTxs", NAMES)] == ["2", "2"]
    assert [node.text for node in root.iterfind(".//p:CtrlSum", NAMES)] == ["395.05", "395.05"]
    assert [(node.get("Ccy"), node.text) for node in root.iterfind(".//p:InstdAmt", NAMES)] == [
        ("MAD", "264.00"),
        ("MAD", "131.05"),
    ]
    assert [node.text for node in root.iterfind(".//p:CdtrAcct//p:Othr/p:Id", NAMES)] == [
        rib_of(2),
        rib_of(3),
    ]
    assert {node.text for node in root.iterfind(".//p:SchmeNm/p:Cd", NAMES)} == {"BBAN"}
    assert root.findtext(".//p:DbtrAcct//p:Othr/p:Id", namespaces=NAMES) == rib_of(1)
    assert root.findtext(".//p:DbtrAgt//p:MmbId", namespaces=NAMES) == "999"
    assert root.findtext(".//p:ReqdExctnDt", namespaces=NAMES) == "2026-11-16"
    assert root.findtext(".//p:CreDtTm", namespaces=NAMES) == "2026-11-16T09:30:15"


def test_the_same_batch_gives_the_same_bytes() -> None:
    assert write_pain001(_batch(_transfer(2, 1))) == write_pain001(_batch(_transfer(2, 1)))


@pytest.mark.parametrize(
    ("holder", "written"),
    [
        ("تعاونية تيسليت", "تعاونية تيسليت"),
        ("A & B <SARL> \"x\"", 'A & B <SARL> "x"'),
        ("Line\nbreak\tand\x00control\x1f", "Line break and control"),
        ("", "-"),
        ("x" * 200, "x" * 140),
        ("e\u0301", "é"),
    ],
)  # fmt: skip
def test_any_holder_stays_valid(schema: xmlschema.XMLSchema, holder: str, written: str) -> None:
    content = write_pain001(_batch(_transfer(2, 100, holder)))

    schema.validate(content.decode())
    assert fromstring(content).findtext(".//p:Cdtr/p:Nm", namespaces=NAMES) == written


def test_the_schema_would_notice_an_iban_in_the_wrong_place(schema: xmlschema.XMLSchema) -> None:
    content = write_pain001(_batch(_transfer(2, 100))).decode().replace("<Cd>BBAN</Cd>", "<Cd>TOOLONG</Cd>")

    with pytest.raises(xmlschema.XMLSchemaValidationError):
        schema.validate(content)
