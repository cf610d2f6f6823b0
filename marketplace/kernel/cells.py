"""Cells of tables that leave the house or come back to it."""

from datetime import datetime
from decimal import Decimal

# A cell that begins so is run as a formula by spreadsheets (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless_cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet runs: what looks like a formula is quoted by an apostrophe."""
    text = "" if value is None else plain_cell(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def unquoted_cell(text: str) -> str:
    """Take away the apostrophe that `harmless_cell` put before a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def plain_cell(value: object) -> str:
    """Write a value for a machine: moments in ISO 8601, decimals without an exponent."""
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
