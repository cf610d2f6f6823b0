"""What the mutations of translations have in common."""

from collections.abc import Mapping
from typing import Any

import graphene

from catalog.services.texts_translate import texts_translate
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import error_type
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.shop.languages import LanguageCodeEnum, language_of
from marketplace.graphql.translations.kinds import KINDS

_WHY = "Why a translation was not written."
TranslationError = error_type("TranslationError", saleor_enum("TranslationErrorCode", _WHY), description=_WHY)
PERMISSIONS = ("MANAGE_TRANSLATIONS",)
ERRORS_ALIAS = "translation_errors"
ERROR_FIELDS = {"language_code": "languageCode"}


class NameTranslationInput(graphene.InputObjectType):
    """A name in a language."""

    name = graphene.String(description="The name; an empty one is taken away.")


class TranslationInput(graphene.InputObjectType):
    """The texts of a thing in a language; empty ones are taken away."""

    slug = graphene.String(description="Its slug in this language.")
    seo_title = graphene.String(description="Title for search engines.")
    seo_description = graphene.String(description="Description for search engines.")
    name = graphene.String(description="The name.")
    description = JSONString(description="The description, as EditorJS blocks.")


def id_argument(type_name: str) -> graphene.ID:
    """Return the argument that names what is translated."""
    return graphene.ID(required=True, description=f"ID of the {type_name}, or of its translatable content.")


def language_code() -> graphene.Argument:
    """Return the argument that names the language."""
    return graphene.Argument(LanguageCodeEnum, required=True, description="The language.")


def translated(info: Info, kind: str, id_: str, language: Any, wording: Mapping[str, Any]) -> Any:
    """
    Write the texts of a thing of the catalogue, and return its row.

    :raises NotFound: if there is no such thing
    :raises InvalidInput: naming the part that cannot be used
    """
    found = KINDS[kind]
    row = texts_translate(
        actor=info.context.actor,
        model=found.model,
        key=found.key_in(id_),
        language=language_of(language),
        wording=wording,
        now=info.context.now,
    )
    info.context.forget()
    return row
