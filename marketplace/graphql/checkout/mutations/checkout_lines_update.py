"""Say how many of some lines a checkout holds."""

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
from marketplace.graphql.checkout.inputs import CheckoutLineUpdateInput, line_terms
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from marketplace.kernel.errors import NotFound
from orders.services.checkout_lines_set import LineTerms, checkout_lines_update


class CheckoutLinesUpdate(CheckoutMutation):
    """Say how many of some lines a checkout holds."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        lines = graphene.List(
            graphene.NonNull(CheckoutLineUpdateInput),
            required=True,
            description="The lines and their quantities.",
        )

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, lines: list[dict[str, Any]], **given: Any) -> Any:
        """
        Set the quantities.

        :raises NotFound: if a line is not named
        """
        key = checkout_key(given)
        by_line: dict[uuid.UUID, int | None] = {}
        by_variant: dict[int, int | None] = {}
        of_lines: dict[uuid.UUID, LineTerms] = {}
        of_variants: dict[int, LineTerms] = {}
        for line in lines:
            named, variant, quantity = line.get("line_id"), line.get("variant_id"), line.get("quantity")
            line_key = key_of(named, "CheckoutLine", uuid.UUID) if named else None
            variant_key = key_of(variant, "ProductVariant") if variant else None
            if line_key is not None:
                by_line[line_key], of_lines[line_key] = quantity, line_terms(line)
            elif variant_key is not None:
                by_variant[variant_key], of_variants[variant_key] = quantity, line_terms(line)
            else:
                raise NotFound(f"Couldn't resolve to a node: {named or variant}", field="line_id")
        checkout_lines_update(
            actor=info.context.actor,
            checkout_id=key,
            now=info.context.now,
            by_line=by_line,
            by_variant=by_variant,
            line_terms=of_lines,
            variant_terms=of_variants,
        )
        return cls(checkout=checkout_row(info, key))
