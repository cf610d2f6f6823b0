"""Issue a gift card, a gift of the house."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.discounts.frame import GiftCardError
from marketplace.graphql.discounts.gift_cards import GiftCard
from marketplace.graphql.discounts.inputs import GiftCardCreateInput, last_day_given
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.promotions.services.gift_card_issue import gift_card_issue
from marketplace.promotions.sources import Source


class GiftCardCreate(ServiceMutation):
    """Issue a gift card, a gift of the house. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        input = graphene.Argument(GiftCardCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = GiftCardError
        error_fields = {"balance": "balance"}

    gift_card = graphene.Field(GiftCard, description="The gift card.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Do it."""
        balance = input["balance"]
        amount = Money.from_decimal(balance["amount"], balance["currency"])
        issued = gift_card_issue(
            actor=info.context.actor,
            key=f"api:{uuid.uuid4()}",
            amount=amount,
            source=Source(chart.promotions(amount.currency)),
            now=info.context.now,
            code=input.get("code") or "",
            user_id=key_of(input["assigned_to"], "User") if input.get("assigned_to") else None,
            email=input.get("user_email") or "",
            expires_date=last_day_given(input, now=info.context.now),
            note=input.get("note") or "",
            tags=input.get("add_tags") or (),
            channel_slug=input.get("channel") or "",
            is_active=input["is_active"],
        )
        vars(issued.card)["told_code"] = issued.code
        return cls(gift_card=issued.card)
