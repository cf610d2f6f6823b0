"""Put more into a checkout."""

from typing import Any

import graphene

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
    checkout_row,
)
from marketplace.graphql.checkout.inputs import CheckoutLineInput, quantities_given, terms_given
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from orders.services.checkout_lines_set import checkout_lines_add


class CheckoutLinesAdd(CheckoutMutation):
    """Put more into a checkout."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        lines = graphene.List(
            graphene.NonNull(CheckoutLineInput), required=True, description="What to put in."
        )

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, lines: list[dict[str, Any]], **given: Any) -> Any:
        """Put the lines in."""
        key = checkout_key(given)
        checkout_lines_add(
            actor=info.context.actor,
            checkout_id=key,
            now=info.context.now,
            quantities=quantities_given(lines),
            terms=terms_given(lines),
        )
        return cls(checkout=checkout_row(info, key))
