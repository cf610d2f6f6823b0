"""Texts that exist in several languages, with the order in which one stands in for another."""

from collections.abc import Mapping
from typing import TypeVar

Text = TypeVar("Text")

LANGUAGES = ("ar", "fr", "zgh", "en", "es")
RTL_LANGUAGES = frozenset({"ar"})

# Whoever reads Tamazight or Arabic in Morocco most often reads the other or French next.
FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "ar": ("ar", "fr", "en", "es", "zgh"),
    "fr": ("fr", "ar", "en", "es", "zgh"),
    "zgh": ("zgh", "ar", "fr", "en", "es"),
    "en": ("en", "fr", "es", "ar", "zgh"),
    "es": ("es", "fr", "en", "ar", "zgh"),
}


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Return the text in a language, or in the nearest language that has it, or an empty string."""
    for candidate in FALLBACKS.get(language, FALLBACKS["fr"]):
        text = texts.get(candidate)
        if text:
            return text
    return ""


def text_over(texts: Mapping[str, Text], language: str, text: Text) -> dict[str, Text]:
    """Return texts with another one in a language; an empty one takes the language away."""
    merged = {**texts, language: text}
    return {each: said for each, said in merged.items() if said}


def missing_languages(texts: Mapping[str, str]) -> list[str]:
    """List the languages in which nothing has been written yet."""
    return [language for language in LANGUAGES if not texts.get(language)]
