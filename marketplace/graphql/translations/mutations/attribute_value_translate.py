"""Write the texts of an attribute value in a language."""

from typing import Any

import graphene

from marketplace.graphql.catalog.attributes import AttributeValue
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.translations.frame import (
    ERROR_FIELDS,
    ERRORS_ALIAS,
    PERMISSIONS,
    TranslationError,
    id_argument,
    language_code,
    translated,
)


class AttributeValueTranslationInput(graphene.InputObjectType):
    """The texts of a value in a language; empty ones are taken away."""

    name = graphene.String(description="The name.")
    rich_text = JSONString(description="The rich text, as EditorJS blocks.")
    plain_text = graphene.String(description="The plain text.")


class AttributeValueTranslate(ServiceMutation):
    """Write the texts of an attribute value in a language; empty ones are taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("AttributeValue")
        language_code = language_code()
        input = graphene.Argument(AttributeValueTranslationInput, required=True, description="The texts.")

    class Meta:
        error_type = TranslationError
        error_fields = ERROR_FIELDS
        errors_alias = ERRORS_ALIAS
        permissions = PERMISSIONS

    attribute_value = graphene.Field(AttributeValue, description="The value after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write them.

        :raises NotFound: if there is no such value
        """
        row = translated(info, "ATTRIBUTE_VALUE", id, language_code, input)
        return cls(attribute_value=row)
