"""Write a table of the catalogue as CSV or XLSX; no cell of it is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from marketplace.kernel.cells import harmless_cell


class _Echo:
    """What csv writes into: hands each line on."""

    def write(self, line: str) -> str:
        return line


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Return the lines of a CSV file one by one; it begins with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(head)
    for row in rows:
        yield writer.writerow([harmless_cell(cell) for cell in row])


def xlsx_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return an XLSX file with one sheet whose cells are all texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("catalogue")
    for row in (head, *rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=harmless_cell(value))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
