"""
The transfers as an ISO 20022 customer credit transfer initiation, pain.001.001.03.

Morocco is not in the SWIFT registry of IBANs and clears by RIB (interbank system SIMT), so accounts are given as
`Othr/Id` with the scheme code BBAN and no SEPA service level; agents by the bank's code, the first three digits of the
RIB, as clearing system member. The sum and the count are written twice, as the standard demands.
"""

import unicodedata
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from marketplace.kernel.money import Money
from marketplace.payouts.gateways.base import Transfer, TransferBatch

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"


def write_pain001(batch: TransferBatch) -> bytes:
    """
    Write one message with one payment information block and one transaction per transfer.

    The transactions are written one by one between the head and the tail, so that no tree of all of them is built.
    """
    indent(document := _message(batch))
    head, end, tail = tostring(document, encoding="utf-8").partition(b"\n    </PmtInf>")
    parts = [b'<?xml version="1.0" encoding="UTF-8"?>\n', head]
    for transfer in batch.transfers:
        indent(transaction := _transaction(transfer), level=3)
        parts += [b"\n      ", tostring(transaction, encoding="utf-8")]
    return b"".join([*parts, end, tail, b"\n"])


def _message(batch: TransferBatch) -> Element:
    """Everything but the transactions."""
    document = Element("Document", xmlns=NAMESPACE)
    message = SubElement(document, "CstmrCdtTrfInitn")
    count, total = str(batch.count), _decimal(batch.total)
    header = SubElement(message, "GrpHdr")
    _add(header, "MsgId", batch.message_id)
    _add(header, "CreDtTm", batch.created_at.strftime("%Y-%m-%dT%H:%M:%S"))
    _add(header, "NbOfTxs", count)
    _add(header, "CtrlSum", total)
    _add(SubElement(header, "InitgPty"), "Nm", _text(batch.payer_name, 140))
    payment = SubElement(message, "PmtInf")
    _add(payment, "PmtInfId", batch.message_id)
    _add(payment, "PmtMtd", "TRF")
    _add(payment, "NbOfTxs", count)
    _add(payment, "CtrlSum", total)
    _add(payment, "ReqdExctnDt", batch.execution_date.isoformat())
    _add(SubElement(payment, "Dbtr"), "Nm", _text(batch.payer_name, 140))
    _account(payment, "DbtrAcct", batch.payer_rib)
    _agent(payment, "DbtrAgt", batch.payer_rib)
    return document


def _transaction(transfer: Transfer) -> Element:
    transaction = Element("CdtTrfTxInf")
    _add(SubElement(transaction, "PmtId"), "EndToEndId", transfer.end_to_end_id)
    amount = SubElement(SubElement(transaction, "Amt"), "InstdAmt", Ccy=transfer.amount.currency)
    amount.text = _decimal(transfer.amount)
    _agent(transaction, "CdtrAgt", transfer.account)
    _add(SubElement(transaction, "Cdtr"), "Nm", _text(transfer.holder, 140))
    _account(transaction, "CdtrAcct", transfer.account)
    _add(SubElement(transaction, "RmtInf"), "Ustrd", _text(transfer.remittance, 140))
    return transaction


def _account(parent: Element, tag: str, rib: str) -> None:
    other = SubElement(SubElement(SubElement(parent, tag), "Id"), "Othr")
    _add(other, "Id", rib)
    _add(SubElement(other, "SchmeNm"), "Cd", "BBAN")


def _agent(parent: Element, tag: str, rib: str) -> None:
    institution = SubElement(SubElement(parent, tag), "FinInstnId")
    _add(SubElement(institution, "ClrSysMmbId"), "MmbId", rib[:3])


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text


def _decimal(amount: Money) -> str:
    return f"{amount.amount:f}"


def _text(text: str, longest: int) -> str:
    """Return one line of composed characters that XML may hold; never empty, because the standard forbids it."""
    kept = "".join(
        each if unicodedata.category(each)[0] != "C" else " " for each in unicodedata.normalize("NFC", text)
    )
    return " ".join(kept.split())[:longest].strip() or "-"
