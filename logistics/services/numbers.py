"""Numbers that people read, each handed out once."""

from typing import Final, Literal

from django.db import connection

Series = Literal["parcel", "wave", "manifest", "notice", "receipt", "recall", "run", "count", "round"]
_PREFIXES: Final[dict[Series, str]] = {
    "parcel": "P",
    "wave": "W",
    "manifest": "M",
    "notice": "N",
    "receipt": "R",
    "recall": "RC",
    "run": "T",
    "count": "Z",
    "round": "C",
}


def next_serial(series: Series) -> int:
    """Return the next number of a series; a transaction that fails leaves a gap, never a double."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [f"logistics_{series}_number"])
        return int(cursor.fetchone()[0])


def number_of(series: Series, serial: int) -> str:
    """Write a number as people read it: P0000123."""
    return f"{_PREFIXES[series]}{serial:07d}"
