"""The translations on disk: where they are, and how they become what Django reads."""

import logging
import os
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("ar", "fr", "zgh", "en", "es")
# Those without which nobody in Morocco can buy; a test refuses a missing word in them.
COMPLETE_LANGUAGES = ("ar", "fr")

log = logging.getLogger(__name__)


def po_path(language: str) -> Path:
    """Say where the words of a language are written."""
    return LOCALE_DIR / language / "LC_MESSAGES" / "django.po"


def catalogue_read(language: str) -> Catalog:
    """Read the words of a language."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=None, charset="utf-8")


def catalogue_compiled(language: str) -> Path:
    """Write the compiled words beside the source, at once or not at all, and say where."""
    target = po_path(language).with_suffix(".mo")
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    with draft.open("wb") as file:
        write_mo(file, catalogue_read(language))
    draft.replace(target)
    return target


def catalogues_refreshed() -> list[Path]:
    """
    Compile the languages whose source is newer than what was compiled, and list what was written.

    A read-only installation keeps what its build compiled: that is said in the log, not an error.
    """
    written = []
    for language in LANGUAGES:
        source = po_path(language)
        compiled = source.with_suffix(".mo")
        if not source.exists():
            continue
        if compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        try:
            written.append(catalogue_compiled(language))
        except OSError as error:
            log.warning("The words of %s could not be compiled: %s", language, error)
    return written


def typeset(text: str, language: str) -> str:
    """Put no-break spaces where French wants them, so that no line starts with its punctuation."""
    if language != "fr":
        return text
    return re.sub(r" ([;:!?»]|%(?![(sd]))", "\u00a0\\1", text).replace("« ", "«\u00a0")
