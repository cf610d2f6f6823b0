"""Keep what a customer writes with a checkout."""

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
from orders.services.checkout_edit import checkout_note_set


class CheckoutCustomerNoteUpdate(CheckoutMutation):
    """Keep what a customer writes with a checkout; it goes over to its order."""

    class Arguments:
        id = graphene.ID(required=True, description="The checkout's ID.")
        customer_note = graphene.String(required=True, description="New customer note content.")

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, customer_note: str) -> Any:
        """Keep it."""
        key = checkout_key({"id": id})
        checkout_note_set(actor=info.context.actor, checkout_id=key, note=customer_note, now=info.context.now)
        return cls(checkout=checkout_row(info, key))
