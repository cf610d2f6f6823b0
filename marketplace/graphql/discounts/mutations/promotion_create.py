"""Make a promotion."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.frame import ERROR_FIELDS
from marketplace.graphql.discounts.promotion_inputs import (
    PromotionCreateInput,
    promotion_changes,
    rule_changes,
)
from marketplace.graphql.discounts.promotions import Promotion
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.promotions.services.promotion_write import promotion_create

PromotionCreateError = error_type(
    "PromotionCreateError",
    saleor_enum("PromotionCreateErrorCode", "Why nothing was done."),
    description="Why nothing was done.",
    index=graphene.Int(description="Which of the rules caused the error."),
    rules_limit=graphene.Int(description="How many rules there may be."),
    rules_limit_exceed_by=graphene.Int(description="How many rules are too many."),
    gifts_limit=graphene.Int(description="How many gifts there may be."),
    gifts_limit_exceed_by=graphene.Int(description="How many gifts are too many."),
)


class PromotionCreate(ServiceMutation):
    """Make a promotion. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        input = graphene.Argument(PromotionCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = PromotionCreateError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    promotion = graphene.Field(Promotion, description="The promotion.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Make it; prices show it at once where it runs."""
        promotion = promotion_create(
            actor=info.context.actor,
            kind=getattr(input["type"], "value", input["type"]).lower(),
            changes=promotion_changes(input),
            rules=[rule_changes(each) for each in input.get("rules") or ()],
            now=info.context.now,
        )
        return cls(promotion=promotion)
