"""Languages as the contract names them (AR_MA, FR, ...), and ours (ar, fr, ...)."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.conf import settings
from django.utils.translation import get_language_info

from marketplace.graphql.contract import saleor_enum
from marketplace.kernel.texts import LANGUAGES

LanguageCodeEnum = saleor_enum("LanguageCodeEnum", "Languages, with the regions in which they are spoken.")

# In which language fields without a language argument are written.
DEFAULT_LANGUAGE: str = settings.LANGUAGE_CODE


def language_of(code: Any) -> str:
    """Return our language for a language code of the contract; one we do not write in gives its own name."""
    value: str = getattr(code, "value", code)
    return value.partition("_")[0].lower()


def code_of(language: str) -> str:
    """Return the contract's code of one of our languages."""
    return language.upper()


def written_in(texts: Mapping[str, str], language: str) -> str | None:
    """Return a text if it was written in just this language."""
    return texts.get(language) or None


class LanguageDisplay(graphene.ObjectType):
    """A language and its name."""

    code = graphene.Field(LanguageCodeEnum, required=True, description="ISO 639 code of the language.")
    language = graphene.String(required=True, description="Name of the language, in itself.")


def display_of(language: str) -> dict[str, str]:
    """Return the row of LanguageDisplay for one of our languages."""
    return {"code": code_of(language), "language": get_language_info(language)["name_local"]}


def all_languages() -> list[dict[str, str]]:
    """Return the rows of all the languages that the shop is written in."""
    return [display_of(language) for language in LANGUAGES]
