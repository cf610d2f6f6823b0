"""Let a checkout belong to nobody."""

from typing import Any

import graphene

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
    checkout_row,
    id_arguments,
)
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.info import Info
from orders.services.checkout_edit import checkout_detach


class CheckoutCustomerDetach(CheckoutMutation):
    """Let a checkout belong to nobody."""

    class Arguments:
        vars().update(id_arguments())

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS
        errors_alias = "checkout_errors"

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, **given: Any) -> Any:
        """Detach it."""
        key = checkout_key(given)
        checkout_detach(actor=info.context.actor, checkout_id=key, now=info.context.now)
        return cls(checkout=checkout_row(info, key))
