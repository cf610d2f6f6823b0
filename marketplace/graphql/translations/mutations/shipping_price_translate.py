"""Write the texts of a shipping method in a language."""

from typing import Any

import graphene

from logistics.services.zone_method_translate import zone_method_translate
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.inputs import ShippingPriceTranslationInput
from marketplace.graphql.shipping.types import ShippingMethodType
from marketplace.graphql.shop.languages import language_of
from marketplace.graphql.translations.frame import (
    ERROR_FIELDS,
    ERRORS_ALIAS,
    PERMISSIONS,
    TranslationError,
    id_argument,
    language_code,
)
from marketplace.graphql.translations.kinds import KINDS


class ShippingPriceTranslate(ServiceMutation):
    """Write the texts of a shipping method in a language; empty ones are taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("ShippingMethodType")
        language_code = language_code()
        input = graphene.Argument(ShippingPriceTranslationInput, required=True, description="The texts.")

    class Meta:
        error_type = TranslationError
        error_fields = ERROR_FIELDS
        errors_alias = ERRORS_ALIAS
        permissions = PERMISSIONS

    shipping_method = graphene.Field(ShippingMethodType, description="The method after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write them.

        :raises NotFound: if there is no such method
        """
        method = zone_method_translate(
            actor=info.context.actor,
            method_id=KINDS["SHIPPING_METHOD"].key_in(id),
            language=language_of(language_code),
            wording=input,
        )
        return cls(shipping_method=method)
