"""Write the texts of a variant in a language."""

from typing import Any

import graphene

from marketplace.graphql.assortment.frame import variant_row
from marketplace.graphql.catalog.types import ProductVariant
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


class ProductVariantTranslate(ServiceMutation):
    """Write the texts of a variant in a language; empty ones are taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("ProductVariant")
        language_code = language_code()
        input = graphene.Argument(NameTranslationInput, required=True, description="The texts.")

    class Meta:
        error_type = TranslationError
        error_fields = ERROR_FIELDS
        errors_alias = ERRORS_ALIAS
        permissions = PERMISSIONS

    product_variant = graphene.Field(ProductVariant, description="The variant after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write them.

        :raises NotFound: if there is no such variant
        """
        row = translated(info, "VARIANT", id, language_code, input)
        return cls(product_variant=variant_row(info, row.pk))
