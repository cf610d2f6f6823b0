"""Change a gift card."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.discounts.frame import GiftCardError, node_key
from marketplace.graphql.discounts.gift_cards import GiftCard
from marketplace.graphql.discounts.inputs import GiftCardUpdateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.metadata import metadata_given
from marketplace.kernel.money import Money
from marketplace.promotions.selectors.gift_cards import currency_of_card
from marketplace.promotions.services.gift_card_change import CardChanges, gift_card_update


class GiftCardUpdate(ServiceMutation):
    """Change a gift card. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the gift card.")
        input = graphene.Argument(GiftCardUpdateInput, required=True, description="What changes.")

    class Meta:
        error_type = GiftCardError
        error_fields = {"balance": "balanceAmount"}

    gift_card = graphene.Field(GiftCard, description="The gift card.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """Do it."""
        key = node_key(id, "GiftCard")
        card = gift_card_update(
            actor=info.context.actor,
            key=f"api:{uuid.uuid4()}",
            gift_card_id=key,
            changes=_changes(key, input),
            now=info.context.now,
        )
        return cls(gift_card=card)


def _changes(key: int, given: dict[str, Any]) -> CardChanges:
    amount = given.get("balance_amount")
    day = "expiry_date" if "expiry_date" in given else "end_date"
    return CardChanges(
        add_tags=given.get("add_tags") or (),
        remove_tags=given.get("remove_tags") or (),
        expires_date=given.get(day),
        never_expires=day in given and given[day] is None,
        balance=Money.from_decimal(amount, currency_of_card(key)) if amount is not None else None,
        metadata=metadata_given(given.get("metadata")),
        private_metadata=metadata_given(given.get("private_metadata")),
    )
