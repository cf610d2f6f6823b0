"""Write the texts of an attribute in a language."""

from typing import Any

import graphene

from marketplace.graphql.assortment.frame import attribute_row
from marketplace.graphql.catalog.attributes import Attribute
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.translations.frame import (
    ERROR_FIELDS,
    ERRORS_ALIAS,
    PERMISSIONS,
    NameTranslationInput,
    TranslationError,
    id_argument,
    language_code,
    translated,
)


class AttributeTranslate(ServiceMutation):
    """Write the texts of an attribute in a language; empty ones are taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("Attribute")
        language_code = language_code()
        input = graphene.Argument(NameTranslationInput, required=True, description="The texts.")

    class Meta:
        error_type = TranslationError
        error_fields = ERROR_FIELDS
        errors_alias = ERRORS_ALIAS
        permissions = PERMISSIONS

    attribute = graphene.Field(Attribute, description="The attribute after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write them.

        :raises NotFound: if there is no such attribute
        """
        row = translated(info, "ATTRIBUTE", id, language_code, input)
        return cls(attribute=attribute_row(info, row.pk))
