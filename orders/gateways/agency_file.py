"""
What customers paid at cash agencies, as the agency's daily CSV: whole or not at all.

Columns (any order, `;` or `,`, UTF-8): `receipt` (the agency's own number), `code` (what the customer named), `amount`
(decimal point, dirhams), `date` (ISO). Agencies publish no common form; this one is ours.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.refused_file import FileRefused
from orders.gateways.statement_base import amount_read, day_read, refused

COLUMNS = ("receipt", "code", "amount", "date")
MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One payment at a counter."""

    line: int
    receipt: str
    code: str
    amount: Money
    day: date


def agency_rows(content: bytes, *, today: date) -> list[AgencyRow]:
    """
    Return the rows of an agency's file.

    :raises FileRefused: with the line and the reason of each row that cannot be used
    """
    if len(content) > MAX_BYTES:
        raise refused(1, _("the file is larger than %(most)d bytes") % {"most": MAX_BYTES})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refused(line, _("this is not UTF-8 text")) from None
    if "\x00" in text:
        raise refused(text[: text.index("\x00")].count("\n") + 1, _("this is not text"))
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") >= heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return _rows(reader, today)


def _rows(reader: Any, today: date) -> list[AgencyRow]:
    rows: dict[str, AgencyRow] = {}
    problems: list[tuple[int, str]] = []
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if sorted(names) != sorted(COLUMNS):
            raise refused(1, _("the columns must be %(names)s") % {"names": ", ".join(COLUMNS)})
        for cells in reader:
            if not any(cells):
                continue
            try:
                row = _row(names, cells, reader.line_num, today)
            except FileRefused as error:
                problems += error.problems
                continue
            if row.receipt in rows:
                twice = _("%(name)s stands in the file twice, or is empty") % {"name": row.receipt}
                problems.append((row.line, twice))
            rows[row.receipt] = row
    except csv.Error as error:
        problems.append((reader.line_num, str(error)))
    if not rows and not problems:
        problems.append((1, _("the file has no rows")))
    if problems:
        raise FileRefused(problems)
    return list(rows.values())


def _row(names: list[str], cells: list[str], line: int, today: date) -> AgencyRow:
    if len(cells) != len(names):
        raise refused(
            line, _("%(found)d cells, not %(wanted)d") % {"found": len(cells), "wanted": len(names)}
        )
    cell = {name: value.strip() for name, value in zip(names, cells, strict=True)}
    if not cell["receipt"] or len(cell["receipt"]) > 60:
        raise refused(line, _("%(name)s stands in the file twice, or is empty") % {"name": "-"})
    amount, day = amount_read(cell["amount"], BASE_CURRENCY, line), day_read(cell["date"], line)
    if amount.minor <= 0:
        raise refused(line, _("%(text)s is no amount") % {"text": cell["amount"]})
    if day > today:
        raise refused(line, _("%(text)s lies ahead") % {"text": cell["date"]})
    return AgencyRow(line, cell["receipt"], cell["code"].replace(" ", ""), amount, day)
