"""Give a checkout the code of a voucher or a gift card."""

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
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from orders.services.checkout_promo_code import checkout_promo_add


class CheckoutAddPromoCode(CheckoutMutation):
    """Give a checkout the code of a voucher or a gift card."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        promo_code = graphene.String(required=True, description="The code of a voucher or a gift card.")

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, promo_code: str, **given: Any) -> Any:
        """Add the code."""
        key = checkout_key(given)
        checkout_promo_add(actor=info.context.actor, checkout_id=key, code=promo_code, now=info.context.now)
        return cls(checkout=checkout_row(info, key))
