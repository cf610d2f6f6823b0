"""Write the texts of a collection in a language."""

from typing import Any

import graphene

from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.frame import collection_row
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.translations.frame import (
    ERROR_FIELDS,
    ERRORS_ALIAS,
    PERMISSIONS,
    TranslationError,
    TranslationInput,
    id_argument,
    language_code,
    translated,
)


class CollectionTranslate(ServiceMutation):
    """Write the texts of a collection in a language; empty ones are taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("Collection")
        language_code = language_code()
        input = graphene.Argument(TranslationInput, required=True, description="The texts.")

    class Meta:
        error_type = TranslationError
        error_fields = ERROR_FIELDS
        errors_alias = ERRORS_ALIAS
        permissions = PERMISSIONS

    collection = graphene.Field(Collection, description="The collection after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write them.

        :raises NotFound: if there is no such collection
        """
        row = translated(info, "COLLECTION", id, language_code, input)
        return cls(collection=collection_row(info, row.pk))
