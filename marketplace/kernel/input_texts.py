"""What people type, made fit to be kept: clean, short enough, in languages we know."""

import unicodedata
from collections.abc import Mapping

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.search_text import without_controls
from marketplace.kernel.texts import LANGUAGES


def clean_line(text: str, *, field: str, most: int, required: bool = True) -> str:
    """
    Return one line without control and bidi-control characters.

    :raises InvalidInput: if it is longer than `most` characters, or empty though required
    """
    line = without_controls(text)
    if required and not line:
        raise InvalidInput(_("This must not be empty."), field=field)
    if len(line) > most:
        raise InvalidInput(_("This may hold at most %(most)s characters.") % {"most": most}, field=field)
    return line


def clean_paragraphs(text: str, *, field: str, most: int) -> str:
    """
    Return a text of several lines, each cleaned; blank lines are folded into one.

    :raises InvalidInput: if it is longer than `most` characters
    """
    lines: list[str] = []
    for raw in unicodedata.normalize("NFC", text).splitlines():
        line = without_controls(raw)
        if line or (lines and lines[-1]):
            lines.append(line)
    paragraphs = "\n".join(lines).strip()
    if len(paragraphs) > most:
        raise InvalidInput(_("This may hold at most %(most)s characters.") % {"most": most}, field=field)
    return paragraphs


def clean_texts(
    texts: Mapping[str, str], *, field: str, most: int, required: bool = False, lines: bool = False
) -> dict[str, str]:
    """
    Return texts by language, cleaned; languages with nothing left are dropped.

    :param required: at least one of Arabic and French must be there
    :param lines: whether a text may have several lines
    :raises InvalidInput: for a language we do not have, a text that is too long, or none though required
    """
    cleaned: dict[str, str] = {}
    for language, text in texts.items():
        if language not in LANGUAGES:
            raise InvalidInput(_("This language is not one of ours."), field=field)
        tidy = clean_paragraphs if lines else _line
        if kept := tidy(text, field=field, most=most):
            cleaned[language] = kept
    if required and not (cleaned.get("ar") or cleaned.get("fr")):
        raise InvalidInput(_("Please write this in Arabic or in French."), field=field)
    return cleaned


def _line(text: str, *, field: str, most: int) -> str:
    return clean_line(text, field=field, most=most, required=False)
