"""Let a gift card be used."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import GiftCardError, node_key
from marketplace.graphql.discounts.gift_cards import GiftCard
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.gift_card_change import gift_card_activate


class GiftCardActivate(ServiceMutation):
    """Let a gift card be used. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the gift card.")

    class Meta:
        error_type = GiftCardError

    gift_card = graphene.Field(GiftCard, description="The gift card.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Do it."""
        key = node_key(id, "GiftCard")
        card = gift_card_activate(actor=info.context.actor, gift_card_id=key, now=info.context.now)
        return cls(gift_card=card)
