"""Texts in the form that the contract gives them."""

from collections.abc import Mapping
from typing import Any

import orjson

from marketplace.kernel.rich_text import document_of
from marketplace.kernel.texts import FALLBACKS

Texts = Mapping[str, str]
Documents = Mapping[str, Mapping[str, Any]]


def editor_js(text: str) -> str | None:
    """Return plain text as EditorJS blocks (JSON); null for none."""
    return _written(document_of(text))


def rich_text(documents: Documents, texts: Texts, language: str) -> str | None:
    """Return what is told in a language, or in the nearest that tells something, as EditorJS blocks (JSON)."""
    for candidate in FALLBACKS.get(language, FALLBACKS["fr"]):
        if (found := rich_text_in(documents, texts, candidate)) is not None:
            return found
    return None


def rich_text_in(documents: Documents, texts: Texts, language: str) -> str | None:
    """Return what is told in just this language: the rich text, or the plain one."""
    return _written(documents.get(language) or document_of(texts.get(language) or ""))


def _written(document: Mapping[str, Any]) -> str | None:
    return orjson.dumps(document).decode() if document else None
