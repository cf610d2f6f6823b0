"""Say that a checkout is a gift, or that it is none after all."""

from typing import Any

import graphene

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
    checkout_row,
    row_of,
)
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.gifts import GiftWishInput
from orders.gifting import gift_read
from orders.services.checkout_gift_set import checkout_gift_set

_FIELDS = {"gift_sender": "sender", "gift_message": "message", "payer_phone": "phone"}


class CheckoutGiftUpdate(CheckoutMutation):
    """Say that a checkout is a gift for whoever receives the parcel, or that it is none after all."""

    class Arguments:
        id = graphene.ID(required=True, description="The checkout's ID.")
        input = graphene.Argument(GiftWishInput, description="What the giver says; left out: it is no gift.")

    class Meta:
        error_type = CheckoutError
        error_fields = {**ERROR_FIELDS, **_FIELDS}

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any] | None = None) -> Any:
        """Keep it."""
        key = checkout_key({"id": id})
        wish = None
        if input is not None:
            wish = gift_read(
                sender=input["sender"],
                message=input.get("message") or "",
                hides_prices=bool(input.get("hides_prices")),
                phone=input.get("phone") or "",
                email=checkout_row(info, key).checkout.email,
            )
        changed = checkout_gift_set(
            actor=info.context.actor, checkout_id=key, wish=wish, now=info.context.now
        )
        return cls(checkout=row_of(info, changed))
