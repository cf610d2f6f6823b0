"""Barcodes and QR codes as SVG drawings."""

import io
from enum import StrEnum
from typing import Final

import barcode
import segno
from barcode.errors import BarcodeError
from barcode.writer import SVGWriter
from django.utils.translation import gettext as _

from marketplace.kernel.checkdigits import gtin_check
from marketplace.kernel.errors import InvalidInput

# Millimetres. A module of 0.33 mm is GS1's nominal size; the quiet zone is ten modules wide.
_BAR: Final = {"module_width": 0.33, "module_height": 15.0, "quiet_zone": 3.3, "write_text": False}
# Code 128 has no fixed end: this keeps a label of 100 mm readable by a hand scanner.
CODE128_MAX_LENGTH: Final = 40


class BarcodeKind(StrEnum):
    """The codes that scanners of the hub and of the carriers read."""

    CODE128 = "code128"
    EAN13 = "ean13"


def barcode_svg(kind: str, text: str) -> str:
    """
    Draw a barcode, without the text underneath (the template sets it in its own font).

    :raises InvalidInput: if the kind is unknown or cannot carry the text
    """
    if kind not in list(BarcodeKind):
        raise InvalidInput(_("Unknown kind of barcode: %(kind)s.") % {"kind": kind}, field="kind")
    if kind == BarcodeKind.EAN13:
        text = gtin_check(text, field="text")
        if len(text) != 13:
            raise InvalidInput(_("An EAN-13 has 13 digits."), field="text")
    elif not (text.isascii() and text.isprintable() and 1 <= len(text) <= CODE128_MAX_LENGTH):
        raise InvalidInput(_("A Code 128 holds 1 to 40 Latin letters, digits and signs."), field="text")
    drawn = io.BytesIO()
    try:
        barcode.get(kind, text, writer=SVGWriter()).write(drawn, options=_BAR)
    except BarcodeError:
        raise InvalidInput(_("This text cannot be written as a barcode."), field="text") from None
    return drawn.getvalue().decode()


def qr_svg(text: str) -> str:
    """
    Draw a QR code that stays readable with 15 % of it damaged (level M).

    :raises InvalidInput: if there is no text, or too much of it
    """
    if not text:
        raise InvalidInput(_("A QR code needs a text."), field="text")
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        raise InvalidInput(_("This text is too long for a QR code."), field="text") from None
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=4, xmldecl=False)
    return drawn.getvalue().decode()
