"""The archive opens everywhere and runs nothing."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from marketplace.customers.archive import archive_of
from marketplace.kernel.cells import harmless_cell


def opened(sections):
    archive = zipfile.ZipFile(io.BytesIO(archive_of(sections)))
    return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_everything_is_json_and_what_holds_something_is_a_table():
    found = opened(
        {
            "orders": [
                {"number": 1, "total": Decimal("12.50"), "at": datetime(2026, 1, 2, tzinfo=UTC), "x": None}
            ],
            "wishes": [],
        }
    )

    assert set(found) == {"data.json", "orders.csv"}
    assert json.loads(found["data.json"])["orders"][0]["total"] == "12.50"
    assert list(csv.DictReader(io.StringIO(found["orders.csv"]))) == [
        {"number": "1", "total": "12.50", "at": "2026-01-02T00:00:00+00:00", "x": ""}
    ]


@pytest.mark.parametrize("text", ["=1+1", "+212", "-2", "@SUM(A1)", "\tx", "\r=1", "\n=1"])
def test_a_formula_is_quoted(text):
    assert harmless_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"), [("تمر", "تمر"), (-5, "-5"), (Decimal("-1.20"), "-1.20"), ("a=1", "a=1")]
)
def test_other_cells_stay_as_they_are(value, cell):
    assert harmless_cell(value) == cell
