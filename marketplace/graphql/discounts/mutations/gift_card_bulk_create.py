"""Issue many gift cards that are alike, all or none."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import GiftCardError
from marketplace.graphql.discounts.gift_cards import GiftCard
from marketplace.graphql.discounts.inputs import GiftCardBulkCreateInput, last_day_given
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.promotions.services.gift_cards_bulk import gift_cards_issue
from marketplace.promotions.sources import Source


class GiftCardBulkCreate(ServiceMutation):
    """Issue many gift cards that are alike, all or none. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        input = graphene.Argument(GiftCardBulkCreateInput, required=True, description="What is issued.")

    class Meta:
        error_type = GiftCardError

    count = graphene.Int(required=True, default_value=0, description="How many were issued.")
    gift_cards = graphene.List(
        graphene.NonNull(GiftCard),
        required=True,
        default_value=(),
        description="The cards, each with its code: it is told this once.",
    )

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Do it."""
        balance = input["balance"]
        amount = Money.from_decimal(balance["amount"], balance["currency"])
        issued = gift_cards_issue(
            actor=info.context.actor,
            count=input["count"],
            amount=amount,
            source=Source(chart.promotions(amount.currency)),
            tags=input.get("tags") or (),
            expires_date=last_day_given(input, now=info.context.now),
            is_active=input["is_active"],
            now=info.context.now,
        )
        for each in issued:
            vars(each.card)["told_code"] = each.code
        return cls(count=len(issued), gift_cards=[each.card for each in issued])
