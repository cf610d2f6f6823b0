"""
A carrier's sheet of the cash that it brings, as CSV: whole or not at all.

Columns (any order, `;` or `,`, UTF-8): `order` (our order's number), `amount` (decimal point, dirhams).
"""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.refused_file import FileRefused
from orders.gateways.statement_base import amount_read, refused

COLUMNS = ("order", "amount")
MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """The cash of one order, as the carrier says."""

    line: int
    order_number: int
    amount: Money


def remittance_rows(content: bytes) -> list[RemittanceRow]:
    """
    Return the rows of a carrier's sheet.

    :raises FileRefused: with the line and the reason of each row that cannot be used
    """
    if len(content) > MAX_BYTES:
        raise refused(1, _("the file is larger than %(most)d bytes") % {"most": MAX_BYTES})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(content[: error.start].count(b"\n") + 1, _("this is not UTF-8 text")) from None
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    if sorted(reader.fieldnames or ()) != sorted(COLUMNS):
        raise refused(1, _("the columns must be %(names)s") % {"names": ", ".join(COLUMNS)})
    rows: dict[int, RemittanceRow] = {}
    problems: list[tuple[int, str]] = []
    try:
        for cells in reader:
            try:
                row = _row(cells, reader.line_num)
                if row.order_number in rows:
                    twice = _("%(name)s stands in the file twice, or is empty") % {"name": row.order_number}
                    raise refused(row.line, twice)
            except FileRefused as error:
                problems += error.problems
                continue
            rows[row.order_number] = row
    except csv.Error as error:
        problems.append((reader.reader.line_num, str(error)))
    if not rows and not problems:
        problems.append((1, _("the file has no rows")))
    if problems:
        raise FileRefused(problems)
    return list(rows.values())


def _row(cells: dict[str | None, str | list[str] | None], line: int) -> RemittanceRow:
    number, amount = cells.get("order"), cells.get("amount")
    if len(cells) != len(COLUMNS) or not isinstance(number, str) or not isinstance(amount, str):
        raise refused(
            line, _("%(found)d cells, not %(wanted)d") % {"found": len(cells), "wanted": len(COLUMNS)}
        )
    digits = number.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise refused(line, _("%(text)s is no number") % {"text": digits[:30] or "-"})
    return RemittanceRow(line, int(digits), amount_read(amount, BASE_CURRENCY, line))
