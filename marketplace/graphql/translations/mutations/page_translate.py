"""Write the texts of a page in a language."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.translations.contents import PageTranslatableContent
from marketplace.graphql.translations.frame import (
    ERROR_FIELDS,
    ERRORS_ALIAS,
    PERMISSIONS,
    TranslationError,
    id_argument,
    language_code,
    translated,
)


class PageTranslationInput(graphene.InputObjectType):
    """The texts of a page in a language; empty ones are taken away."""

    slug = graphene.String(description="Its slug in this language.")
    seo_title = graphene.String(description="Title for search engines.")
    seo_description = graphene.String(description="Description for search engines.")
    title = graphene.String(description="The title.")
    content = JSONString(description="The content, as EditorJS blocks.")


class PageTranslate(ServiceMutation):
    """Write the texts of a page in a language; empty ones are taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("Page")
        language_code = language_code()
        input = graphene.Argument(PageTranslationInput, required=True, description="The texts.")

    class Meta:
        error_type = TranslationError
        error_fields = {**ERROR_FIELDS, "name": "title", "description": "content"}
        errors_alias = ERRORS_ALIAS
        permissions = PERMISSIONS

    page = graphene.Field(PageTranslatableContent, description="The page after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write them.

        :raises NotFound: if there is no such page
        """
        row = translated(info, "PAGE", id, language_code, _ours(input))
        return cls(page=row)


def _ours(given: dict[str, Any]) -> dict[str, Any]:
    """Return the parts in our words."""
    words = {"title": "name", "content": "description"}
    return {words.get(name, name): said for name, said in given.items()}
