"""Buy the same again."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.checkout.frame import row_of
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import global_id, key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.kernel.errors import NotFound
from orders.selectors.checkouts import checkout_by_id
from orders.selectors.orders import placed_line_keys
from orders.services.checkout_from_order import checkout_from_order

CheckoutCreateFromOrderError = error_type(
    "CheckoutCreateFromOrderError",
    saleor_enum("CheckoutCreateFromOrderErrorCode", "Why an order could not be bought again."),
    description="Why an order could not be bought again.",
)


class OrderNotFound(NotFound):
    """There is no such order."""

    code = "ORDER_NOT_FOUND"


class CheckoutCreateFromOrderUnavailableVariant(graphene.ObjectType):
    """A line of the order that cannot be bought again as it was."""

    message = graphene.String(required=True, description="Why.")
    code = graphene.Field(
        saleor_enum(
            "CheckoutCreateFromOrderUnavailableVariantErrorCode", "Why a variant cannot be bought again."
        ),
        required=True,
        description="Why.",
    )
    variant_id = graphene.ID(required=True, description="The variant.")
    line_id = graphene.ID(required=True, description="The order's line.")


class CheckoutCreateFromOrder(ServiceMutation):
    """Open a checkout with what an order held, at today's prices, and say what is missing from it."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the order.")

    class Meta:
        error_type = CheckoutCreateFromOrderError
        error_fields = {"order": "id"}

    unavailable_variants = graphene.List(
        graphene.NonNull(CheckoutCreateFromOrderUnavailableVariant), description="What is missing."
    )
    checkout = graphene.Field(Checkout, description="The new checkout.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Open it.

        :raises OrderNotFound: if there is no such order
        """
        key = key_of(id, "Order", uuid.UUID)
        try:
            if key is None:
                raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
            opened, missing = checkout_from_order(
                actor=info.context.actor, order_id=key, now=info.context.now
            )
        except NotFound as refusal:
            raise OrderNotFound(refusal.message, field="id") from refusal
        keys = placed_line_keys([each.line_id for each in missing]) if missing else {}
        told = [
            {
                "message": each.message,
                "code": each.code,
                "variant_id": global_id("ProductVariant", each.variant_id),
                "line_id": global_id("OrderLine", keys[each.line_id]),
            }
            for each in missing
        ]
        checkout = checkout_by_id(opened.pk)
        row = row_of(info, checkout) if checkout is not None else None
        return cls(checkout=row, unavailable_variants=told)
