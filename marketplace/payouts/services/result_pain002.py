"""Read the bank's answer to a pain.001 file: an ISO 20022 pain.002 status report, whole or not at all."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from marketplace.kernel.refused_file import FileRefused
from marketplace.payouts.services.result_file import ResultRow, day_of

# Settled in full, by the code set ExternalPaymentTransactionStatus1; what is merely accepted is not final
PAID = {"ACSC", "ACCC"}
RETURNED = {"RJCT"}
_BEGINS = re.compile(rb"<(?:[\w.-]+:)?TxInfAndSts[\s>]")


def pain002_rows(content: bytes, *, today: date) -> list[ResultRow]:
    """
    Return the final answers of a status report; transactions that are still on their way are passed over.

    :raises FileRefused: with the line and the reason, if anything cannot be used
    """
    try:
        document = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        raise FileRefused([(error.position[0], _("the XML is broken or cut off"))]) from None
    except DefusedXmlException:
        raise FileRefused([(1, _("the XML declares entities, which is not allowed"))]) from None
    created = _at(document, ".//{*}GrpHdr/{*}CreDtTm")[:10]
    rows: list[ResultRow] = []
    problems: list[tuple[int, str]] = []
    seen: set[str] = set()
    begins = (found.start() for found in _BEGINS.finditer(content))
    for transaction, begin in zip(document.iterfind(".//{*}TxInfAndSts"), begins, strict=False):
        name = _at(transaction, "{*}OrgnlEndToEndId")
        line = content.count(b"\n", 0, begin) + 1
        try:
            row = _row(transaction, name, line, created, today)
        except ValueError as error:
            problems.append((line, str(error)))
            continue
        if name in seen:
            problems.append((line, _("%(name)s stands in the file twice, or is empty") % {"name": name}))
        seen.add(name)
        if row is not None:
            rows.append(row)
    if not rows and not problems:
        problems.append((1, _("the file has no rows")))
    if problems:
        raise FileRefused(problems)
    return rows


def _row(transaction: Element, name: str, line: int, created: str, today: date) -> ResultRow | None:
    """Read one transaction; a ValueError says what is wrong with it."""
    if not name:
        raise ValueError(_("%(name)s stands in the file twice, or is empty") % {"name": "-"})
    status = _at(transaction, "{*}TxSts")
    if status not in PAID | RETURNED:
        return None
    text = _at(transaction, "{*}OrgnlTxRef/{*}Amt/{*}InstdAmt")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(_("%(text)s is no amount") % {"text": text[:30] or "-"}) from None
    if not amount.is_finite():
        raise ValueError(_("%(text)s is no amount") % {"text": text[:30]})
    reason = " ".join(
        part
        for part in (
            _at(transaction, "{*}StsRsnInf/{*}Rsn/{*}Cd"),
            _at(transaction, "{*}StsRsnInf/{*}AddtlInf"),
        )
        if part
    )
    if status in RETURNED and not reason:
        raise ValueError(_("a returned payout needs the bank's reason"))
    day = day_of(_at(transaction, "{*}AccptncDtTm")[:10] or created, today)
    return ResultRow(line, name, status in PAID, day, amount, reason)


def _at(element: Element, path: str) -> str:
    found = element.find(path)
    return ((found.text if found is not None else "") or "").strip()
