"""Change a rule of a promotion."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.utils.translation import gettext as _

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.frame import ERROR_FIELDS
from marketplace.graphql.discounts.promotion_inputs import PromotionRuleUpdateInput, rule_changes, uuid_key
from marketplace.graphql.discounts.promotions import PromotionRule
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.kernel.errors import InvalidInput
from marketplace.promotions.services.promotion_write import promotion_rule_update


class Duplicated(InvalidInput):
    """The same thing is to be added and taken away."""

    code = "DUPLICATED_INPUT_ITEM"


PromotionRuleUpdateError = error_type(
    "PromotionRuleUpdateError",
    saleor_enum("PromotionRuleUpdateErrorCode", "Why nothing was done."),
    description="Why nothing was done.",
    channels=graphene.List(graphene.NonNull(graphene.ID), description="Channels that caused the error."),
    gifts_limit=graphene.Int(description="How many gifts there may be."),
    gifts_limit_exceed_by=graphene.Int(description="How many gifts are too many."),
)


class PromotionRuleUpdate(ServiceMutation):
    """Change a rule of a promotion. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the rule.")
        input = graphene.Argument(PromotionRuleUpdateInput, required=True, description="What is to change.")

    class Meta:
        error_type = PromotionRuleUpdateError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    promotion_rule = graphene.Field(PromotionRule, description="The rule.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """
        Change it; prices follow.

        :raises Duplicated: if the same is to be added and taken away
        """
        for added, removed in (("add_channels", "remove_channels"), ("add_gifts", "remove_gifts")):
            both = set(input.get(added) or ()) & set(input.get(removed) or ())
            if both:
                raise Duplicated(_("The same cannot be added and taken away."), field=added)
        rule = promotion_rule_update(
            actor=info.context.actor,
            rule_id=uuid_key(id, "PromotionRule"),
            changes=rule_changes(input, channels="add_channels"),
            removed_channels=keys_of(input.get("remove_channels") or [], "Channel"),
            added_gifts=keys_of(input.get("add_gifts") or [], "ProductVariant"),
            removed_gifts=keys_of(input.get("remove_gifts") or [], "ProductVariant"),
            now=info.context.now,
        )
        return cls(promotion_rule=rule)
