"""Finds the texts that are to be translated, in Python files and in templates, without GNU gettext."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

SOURCES = ("marketplace", "catalog", "logistics", "orders", "frontend")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_SUFFIXES = (".html", ".txt", ".svg", ".webmanifest")


def source_files(root: Path) -> Iterator[Path]:
    """List the files that may hold texts, in a fixed order."""
    for package in SOURCES:
        for path in sorted((root / package).rglob("*")):
            if "migrations" in path.parts or "static" in path.parts or "locale" in path.parts:
                continue
            is_template = path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts
            if path.suffix == ".py" or is_template:
                yield path


def texts_of(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Find the texts of one file: line, msgid (or its plural forms), translators' comments, context."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # In brackets the reader of Python minds no indentation, of which a template has any.
        source = f"({templatize(source)}\n)"
    yield from extract("python", BytesIO(source.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})


def template_catalogue(root: Path) -> Catalog:
    """Collect every text of the product into an empty catalogue."""
    catalogue = Catalog(project="cooperatives-marketplace", charset="utf-8")
    for path in source_files(root):
        for line, message, comments, context in texts_of(path):
            if message and message != ("", ""):
                catalogue.add(
                    message,
                    "",
                    [(path.relative_to(root).as_posix(), line)],
                    auto_comments=comments,
                    context=context,
                )
    return catalogue
