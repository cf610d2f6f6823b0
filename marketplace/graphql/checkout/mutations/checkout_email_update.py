"""Say to which address messages about the order go."""

from typing import Any

import graphene

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
    row_of,
)
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from orders.services.checkout_contact_set import checkout_email_set


class CheckoutEmailUpdate(CheckoutMutation):
    """Say to which address messages about the order go."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        email = graphene.String(required=True, description="The address.")

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, email: str, **given: Any) -> Any:
        """Set the address."""
        key = checkout_key(given)
        changed = checkout_email_set(
            actor=info.context.actor, checkout_id=key, now=info.context.now, email=email
        )
        return cls(checkout=row_of(info, changed))
