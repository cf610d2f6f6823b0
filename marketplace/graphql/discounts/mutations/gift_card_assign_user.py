"""Let one customer alone use a gift card."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import GiftCardError, node_key
from marketplace.graphql.discounts.gift_cards import GiftCard
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.errors import NotFound
from marketplace.promotions.services.gift_card_change import gift_card_assign


class GiftCardAssignUser(ServiceMutation):
    """Let one customer alone use a gift card. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the gift card.")
        user_id = graphene.ID(required=True, description="ID of the customer.")

    class Meta:
        error_type = GiftCardError

    gift_card = graphene.Field(GiftCard, description="The gift card.")

    @classmethod
    def perform(cls, info: Info, *, id: str, user_id: str) -> Any:
        """Do it."""
        person = key_of(user_id, "User")
        if person is None:
            raise NotFound(f"Couldn't resolve to a node: {user_id}", field="user_id")
        card = gift_card_assign(
            actor=info.context.actor,
            gift_card_id=node_key(id, "GiftCard"),
            user_id=person,
            now=info.context.now,
        )
        return cls(gift_card=card)
