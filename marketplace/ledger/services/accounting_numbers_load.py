"""Load which numbers of the national chart stand for our accounts; what is known stays."""

import json
from pathlib import Path

from marketplace.ledger.models import AccountingNumber

FILE = Path(__file__).parent.parent / "data" / "accounting_numbers.json"


def accounting_numbers_load() -> int:
    """Add the numbers of the file that are missing; return how many there are."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    rows = [
        AccountingNumber(
            prefix=prefix,
            suffix=suffix,
            from_date=data["from_date"],
            number=number,
            label=label,
            source=data["source"],
        )
        for prefix, suffix, number, label in data["numbers"]
    ]
    AccountingNumber.objects.bulk_create(rows, ignore_conflicts=True)
    return AccountingNumber.objects.count()
