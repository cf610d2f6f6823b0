"""Take a rule of a promotion away."""

from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.frame import ERROR_FIELDS
from marketplace.graphql.discounts.promotion_inputs import uuid_key
from marketplace.graphql.discounts.promotions import PromotionRule
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.promotions.services.promotion_write import promotion_rule_delete

PromotionRuleDeleteError = error_type(
    "PromotionRuleDeleteError",
    saleor_enum("PromotionRuleDeleteErrorCode", "Why nothing was done."),
    description="Why nothing was done.",
)


class PromotionRuleDelete(ServiceMutation):
    """Take a rule of a promotion away. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the rule.")

    class Meta:
        error_type = PromotionRuleDeleteError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    promotion_rule = graphene.Field(PromotionRule, description="The rule as it was.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Take it away; prices follow."""
        rule = promotion_rule_delete(
            actor=info.context.actor, rule_id=uuid_key(id, "PromotionRule"), now=info.context.now
        )
        return cls(promotion_rule=rule)
