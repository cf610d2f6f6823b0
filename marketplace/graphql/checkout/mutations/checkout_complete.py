"""Place the order of a checkout. Asked again, it returns the same order."""

from typing import Any

import graphene

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
)
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.types import Order
from marketplace.graphql.shop.metadata import MetadataInput, metadata_given
from orders.services.checkout_payment_agree import checkout_complete


class CheckoutComplete(CheckoutMutation):
    """Place the order of a checkout. Asked again, it returns the same order."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        metadata = graphene.List(
            graphene.NonNull(MetadataInput), description="Metadata to keep with the order."
        )

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    order = graphene.Field(Order, description="The order.")
    confirmation_needed = graphene.Boolean(
        required=True, default_value=False, description="Whether the customer must still confirm the payment."
    )

    @classmethod
    def perform(cls, info: Info, *, metadata: list[dict[str, str]] | None = None, **given: Any) -> Any:
        """Place the order."""
        key, kept = checkout_key(given), metadata_given(metadata)
        order = checkout_complete(
            actor=info.context.actor, checkout_id=key, metadata=kept, now=info.context.now
        )
        # Whoever placed it has just seen all that is in it.
        return cls(order=OrderRow(order, is_open=True), confirmation_needed=False)
