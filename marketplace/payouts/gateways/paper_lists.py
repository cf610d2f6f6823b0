"""
Lists for payouts that no bank file carries: cash mandates for an agency, Stripe transfers, and what is paid by hand.

Both are CSV (UTF-8, `;`, CRLF). The mandate list says who may collect how much under which code; the list
of Stripe transfers what was ordered to which account, for whoever compares. The list for payments
by hand has the columns of the answer (`services.result_file`), with `status` and `date` left to be filled in, so that
the same file can be read back.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from marketplace.payouts.gateways.bank_csv import safe_cell
from marketplace.payouts.gateways.base import TransferBatch

MANDATE_COLUMNS = ("code", "beneficiary", "amount", "currency", "valid_from", "remittance")
ORDER_COLUMNS = ("end_to_end_id", "account", "holder", "amount", "currency")
MANUAL_COLUMNS = ("end_to_end_id", "status", "date", "amount", "reason")


def write_mandates(batch: TransferBatch) -> bytes:
    """Write one line per mandate: the agency pays the beneficiary who names the code and shows an identity card."""
    return _csv(
        MANDATE_COLUMNS,
        (
            (
                transfer.end_to_end_id,
                safe_cell(transfer.holder),
                f"{transfer.amount.amount:f}",
                transfer.amount.currency,
                batch.execution_date.isoformat(),
                safe_cell(transfer.remittance),
            )
            for transfer in batch.transfers
        ),
    )


def write_orders(batch: TransferBatch) -> bytes:
    """Write one line per transfer that the card processor is asked for."""
    return _csv(
        ORDER_COLUMNS,
        (
            (
                transfer.end_to_end_id,
                transfer.account,
                safe_cell(transfer.holder),
                f"{transfer.amount.amount:f}",
                transfer.amount.currency,
            )
            for transfer in batch.transfers
        ),
    )


def write_manual(batch: TransferBatch) -> bytes:
    """Write one line per payment, to be filled in and read back."""
    return _csv(
        MANUAL_COLUMNS,
        ((transfer.end_to_end_id, "", "", f"{transfer.amount.amount:f}", "") for transfer in batch.transfers),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
