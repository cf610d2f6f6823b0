"""
The address that a lot's QR code carries: a GS1 Digital Link where the article has a GTIN, our own otherwise. Pure.

GS1 Digital Link URI syntax 1.2: /01/{GTIN of 14 digits}/10/{lot}; the lot is an AI (10) value of at most 20 signs.
"""

from typing import Final
from urllib.parse import quote

_GS1_LOT_LENGTH: Final = 20


def lot_path(*, gtin: str, lot: str) -> str:
    """Return the path of a lot's public page."""
    code = quote(lot, safe="")
    if gtin and len(lot) <= _GS1_LOT_LENGTH:
        return f"/01/{gtin:0>14}/10/{code}"
    return f"/lot/{code}"
