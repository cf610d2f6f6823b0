"""Take one line out of a checkout."""

import uuid
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
from marketplace.kernel.errors import NotFound
from orders.services.checkout_lines_set import checkout_lines_delete


class CheckoutLineDelete(CheckoutMutation):
    """Take one line out of a checkout."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        line_id = graphene.ID(description="ID of the line.")

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, line_id: str | None = None, **given: Any) -> Any:
        """
        Take it out.

        :raises NotFound: if the ID can name no line
        """
        key = checkout_key(given)
        line = key_of(line_id or "", "CheckoutLine", uuid.UUID)
        if line is None:
            raise NotFound(f"Couldn't resolve to a node: {line_id}", field="line_id")
        checkout_lines_delete(
            actor=info.context.actor, checkout_id=key, now=info.context.now, line_ids=[line]
        )
        return cls(checkout=checkout_row(info, key))
