"""Take lines out of a checkout."""

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


class CheckoutLinesDelete(CheckoutMutation):
    """Take lines out of a checkout."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        token = UUID(description="The checkout's token.")
        lines_ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="IDs of the lines."
        )

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, lines_ids: list[str], **given: Any) -> Any:
        """
        Take them out.

        :raises NotFound: if an ID can name no line
        """
        key = checkout_key(given)
        found = [key_of(each, "CheckoutLine", uuid.UUID) for each in lines_ids]
        lines = [each for each in found if each is not None]
        if len(lines) < len(lines_ids):
            raise NotFound("Couldn't resolve to a node: " + ", ".join(lines_ids), field="lines_ids")
        checkout_lines_delete(actor=info.context.actor, checkout_id=key, now=info.context.now, line_ids=lines)
        return cls(checkout=checkout_row(info, key))
