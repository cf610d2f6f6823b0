"""Which of our languages somebody reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.kernel.texts import LANGUAGES


def language_given(given: Mapping[str, Any]) -> str | None:
    """Return the language that was given; the shop's own for one in which we do not write, nothing for none."""
    code = given.get("language_code")
    if code is None:
        return None
    language = language_of(code)
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def language_asked() -> str:
    """Return the language in which the request is answered."""
    language = (get_language() or "").partition("-")[0]
    return language if language in LANGUAGES else DEFAULT_LANGUAGE
