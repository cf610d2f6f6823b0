"""An archive that a person can read: everything as JSON, and each section as a table."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.kernel.cells import harmless_cell, plain_cell


def archive_of(sections: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """Return a zip with `data.json` and one CSV for each section that holds something."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(sections, ensure_ascii=False, indent=2, default=plain_cell))
        for name, rows in sections.items():
            if rows:
                archive.writestr(f"{name}.csv", _table(rows))
    return out.getvalue()


def _table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Write a table that Excel opens in the right script: UTF-8 with its mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows([harmless_cell(value) for value in row.values()] for row in rows)
    return out.getvalue().encode("utf-8-sig")
