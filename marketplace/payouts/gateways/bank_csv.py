"""
The transfers as CSV, for banks that take a spreadsheet. The columns are documented in the package's README.

UTF-8, semicolons (what spreadsheets in French expect), CRLF (RFC 4180), decimal point, ISO dates.
"""

import csv
import io

from marketplace.payouts.gateways.base import TransferBatch

COLUMNS = ("end_to_end_id", "rib", "holder", "amount", "currency", "execution_date", "remittance")
# A cell that begins so is run as a formula by spreadsheets (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """Return the text as a cell that no spreadsheet runs: a formula is quoted by an apostrophe."""
    flat = " ".join(text.split())
    return f"'{flat}" if text.startswith(_FORMULA) or flat.startswith(_FORMULA) else flat


def write_csv(batch: TransferBatch) -> bytes:
    """Write one line per transfer."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for transfer in batch.transfers:
        rows.writerow(
            [
                transfer.end_to_end_id,
                transfer.account,
                safe_cell(transfer.holder),
                f"{transfer.amount.amount:f}",
                transfer.amount.currency,
                batch.execution_date.isoformat(),
                safe_cell(transfer.remittance),
            ]
        )
    return out.getvalue().encode()
