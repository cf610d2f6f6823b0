"""Place the order of a checkout whose money an app looks after."""

from typing import Any, ClassVar

import graphene

from marketplace.graphql.checkout.frame import checkout_key
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.types import Order
from marketplace.graphql.shop.metadata import MetadataInput, metadata_given
from marketplace.kernel.errors import Conflict, NotFound
from orders.services.order_create_from_checkout import order_create_from_checkout

OrderCreateFromCheckoutError = error_type(
    "OrderCreateFromCheckoutError",
    saleor_enum("OrderCreateFromCheckoutErrorCode", "Why the order could not be placed."),
    description="Why the order could not be placed.",
    variants=graphene.List(graphene.NonNull(graphene.ID), description="Variants that caused the error."),
    lines=graphene.List(graphene.NonNull(graphene.ID), description="Lines that caused the error."),
)


class NoCheckout(NotFound):
    """There is no such checkout (any more)."""

    code: ClassVar[str] = "CHECKOUT_NOT_FOUND"


class OrderCreateFromCheckout(ServiceMutation):
    """Place the order of a checkout to whose sum nobody has agreed; it waits for its money."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the checkout.")
        metadata = graphene.List(graphene.NonNull(MetadataInput), description="Metadata of the order.")
        private_metadata = graphene.List(
            graphene.NonNull(MetadataInput), description="Private metadata of the order."
        )
        remove_checkout = graphene.Boolean(
            default_value=True, description="A checkout that became an order is gone in any case."
        )

    class Meta:
        error_type = OrderCreateFromCheckoutError
        error_fields = {"checkout": "id"}
        permissions = ("HANDLE_CHECKOUTS", "MANAGE_CHECKOUTS")

    order = graphene.Field(Order, description="The order.")

    @classmethod
    def perform(cls, info: Info, *, id: str, **given: Any) -> Any:
        """
        Place it.

        :raises DomainError: for the reasons of the service, in the contract's words
        """
        try:
            order = order_create_from_checkout(
                actor=info.context.actor,
                checkout_id=checkout_key({"id": id}),
                metadata=metadata_given(given.get("metadata")),
                private_metadata=metadata_given(given.get("private_metadata")),
                now=info.context.now,
            )
        except (NotFound, Conflict) as refusal:
            if refusal.field not in ("checkout", "id"):
                raise
            raise NoCheckout(refusal.message, field="id") from refusal
        return cls(order=OrderRow(order, is_open=True))
