"""
A drawn label as ZPL II, for label printers (Zebra ZPL II Programming Guide: ^GFA, run-length hexadecimal).

The whole label travels as a picture: no printer needs an Arabic font or knows how Arabic letters join. Pure.
"""

import io
from typing import Final

from PIL import Image

# The commonest label printers have 203 dots per inch (8 per millimetre).
DOTS_PER_INCH: Final = 203
_INK_BELOW: Final = 128
# How often the next digit stands there: G to Y for 1 to 19, g to z for 20 to 400 in twenties
_ONES: Final = "GHIJKLMNOPQRSTUVWXY"
_TWENTIES: Final = "ghijklmnopqrstuvwxyz"


def zpl_of(png: bytes, *, copies: int) -> str:
    """Write a picture (black on white) as a ZPL label that is printed so many times."""
    with Image.open(io.BytesIO(png)) as picture:
        grey = picture.convert("L")
    width, height = grey.size
    row_bytes = (width + 7) // 8
    ink = grey.point(lambda level: 255 if level < _INK_BELOW else 0, "1")
    padded = Image.new("1", (row_bytes * 8, height))
    padded.paste(ink)
    data = padded.tobytes().hex().upper()
    rows = [data[start : start + row_bytes * 2] for start in range(0, len(data), row_bytes * 2)]
    total = row_bytes * height
    body = "".join(_packed(row) for row in rows)
    return f"^XA\n^PW{width}\n^LL{height}\n^FO0,0\n^GFA,{total},{total},{row_bytes},{body}^FS\n^PQ{copies}\n^XZ\n"


def _packed(row: str) -> str:
    """Shorten runs of one digit; a row that ends in white or in ink ends in one sign."""
    for end, sign in (("0", ","), ("F", "!")):
        body = row.rstrip(end)
        if len(row) - len(body) > 1:
            return _runs(body) + sign
    return _runs(row)


def _runs(row: str) -> str:
    out, place = [], 0
    while place < len(row):
        digit = row[place]
        end = place
        while end < len(row) and row[end] == digit:
            end += 1
        out.append(_counted(end - place) + digit)
        place = end
    return "".join(out)


def _counted(times: int) -> str:
    if times == 1:
        return ""
    signs = ""
    while times > 419:
        signs, times = signs + "z", times - 400
    twenties, ones = divmod(times, 20)
    return signs + (_TWENTIES[twenties - 1] if twenties else "") + (_ONES[ones - 1] if ones else "")
