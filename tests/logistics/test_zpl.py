"""ZPL: test that ..."""

import io
import random
import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from logistics.zpl import zpl_of
from marketplace.documents.rendering import document_png
from tests.marketplace.documents import papers

_COUNTS = {chr(ord("G") + n): n + 1 for n in range(19)} | {chr(ord("g") + n): (n + 1) * 20 for n in range(20)}


def printed(zpl: str) -> Image.Image:
    """Draw what a printer would: an independent reader of ^GFA."""
    found = re.search(r"\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS", zpl)
    assert found is not None
    total, row_bytes = int(found[1]), int(found[3])
    rows: list[str] = []
    row, count = "", 0
    for sign in found[4]:
        if sign in _COUNTS:
            count += _COUNTS[sign]
            continue
        if sign in ",!":
            row = row.ljust(row_bytes * 2, "0" if sign == "," else "F")
        else:
            row += sign * max(count, 1)
        count = 0
        assert len(row) <= row_bytes * 2
        if len(row) == row_bytes * 2:
            rows.append(row)
            row = ""
    data = bytes.fromhex("".join(rows))
    assert len(data) == total
    ink = Image.frombytes("1", (row_bytes * 8, total // row_bytes), data)
    return ink.point(lambda dot: 0 if dot else 255)


def png_of(picture: Image.Image) -> bytes:
    """Encode a picture."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_printed_label_can_be_scanned() -> None:
    label = papers.product_label()

    zpl = zpl_of(document_png(label, "ar", dots_per_inch=203), copies=12)

    assert zpl.startswith("^XA\n^PW")
    assert zpl.endswith("^PQ12\n^XZ\n")
    picture = printed(zpl).convert("L")
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {label.gtin, label.lot_url}


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 70), st.integers(1, 12), st.sampled_from([0.0, 0.02, 0.5, 0.98, 1.0]), st.integers(0, 99)
)
def test_every_dot_of_any_picture_comes_out_as_it_went_in(
    width: int, height: int, ink: float, seed: int
) -> None:
    chance = random.Random(seed)
    picture = Image.new("1", (width, height), 1)
    dots = [0 if chance.random() < ink else 255 for _ in range(width * height)]
    picture.putdata(dots)

    shown = printed(zpl_of(png_of(picture), copies=1))

    assert list(shown.crop((0, 0, width, height)).convert("L").get_flattened_data()) == dots


@pytest.mark.parametrize("width", [3_400, 20_000])
def test_very_wide_rows_are_counted_right(width: int) -> None:
    picture = Image.new("1", (width, 2), 1)
    picture.putpixel((width - 1, 0), 0)

    shown = printed(zpl_of(png_of(picture), copies=1))

    assert shown.getpixel((width - 1, 0)) == 0
    assert shown.getpixel((0, 0)) == 255
