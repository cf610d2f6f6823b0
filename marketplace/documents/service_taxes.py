"""How the marketplace's own services are taxed, from which day on: data with its source, beside this file."""

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _rows() -> list[tuple[str, date, Decimal]]:
    found = json.loads((Path(__file__).parent / "data" / "service_taxes.json").read_text(encoding="utf-8"))
    return [(row["service"], date.fromisoformat(row["from_date"]), Decimal(row["rate"])) for row in found]


def service_tax(service: str, on: date) -> Decimal:
    """
    Return the rate of a service on a day; the newest that has begun counts, before the first the first.

    :raises KeyError: if there is no such service
    """
    rates = sorted((begins, rate) for name, begins, rate in _rows() if name == service)
    if not rates:
        raise KeyError(service)
    begun = [rate for begins, rate in rates if begins <= on]
    return begun[-1] if begun else rates[0][1]
