"""Write the texts of a rule of a promotion in a language."""

from typing import Any

import graphene

from marketplace.graphql.discounts.promotions import PromotionRule
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import JSON
from marketplace.graphql.shop.languages import language_of
from marketplace.graphql.translations.frame import (
    ERROR_FIELDS,
    PERMISSIONS,
    TranslationError,
    id_argument,
    language_code,
)
from marketplace.graphql.translations.kinds import KINDS
from marketplace.promotions.models.promotion import PromotionRule as PromotionRuleModel
from marketplace.promotions.services.names_translate import names_translate


class PromotionRuleTranslationInput(graphene.InputObjectType):
    """The texts of a rule of a promotion in a language; empty ones are taken away."""

    name = graphene.String(description="The name.")
    description = JSON(description="The description, as EditorJS blocks.")


class PromotionRuleTranslate(ServiceMutation):
    """Write the texts of a rule in a language; empty ones are taken away. Requires MANAGE_TRANSLATIONS."""

    class Arguments:
        id = id_argument("PromotionRule")
        language_code = language_code()
        input = graphene.Argument(PromotionRuleTranslationInput, required=True, description="The texts.")

    class Meta:
        error_type = TranslationError
        error_fields = ERROR_FIELDS
        permissions = PERMISSIONS

    promotion_rule = graphene.Field(PromotionRule, description="What was translated.")

    @classmethod
    def perform(cls, info: Info, *, id: str, language_code: Any, input: dict[str, Any]) -> Any:
        """
        Write them.

        :raises NotFound: if there is no such thing
        """
        row = names_translate(
            actor=info.context.actor,
            model=PromotionRuleModel,
            key=KINDS["PROMOTION_RULE"].key_in(id),
            language=language_of(language_code),
            wording=input,
        )
        return cls(promotion_rule=row)
