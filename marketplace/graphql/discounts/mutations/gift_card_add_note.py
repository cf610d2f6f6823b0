"""Write a remark beside a gift card."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import GiftCardError, node_key
from marketplace.graphql.discounts.gift_card_events import GiftCardEvent, event_of_note
from marketplace.graphql.discounts.gift_cards import GiftCard
from marketplace.graphql.discounts.inputs import GiftCardAddNoteInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.gift_card_history import gift_card_note_add


class GiftCardAddNote(ServiceMutation):
    """Write a remark beside a gift card. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the gift card.")
        input = graphene.Argument(GiftCardAddNoteInput, required=True, description="The remark.")

    class Meta:
        error_type = GiftCardError

    gift_card = graphene.Field(GiftCard, description="The gift card.")
    event = graphene.Field(GiftCardEvent, description="The remark.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """Do it."""
        note = gift_card_note_add(
            actor=info.context.actor,
            gift_card_id=node_key(id, "GiftCard"),
            message=input["message"],
            now=info.context.now,
        )
        return cls(gift_card=note.card, event=event_of_note(note))
