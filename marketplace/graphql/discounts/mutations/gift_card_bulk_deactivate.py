"""Stop many gift cards from being used, all or none."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import GiftCardError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.gift_cards_bulk import gift_cards_deactivate


class GiftCardBulkDeactivate(ServiceMutation):
    """Stop many gift cards from being used, all or none. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of gift cards.")

    class Meta:
        error_type = GiftCardError

    count = graphene.Int(required=True, default_value=0, description="How many there are.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """Do it."""
        keys = keys_of(ids, "GiftCard")
        return cls(
            count=gift_cards_deactivate(actor=info.context.actor, gift_card_ids=keys, now=info.context.now)
        )
