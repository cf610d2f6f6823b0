"""Change a promotion."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.frame import ERROR_FIELDS
from marketplace.graphql.discounts.promotion_inputs import PromotionUpdateInput, promotion_changes, uuid_key
from marketplace.graphql.discounts.promotions import Promotion
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.promotions.services.promotion_write import promotion_update

PromotionUpdateError = error_type(
    "PromotionUpdateError",
    saleor_enum("PromotionUpdateErrorCode", "Why nothing was done."),
    description="Why nothing was done.",
)


class PromotionUpdate(ServiceMutation):
    """Change a promotion. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the promotion.")
        input = graphene.Argument(PromotionUpdateInput, required=True, description="What is to change.")

    class Meta:
        error_type = PromotionUpdateError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    promotion = graphene.Field(Promotion, description="The promotion.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """Change it; prices follow."""
        promotion = promotion_update(
            actor=info.context.actor,
            promotion_id=uuid_key(id, "Promotion"),
            changes=promotion_changes(input),
            now=info.context.now,
        )
        return cls(promotion=promotion)
