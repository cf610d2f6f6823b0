"""
Read the bank's answer: a CSV file, whole or not at all.

Columns (any order, `;` or `,`): `end_to_end_id`, `status` (paid or returned), `date` (YYYY-MM-DD), `amount` (decimal
point), `reason` (needed when returned). UTF-8.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.kernel.refused_file import FileRefused

COLUMNS = ("end_to_end_id", "status", "date", "amount", "reason")
MAX_BYTES = 20_000_000
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What the bank says of one payout."""

    line: int
    end_to_end_id: str
    is_paid: bool
    day: date
    amount: Decimal
    reason: str


def result_rows(content: bytes, *, today: date) -> list[ResultRow]:
    """
    Return the rows of a result file.

    :raises FileRefused: with every line that cannot be used
    """
    if len(content) > MAX_BYTES:
        raise FileRefused([(1, _("the file is larger than %(most)d bytes") % {"most": MAX_BYTES})])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused([(line, _("this is not UTF-8 text"))]) from None
    if "\x00" in text:
        raise FileRefused([(text[: text.index("\x00")].count("\n") + 1, _("this is not text"))])
    return _parsed(text, today)


def _parsed(text: str, today: date) -> list[ResultRow]:
    heading, _newline, _rest = text.partition("\n")
    delimiter = ";" if heading.count(";") >= heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[ResultRow] = []
    problems: list[tuple[int, str]] = []
    seen: set[str] = set()
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if sorted(names) != sorted(COLUMNS):
            raise FileRefused([(1, _("the columns must be %(names)s") % {"names": ", ".join(COLUMNS)})])
        for cells in reader:
            if not any(cells):
                continue
            line = reader.line_num
            try:
                rows.append(_row(names, cells, line, today, seen))
            except ValueError as error:
                problems.append((line, str(error)))
    except csv.Error as error:
        problems.append((reader.line_num, str(error)))
    if not rows and not problems:
        problems.append((1, _("the file has no rows")))
    if problems:
        raise FileRefused(problems)
    return rows


def _row(names: list[str], cells: list[str], line: int, today: date, seen: set[str]) -> ResultRow:
    """Read one line; a ValueError says what is wrong with it."""
    if len(cells) != len(names):
        raise ValueError(_("%(found)d cells, not %(wanted)d") % {"found": len(cells), "wanted": len(names)})
    cell = {name: value.strip() for name, value in zip(names, cells, strict=True)}
    name = cell["end_to_end_id"]
    if not name or name in seen:
        raise ValueError(_("%(name)s stands in the file twice, or is empty") % {"name": name or "-"})
    seen.add(name)
    if cell["status"] not in ("paid", "returned"):
        raise ValueError(_("the status must be paid or returned"))
    if cell["status"] == "returned" and not cell["reason"]:
        raise ValueError(_("a returned payout needs the bank's reason"))
    if not _AMOUNT.fullmatch(cell["amount"]):
        raise ValueError(_("%(text)s is no amount") % {"text": cell["amount"] or "-"})
    return ResultRow(
        line,
        name,
        cell["status"] == "paid",
        day_of(cell["date"], today),
        Decimal(cell["amount"]),
        cell["reason"],
    )


def day_of(text: str, today: date) -> date:
    """Read an ISO date that does not lie ahead; a ValueError says what is wrong with it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("%(text)s is no date") % {"text": text or "-"}) from None
    if day > today:
        raise ValueError(_("%(text)s lies ahead") % {"text": text})
    return day
