"""Add a rule to a promotion."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.frame import ERROR_FIELDS
from marketplace.graphql.discounts.promotion_inputs import PromotionRuleCreateInput, rule_changes, uuid_key
from marketplace.graphql.discounts.promotions import PromotionRule
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.promotions.services.promotion_write import promotion_rule_create

PromotionRuleCreateError = error_type(
    "PromotionRuleCreateError",
    saleor_enum("PromotionRuleCreateErrorCode", "Why nothing was done."),
    description="Why nothing was done.",
    rules_limit=graphene.Int(description="How many rules there may be."),
    rules_limit_exceed_by=graphene.Int(description="How many rules are too many."),
    gifts_limit=graphene.Int(description="How many gifts there may be."),
    gifts_limit_exceed_by=graphene.Int(description="How many gifts are too many."),
)


class PromotionRuleCreate(ServiceMutation):
    """Add a rule to a promotion. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        input = graphene.Argument(PromotionRuleCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = PromotionRuleCreateError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    promotion_rule = graphene.Field(PromotionRule, description="The rule.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Add it; prices follow."""
        rule = promotion_rule_create(
            actor=info.context.actor,
            promotion_id=uuid_key(input["promotion"], "Promotion", "promotion"),
            changes=rule_changes(input),
            now=info.context.now,
        )
        return cls(promotion_rule=rule)
