"""Take a promotion away; orders keep what they were told of it."""

from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.frame import ERROR_FIELDS
from marketplace.graphql.discounts.promotion_inputs import uuid_key
from marketplace.graphql.discounts.promotions import Promotion
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.promotions.services.promotion_write import promotion_delete

PromotionDeleteError = error_type(
    "PromotionDeleteError",
    saleor_enum("PromotionDeleteErrorCode", "Why nothing was done."),
    description="Why nothing was done.",
)


class PromotionDelete(ServiceMutation):
    """Take a promotion away; orders keep what they were told of it. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the promotion.")

    class Meta:
        error_type = PromotionDeleteError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    promotion = graphene.Field(Promotion, description="The promotion as it was.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Take it away; prices are what they were."""
        promotion = promotion_delete(
            actor=info.context.actor, promotion_id=uuid_key(id, "Promotion"), now=info.context.now
        )
        return cls(promotion=promotion)
