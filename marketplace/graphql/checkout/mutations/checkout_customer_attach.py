"""Give a checkout to the person who is signed in."""

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
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.kernel.policy import require
from orders.services.checkout_edit import checkout_attach


class CheckoutCustomerAttach(CheckoutMutation):
    """Give a checkout to the person who is signed in."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        customer_id = graphene.ID(description="The person, who can only be oneself.")

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, customer_id: str | None = None, **given: Any) -> Any:
        """
        Attach it.

        :raises NotAllowed: if somebody else is meant
        """
        key = checkout_key(given)
        meant = key_of(customer_id, "User") if customer_id else info.context.actor.user_id
        require(meant is not None and meant == info.context.actor.user_id, FORBIDDEN)
        checkout_attach(actor=info.context.actor, checkout_id=key, now=info.context.now)
        return cls(checkout=checkout_row(info, key))
