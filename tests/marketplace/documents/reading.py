"""
Read a PDF back as a person's tools would.

PDF holds glyphs in the order of their place. Extractors turn right-to-left runs round again, and differ from the
written text in three known ways, which `words_of` undoes on both sides of a comparison:

1. the two letters of a ligature of lam with alef or alef maksura come out in either order;
2. presentation forms, no-break spaces and marks of direction stand for the plain letters (NFKC, category Cf);
3. in a line of two scripts the order of whole runs may differ, so Arabic and other words are compared apart.
"""

import re
import unicodedata
from collections import Counter

import pypdfium2
import zxingcpp
from PIL import Image

_ARABIC = re.compile(r"[\u0621-\u064a]+")
_OTHER = re.compile(r"[A-Za-zÀ-ÿ]+|[\u2d30-\u2d7f]+|\d+(?:[.,]\d+)*")
_LAM_ALEF = re.compile("ل([اأإآى])")


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def image_of(pdf: bytes, page: int = 0, scale: float = 4) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        image: Image.Image = document[page].render(scale=scale).to_pil()
        return image


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in whole millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        sizes: list[tuple[float, float]] = [page.get_size() for page in document]
    return [(round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in sizes]


def codes_in(pdf: bytes) -> set[tuple[str, str]]:
    return {(code.format.name, code.text) for code in zxingcpp.read_barcodes(image_of(pdf))}


def words_of(text: str) -> tuple[Counter[str], Counter[str]]:
    """The Arabic words and the other words of a text, each normalised as the module says."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    plain = _LAM_ALEF.sub(r"\1ل", plain)
    return Counter(_ARABIC.findall(plain)), Counter(_OTHER.findall(plain))
