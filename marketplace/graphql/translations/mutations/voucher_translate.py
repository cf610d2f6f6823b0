"""Write the name of a voucher in a language."""

from typing import Any

import graphene

from marketplace.graphql.discounts.types import Voucher
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.languages import language_of
from marketplace.graphql.translations.frame import (
    ERROR_FIELDS,
    ERRORS_ALIAS,
    PERMISSIONS,
    NameTranslationInput,
    TranslationError,
    id_argument,
    language_code,
)
from marketplace.graphql.translations.kinds import KINDS
from marketplace.promotions.models.voucher import Voucher as VoucherModel
from marketplace.promotions.services.names_translate import names_translate


class VoucherTranslate(ServiceMutation):
    """Write the name of a voucher in a language; an empty one is taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("Voucher")
        language_code = language_code()
        input = graphene.Argument(NameTranslationInput, required=True, description="The name.")

    class Meta:
        error_type = TranslationError
        error_fields = ERROR_FIELDS
        errors_alias = ERRORS_ALIAS
        permissions = PERMISSIONS

    voucher = graphene.Field(Voucher, description="The voucher after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write it.

        :raises NotFound: if there is no such voucher
        """
        voucher = names_translate(
            actor=info.context.actor,
            model=VoucherModel,
            key=KINDS["VOUCHER"].key_in(id),
            language=language_of(language_code),
            wording=input,
        )
        return cls(voucher=voucher)
