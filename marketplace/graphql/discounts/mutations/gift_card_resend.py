"""Send a gift card again, with a new code: the one before is worth nothing then."""

from typing import Any

import graphene

from marketplace.channels.selectors import channels_by_slug
from marketplace.graphql.discounts.frame import GiftCardError, node_key
from marketplace.graphql.discounts.gift_cards import GiftCard
from marketplace.graphql.discounts.inputs import GiftCardResendInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.errors import NotFound
from marketplace.promotions.services.gift_card_renew import gift_card_renew


class GiftCardResend(ServiceMutation):
    """Send a gift card again, with a new code: the one before is worth nothing then. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        input = graphene.Argument(GiftCardResendInput, required=True, description="What is sent to whom.")

    class Meta:
        error_type = GiftCardError

    gift_card = graphene.Field(GiftCard, description="The gift card.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Do it."""
        if not channels_by_slug([input["channel"]]):
            raise NotFound("There is no such channel.", field="channel")
        card = gift_card_renew(
            actor=info.context.actor,
            gift_card_id=node_key(input["id"], "GiftCard"),
            email=input.get("email") or "",
            language=DEFAULT_LANGUAGE,
            now=info.context.now,
        )
        return cls(gift_card=card)
