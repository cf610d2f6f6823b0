import io

import pypdfium2
import pytest
import typst
import zxingcpp

from marketplace.documents.barcodes import barcode_svg, qr_svg
from marketplace.kernel.errors import InvalidInput


def read_back(svg: str) -> list[tuple[str, str]]:
    page = f"""#set page(width: auto, height: auto, margin: 5mm)
#image(bytes({_quoted(svg)}), format: "svg", width: 60mm)"""
    pdf = typst.compile(page.encode(), format="pdf", ignore_system_fonts=True)
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        image = document[0].render(scale=4).to_pil()
    return [(code.format.name, code.text) for code in zxingcpp.read_barcodes(image)]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("text", ["A", "PC-2026-000123", "LD000000014MA", "x" * 20, "(00)376104250021234569"])
def test_a_code_128_is_read_back(text: str) -> None:
    assert read_back(barcode_svg("code128", text)) == [("Code128", text)]


def test_an_ean_13_is_read_back() -> None:
    assert read_back(barcode_svg("ean13", "6291041500213")) == [("EAN13", "6291041500213")]


@pytest.mark.parametrize("text", ["https://exemple.ma/s/1", "تعاونية", "x" * 500])
def test_a_qr_code_is_read_back(text: str) -> None:
    assert read_back(qr_svg(text)) == [("QRCode", text)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("code128", ""),
        ("code128", "تعاونية"),
        ("code128", "x" * 41),
        ("code128", "a\nb"),
        ("ean13", "6291041500214"),
        ("ean13", "629104150021"),
        ("pdf417", "1"),
    ],
)
def test_a_text_that_the_code_cannot_carry_is_refused(kind: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        barcode_svg(kind, text)


@pytest.mark.parametrize("text", ["", "x" * 3000])
def test_a_qr_code_without_text_or_with_too_much_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        qr_svg(text)
