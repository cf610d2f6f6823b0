"""
The transfers as fixed lines of 400 characters, as a payroll program for a Moroccan bank writes them. Experimental.

No public description of the interbank form exists; the positions of record 30 are those of that program (confidence:
low), the others are ours. Ask the bank before the first file. ISO-8859-1, CRLF.

Record 10: sequence 5, date of creation JJMMAA 6, RIB of the payer 24, its name 35, reference of the file 20.
Record 30: sequence 5, RIB 24, name 35, amount in centimes 16, reference 11, date of execution JJMMAA 6.
Record 11: sequence 5, number of transfers 7, total in centimes 18.
"""

import unicodedata

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.payouts.gateways.base import TransferBatch

WIDTH = 400


def write_simt400(batch: TransferBatch) -> bytes:
    """
    Write one line per transfer between a head and a total.

    :raises InvalidInput: if a transfer is in another currency than dirhams
    """
    created, executed = batch.created_at.strftime("%d%m%y"), batch.execution_date.strftime("%d%m%y")
    lines = [
        f"10{1:05}{created}{batch.payer_rib:24.24}{_latin(batch.payer_name, 35)}{batch.message_id:20.20}",
    ]
    number = 1
    for transfer in batch.transfers:
        if transfer.amount.currency != "MAD":
            raise InvalidInput(_("This form of file holds dirhams only."), field="file_format")
        number += 1
        reference = transfer.end_to_end_id.rpartition("-")[2]
        lines.append(
            f"30{number:05}{transfer.account:24.24}{_latin(transfer.holder, 35)}{transfer.amount.minor:016}"
            f"{reference:0>11.11}{executed}"
        )
    lines.append(f"11{number + 1:05}{batch.count:07}{batch.total.minor:018}")
    return "".join(f"{line:{WIDTH}}\r\n" for line in lines).encode("latin-1")


def _latin(text: str, width: int) -> str:
    """Write a name in the letters of ISO-8859-1: accents stay where they can, Arabic becomes question marks."""
    flat = " ".join(unicodedata.normalize("NFC", text).split()).upper()
    return f"{flat.encode('latin-1', 'replace').decode('latin-1'):{width}.{width}}"
