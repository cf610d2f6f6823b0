"""Take the code of a voucher or a gift card away from a checkout."""

from typing import Any

import graphene

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
    checkout_row,
)
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from orders.services.checkout_promo_code import checkout_promo_remove


class CheckoutRemovePromoCode(CheckoutMutation):
    """Take the code of a voucher or a gift card away from a checkout."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        promo_code = graphene.String(description="The code of a voucher or a gift card.")
        promo_code_id = graphene.ID(description="The ID of a gift card.")

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(
        cls, info: Info, *, promo_code: str | None = None, promo_code_id: str | None = None, **given: Any
    ) -> Any:
        """Take it away."""
        key = checkout_key(given)
        checkout_promo_remove(
            actor=info.context.actor,
            checkout_id=key,
            code=promo_code or "",
            card_id=key_of(promo_code_id, "GiftCard") if promo_code_id else None,
            now=info.context.now,
        )
        return cls(checkout=checkout_row(info, key))
