"""
Bank statements as ISO 20022 camt.053 (any version: the namespace is not looked at), one statement a file.

The document is read by pieces: of the tree only the element that is being read is kept. Entity declarations and
external references are refused by defusedxml.
"""

from collections.abc import Callable, Iterator
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from marketplace.kernel.money import Money
from orders.gateways.statement_base import (
    CountedFile,
    StatementHead,
    StatementPart,
    StatementRow,
    StatementTail,
    amount_read,
    day_read,
    refused,
)

CHUNK = 1 << 16
# What is read as a whole when it ends; everything else above it is only passed through
_WHOLE = {"Acct", "Bal", "Ntry", "TxsSummry"}
# The deepest entry of the standard has fewer levels and parts; more is an attack on memory
MOST_PARTS = 20_000


class _Collector:
    """Builds the small elements that matter and forgets them once they are given out."""

    def __init__(self) -> None:
        self.found: list[tuple[str, Element, int]] = []
        # The parser's own line, known only while it parses
        self.line_now: Callable[[], int] = lambda: 1
        self._path: list[str] = []
        self._open: list[Element] = []
        self._began = 0
        self._parts = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2]
        self._path.append(name)
        is_whole = (
            len(self._path) >= 2 and self._path[-2] == "Stmt" and name in _WHOLE | {"Id", "ElctrncSeqNb"}
        )
        if self._open or is_whole or name == "Stmt":
            self._begin(name, attributes)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Stmt":
            self.found.append(("Stmt", Element(name), self.line_now()))
            return
        if not self._open:
            self._began, self._parts = self.line_now(), 0
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise refused(self._began, _("the entry is longer than an entry may be"))
        element = Element(name, attributes)
        if self._open:
            self._open[-1].append(element)
        self._open.append(element)

    def data(self, text: str) -> None:
        """Text of the element that is open."""
        if self._open:
            self._open[-1].text = (self._open[-1].text or "") + text
            if len(self._open[-1].text) > MOST_PARTS:
                raise refused(self._began, _("the entry is longer than an entry may be"))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self._path.pop()
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.found.append((name, element, self._began))
        elif name == "Stmt":
            self.found.append(("/Stmt", Element(name), self.line_now()))

    def close(self) -> None:
        """Nothing is left to build."""


def read_camt053(file: CountedFile) -> Iterator[StatementPart]:
    """
    Yield the parts of a statement.

    :raises FileRefused: with the line and the reason, as soon as one cannot be read
    """
    statement = _Statement()
    for name, element, line in _elements(file):
        if name == "Stmt" and statement.has_begun:
            raise refused(line, _("the file holds more than one statement"))
        yield from statement.take(name, element, line)
    if not statement.has_begun:
        raise refused(file.line or 1, _("this is no camt.053 statement"))


def _elements(file: CountedFile) -> Iterator[tuple[str, Element, int]]:
    collector = _Collector()
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    at = parser.parser
    collector.line_now = lambda: at.CurrentLineNumber
    try:
        while chunk := file.read(CHUNK):
            parser.feed(chunk)
            file.line = at.CurrentLineNumber
            found, collector.found = collector.found, []
            yield from found
        parser.close()
    except ParseError as error:
        raise refused(error.position[0], _("the XML is broken or cut off")) from None
    except DefusedXmlException:
        raise refused(at.CurrentLineNumber, _("the XML declares entities, which is not allowed")) from None
    yield from collector.found


class _Statement:
    """What is known of the statement while it is read."""

    def __init__(self) -> None:
        self.has_begun = False
        self._number = ""
        self._account = ""
        self._balances: dict[str, tuple[Money, Element, int]] = {}
        self._count: int | None = None
        self._is_headed = False

    def take(self, name: str, element: Element, line: int) -> Iterator[StatementPart]:
        if name == "Stmt":
            self.has_begun = True
        elif name == "Id":
            self._number = _value(element)
        elif name == "Acct":
            self._account = _account(element)
        elif name == "Bal":
            code = _at(element, "Tp/CdOrPrtry/Cd")
            self._balances[code] = (_signed(element, line), element, line)
        elif name == "TxsSummry":
            self._count = _count(element, line)
        else:
            yield from self._entry_or_end(name, element, line)

    def _entry_or_end(self, name: str, element: Element, line: int) -> Iterator[StatementPart]:
        if not self._is_headed and name in ("Ntry", "/Stmt"):
            self._is_headed = True
            opening, balance, at = self._balance("OPBD", line, _("the opening balance (OPBD)"))
            yield StatementHead(at, self._account, self._number, _day(balance, at), opening)
        if name == "Ntry":
            yield _row(element, line)
        elif name == "/Stmt":
            closing, balance, at = self._balance("CLBD", line, _("the closing balance (CLBD)"))
            yield StatementTail(at, _day(balance, at), closing, self._count)

    def _balance(self, code: str, line: int, name: str) -> tuple[Money, Element, int]:
        found = self._balances.get(code)
        if found is None:
            raise refused(line, _("%(name)s is missing") % {"name": name})
        return found


def _at(element: Element, path: str) -> str:
    return _value(element.find(path))


def _value(element: Element | None) -> str:
    return " ".join(((element.text if element is not None else "") or "").split())


def _account(element: Element) -> str:
    number = _at(element, "Id/Othr/Id") or _at(element, "Id/IBAN")
    number = number.replace(" ", "")
    # A Moroccan IBAN is MA, two check digits, and the RIB
    return number[4:] if number.startswith("MA") else number


def _signed(element: Element, line: int) -> Money:
    amount = element.find("Amt")
    currency = amount.get("Ccy", "") if amount is not None else ""
    money = amount_read(_value(amount), currency, line)
    way = _at(element, "CdtDbtInd")
    if way not in ("CRDT", "DBIT") or money.minor < 0:
        raise refused(line, _("the amount says neither credit nor debit"))
    return money if way == "CRDT" else -money


def _day(element: Element, line: int) -> date:
    return day_read((_at(element, "Dt/Dt") or _at(element, "Dt/DtTm"))[:10], line)


def _count(element: Element, line: int) -> int | None:
    text = _at(element, "TtlNtries/NbOfNtries")
    if text and not (text.isascii() and text.isdigit()):
        raise refused(line, _("%(text)s is no number") % {"text": text[:30]})
    return int(text) if text else None


def _row(element: Element, line: int) -> StatementRow:
    day = _at(element, "BookgDt/Dt") or _at(element, "BookgDt/DtTm")[:10]
    money = _signed(element, line)
    party = "Dbtr" if money.minor > 0 else "Cdtr"
    words = [
        _value(each)
        for path in (
            "NtryDtls/TxDtls/Refs/EndToEndId",
            "NtryDtls/TxDtls/RmtInf/Strd/CdtrRefInf/Ref",
            "NtryDtls/TxDtls/RmtInf/Ustrd",
            "AddtlNtryInf",
        )
        for each in element.findall(path)
    ]
    details = "NtryDtls/TxDtls/RltdPties/"
    return StatementRow(
        line=line,
        day=day_read(day, line),
        amount=money,
        bank_reference=_at(element, "AcctSvcrRef") or _at(element, "NtryRef"),
        counterparty=_at(element, f"{details}{party}/Nm") or _at(element, f"{details}{party}/Pty/Nm"),
        text=" ".join(word for word in words if word),
    )
