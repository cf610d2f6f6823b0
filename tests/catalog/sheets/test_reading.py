"""What people, and worse, send as a table: read, or refused with a word that says what to do."""

import io
import zipfile

import pytest
from django.utils import translation
from openpyxl import Workbook

from catalog.sheets.columns import COLUMNS
from catalog.sheets.reading import MAX_BYTES, MAX_ROWS, read_sheet
from catalog.sheets.writing import csv_lines, xlsx_of
from marketplace.kernel.errors import InvalidInput

HEAD = "sku;name_fr;price"


def book_of(rows):
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb(parts=1, size=70 * 2**20):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(parts):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("_case", "content"),
    [
        (
            "semicolons, as French spreadsheets write",
            f"{HEAD}\r\nA;Miel d’euphorbe;45,50\r\n".encode("utf-8-sig"),
        ),
        ("commas", b'SKU , name_fr, price\nA,Miel d\xe2\x80\x99euphorbe,"45,50"\n'),
        ("tabs", "price\tsku\tname_fr\textra\n45,50\tA\tMiel d’euphorbe\tno column of ours\n".encode()),
        ("a spreadsheet", book_of([["sku", "name_fr", "price"], ["A", "Miel d’euphorbe", "45,50"]])),
    ],
)
def test_a_table_is_read_whatever_program_wrote_it(_case, content):
    assert read_sheet(content) == [{"sku": "A", "name_fr": "Miel d’euphorbe", "price": "45,50"}]


def test_numbers_of_a_spreadsheet_are_read_exactly_and_formulas_never_run():
    rows = read_sheet(book_of([["sku", "price", "weight_g"], ["=1+1", 45.5, 600], [None, None, None]]))

    assert rows == [{"price": "45.5", "weight_g": "600"}, {}]


@pytest.mark.parametrize(
    ("_case", "content", "words"),
    [
        ("nothing", b"", "first row"),
        ("no names of columns", b"a;b\n1;2\n", "first row"),
        ("letters of an old Windows", "sku;name_fr\nA;Thé à la menthe\n".encode("cp1252"), "UTF-8"),
        ("letters of two bytes", "sku;name_fr\nA;B\n".encode("utf-16"), "UTF-8"),
        ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
        ("zeros", b"sku;name_fr\nA;\x00\n", "CSV nor"),
        ("a cell without end", b'sku;name_fr\n"' + b"x" * 200_000, "CSV nor"),
        ("too large", b"x" * (MAX_BYTES + 1), "5 MB"),
        ("too many rows", (HEAD + "\n" + "A;B;1\n" * (MAX_ROWS + 1)).encode(), str(MAX_ROWS)),
        ("a column twice", b"sku;sku;price\nA;B;1\n", "twice"),
        ("a zip that is no spreadsheet", bomb(size=10), "damaged"),
        ("half a spreadsheet", book_of([["sku", "price"]])[:400], "damaged"),
        ("a zip bomb", bomb(), "unpacks"),
        ("a zip of very many parts", bomb(parts=201, size=1), "unpacks"),
    ],
)
def test_what_is_no_table_is_refused_and_says_why(_case, content, words):
    with translation.override("en"), pytest.raises(InvalidInput) as refusal:
        read_sheet(content)

    assert words in refusal.value.message
    assert refusal.value.field == "file"


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_no_cell_that_leaves_is_a_formula_and_comes_back_as_it_was(formula):
    row = [formula if name == "name_fr" else "x" for name in COLUMNS]
    written = "".join(csv_lines(list(COLUMNS), [row]))
    book = xlsx_of(list(COLUMNS), [row])

    assert f"'{formula}" in written.replace('""', '"')
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
    for content in (written.encode(), book):
        assert read_sheet(content)[0]["name_fr"].strip() == formula.strip()
