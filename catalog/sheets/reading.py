"""Read a table that somebody sends: CSV or XLSX, whatever is wrong with it."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from catalog.sheets.columns import COLUMNS
from marketplace.kernel.cells import plain_cell, unquoted_cell
from marketplace.kernel.errors import InvalidInput

MAX_BYTES = 5 * 2**20
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 6_000
# What an XLSX may hold when it is unpacked; 5,000 rows are far below, a zip bomb is far above
MAX_UNPACKED = 60 * 2**20
MAX_PARTS = 200
_ZIP = b"PK\x03\x04"
_DELIMITERS = ";,\t"


def read_sheet(content: bytes) -> list[dict[str, str]]:
    """
    Return the rows below the first by the names of their columns; rows without anything are left out as empty.

    :raises InvalidInput: if it is too large, no table that we can read, or lacks our columns
    """
    if len(content) > MAX_BYTES:
        raise _refusal(_("The file is larger than %(most)s MB.") % {"most": MAX_BYTES // 2**20})
    rows = _xlsx(content) if content.startswith(_ZIP) else _csv(content)
    head = [unquoted_cell(cell).strip().lower() for cell in next(rows, [])]
    if len(set(head) & set(COLUMNS)) < 2:
        raise _refusal(_("The first row must name the columns: %(names)s.") % {"names": ", ".join(COLUMNS)})
    if doubled := {name for name in head if name in COLUMNS and head.count(name) > 1}:
        raise _refusal(_("A column stands twice: %(name)s.") % {"name": min(doubled)})
    return [_row(head, cells) for cells in _few(rows)]


def _refusal(text: str) -> InvalidInput:
    return InvalidInput(text, field="file")


def _few(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for count, cells in enumerate(rows):
        if count >= MAX_ROWS:
            raise _refusal(
                _("A table holds at most %(most)s rows; please send it in parts.") % {"most": MAX_ROWS}
            )
        yield cells


def _row(head: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return the cells that say something, of columns that are ours."""
    named = zip(head, cells, strict=False)
    found = {name: unquoted_cell(cell.strip()) for name, cell in named if name in COLUMNS}
    return {name: cell[:MAX_CELL] for name, cell in found.items() if cell}


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refusal(
            _("The letters of this file cannot be read. Please save it as “CSV UTF-8” or as XLSX.")
        ) from None
    if "\x00" in text:
        raise _refusal(_("This is neither a CSV nor an XLSX file."))
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        # The default of 131,072 characters per cell holds: a longer one is refused below.
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield cells[:MAX_COLUMNS]
    except csv.Error:
        raise _refusal(_("This is neither a CSV nor an XLSX file.")) from None


def _xlsx(content: bytes) -> Iterator[list[str]]:
    """Read the first sheet, its values alone, without ever holding it whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise _refusal(_("This file unpacks to far more than a table needs; it is refused."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for cells in book.worksheets[0].iter_rows(max_col=MAX_COLUMNS, values_only=True):
            yield ["" if cell is None else plain_cell(cell) for cell in cells]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError, EOFError):
        raise _refusal(_("This XLSX file is damaged, or is not one.")) from None
