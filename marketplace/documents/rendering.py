"""Set a template into a PDF, with right Arabic shaping and direction, by the Typst compiler inside this process."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.documents.barcodes import barcode_svg, qr_svg
from marketplace.documents.contracts import TEMPLATES
from marketplace.documents.labels import labels_in
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.formats import base_language

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PACKAGE_DIR: Final = Path(__file__).resolve().parent
TEMPLATE_DIR: Final = PACKAGE_DIR / "templates"
FONT_DIR: Final = PACKAGE_DIR / "fonts"
# The papers that speak two languages at once set these two beside the one they were asked for.
BILINGUAL: Final = ("ar", "fr")
# The file says nothing of the moment it was made, so that the same data always give the same bytes.
_TIMESTAMP: Final = 0
# How many papers the compiler keeps in mind, and from how many characters of data on one is too long for that
_REMEMBERED: Final = 10
_LONG: Final = 50_000

_compiling = Lock()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    # One per process: it keeps the fonts and the parsed templates. Fonts of the machine are ignored, so that a paper
    # looks the same everywhere.
    return typst.Compiler(root=str(TEMPLATE_DIR), font_paths=[str(FONT_DIR)], ignore_system_fonts=True)


def render_pdf(template: str, data: Mapping[str, object], language: str) -> bytes:
    """
    Set the named template with its data into a PDF.

    :param template: a key of `contracts.TEMPLATES`
    :param data: the fields of the template's contract, as `dataclasses.asdict` gives them
    :param language: of the fixed words; the parts of a statement each name their own
    :raises InvalidInput: if the template or the language is unknown, or a field is missing or too many
    """
    result = _compile(template, _inputs(template, data, language))
    if not isinstance(result, bytes):  # a list of pages is what the compiler gives for images only
        raise TypeError(f"{template}: the compiler gave no single file")
    return result


def _inputs(template: str, data: Mapping[str, object], language: str) -> str:
    code = base_language(language)
    if template not in TEMPLATES:
        raise InvalidInput(_("Unknown document: %(name)s.") % {"name": template}, field="template")
    expected = {field.name for field in fields(TEMPLATES[template].contract)}
    if set(data) != expected:
        wrong = ", ".join(sorted(set(data) ^ expected))
        raise InvalidInput(
            _("The document lacks these data or does not know them: %(names)s.") % {"names": wrong}
        )
    inputs = {
        "language": code,
        "demo": settings.DEMO,
        "data": data,
        "labels": {each: labels_in(each) for each in {code, *BILINGUAL, *_languages_inside(data)}},
        "drawings": _drawings(template, data),
    }
    return json.dumps(inputs, ensure_ascii=False)


def document_pdf(contract: "DataclassInstance", language: str) -> bytes:
    """
    Set a filled contract into a PDF, with the template that belongs to it.

    :raises InvalidInput: if no template belongs to it, or the language is unknown
    """
    return render_pdf(_template_of(contract), asdict(contract), language)


def document_png(contract: "DataclassInstance", language: str, *, dots_per_inch: int) -> bytes:
    """
    Set a filled contract of one page into a picture, for printers that know no PDF.

    :raises InvalidInput: if no template belongs to it, the language is unknown, or it needs more than one page
    """
    template = _template_of(contract)
    result = _compile(template, _inputs(template, asdict(contract), language), "png", dots_per_inch)
    if not isinstance(result, bytes):
        raise InvalidInput(_("This does not fit on one label."), field="template")
    return result


def _template_of(contract: "DataclassInstance") -> str:
    for name, template in TEMPLATES.items():
        if type(contract) is template.contract:
            return name
    raise InvalidInput(_("Unknown document: %(name)s.") % {"name": type(contract).__name__}, field="template")


def _compile(
    template: str, inputs: str, form: Literal["pdf", "png"] = "pdf", dots_per_inch: int = 144
) -> bytes | list[bytes] | None:
    with _compiling:
        result: bytes | list[bytes] | None = _compiler().compile(
            input=str(TEMPLATE_DIR / f"{template}.typ"),
            format=form,
            ppi=float(dots_per_inch),
            sys_inputs={"input": inputs},
            timestamp=_TIMESTAMP,
        )
        if len(inputs) > _LONG:
            _forget()
    return result


def _forget() -> None:
    """
    Let the compiler forget what a long paper was made of; the caller holds the lock.

    It keeps the layout of its last ten papers: of a thousand lines each they were a gigabyte in a worker for ever.
    Ten empty ones take its place in a few milliseconds each.
    """
    for _paper in range(_REMEMBERED + 1):
        _compiler().compile(input=b"", format="pdf", timestamp=_TIMESTAMP)


def _drawings(template: str, data: Mapping[str, object]) -> dict[str, str]:
    drawn = {}
    for kind, field in TEMPLATES[template].drawings:
        for name, text in _texts(data, field):
            # What is empty is not shown: an article without a GTIN has no EAN.
            if text:
                drawn[name] = qr_svg(text) if kind == "qr" else barcode_svg(kind, text)
    return drawn


def _texts(data: Mapping[str, Any], field: str) -> list[tuple[str, str]]:
    """Return what is drawn under which name: a field, or that of each row as `rows.field.<number>`."""
    rows, _dot, inner = field.partition(".")
    if not inner:
        return [(field, str(data[field]))]
    return [(f"{field}.{number}", str(row[inner])) for number, row in enumerate(data[rows])]


def _languages_inside(data: Mapping[str, object]) -> set[str]:
    pages: Any = data.get("pages", ())
    return {base_language(page["language"]) for page in pages}
