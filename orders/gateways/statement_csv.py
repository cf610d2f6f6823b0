"""
Bank statements as CSV (UTF-8, `;` or `,`, RFC 4180), for banks whose own export is put into these columns.

No Moroccan bank publishes a common form, so the form is ours: `record;account;date;amount;currency;reference;
counterparty;text`. The first record is `opening` (account, number of the statement as reference, balance before), then
one `entry` per movement (credits positive), and the last is `closing` (balance after). A file without its last record
was cut off.
"""

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _

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

COLUMNS = ("record", "account", "date", "amount", "currency", "reference", "counterparty", "text")


def read_csv(file: CountedFile) -> Iterator[StatementPart]:
    """
    Yield the parts of a statement.

    :raises FileRefused: with the line and the reason, as soon as one cannot be read
    """
    heading = _text(file)
    delimiter = ";" if heading.count(";") >= heading.count(",") else ","
    names = [name.strip().strip('"').lower() for name in heading.lstrip("\ufeff").split(delimiter)]
    if sorted(names) != sorted(COLUMNS):
        raise refused(1, _("the columns must be %(names)s") % {"names": ", ".join(COLUMNS)})
    reader = csv.reader(iter(lambda: _text(file), ""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield _part(dict(zip(names, cells, strict=False)), len(cells), file.line)
    except csv.Error as error:
        raise refused(file.line, str(error)) from None


def _text(file: CountedFile) -> str:
    raw = file.readline()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise refused(file.line, _("this is not UTF-8 text")) from None
    if "\x00" in text:
        raise refused(file.line, _("this is not text"))
    return text


def _part(cell: dict[str, str], count: int, line: int) -> StatementPart:
    if count != len(COLUMNS):
        raise refused(line, _("%(found)d cells, not %(wanted)d") % {"found": count, "wanted": len(COLUMNS)})
    day = day_read(cell["date"], line)
    amount = amount_read(cell["amount"], cell["currency"].strip(), line)
    kind, reference = cell["record"].strip().lower(), cell["reference"].strip()
    if kind == "opening":
        return StatementHead(line, cell["account"].replace(" ", ""), reference, day, amount)
    if kind == "closing":
        return StatementTail(line, day, amount)
    if kind == "entry":
        return StatementRow(line, day, amount, reference, cell["counterparty"].strip(), cell["text"].strip())
    raise refused(line, _("the record must be opening, entry or closing"))
