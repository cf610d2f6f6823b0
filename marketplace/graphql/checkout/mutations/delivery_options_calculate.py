"""Work out how the parcel of a checkout can travel."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.checkout.rows import DeliveryRow
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.orders.deliveries import Delivery
from marketplace.kernel.errors import NotFound
from orders.policies import may_use_checkout
from orders.selectors.baskets import basket_of
from orders.selectors.checkouts import checkout_by_id

DeliveryOptionsCalculateError = error_type(
    "DeliveryOptionsCalculateError",
    saleor_enum("DeliveryOptionsCalculateErrorCode", "Why nothing could be worked out."),
    description="Why nothing could be worked out.",
)


class DeliveryOptionsCalculate(ServiceMutation):
    """Work out how the parcel of a checkout can travel; nothing before its address and its lines are known."""

    class Arguments:
        id = graphene.ID(required=True, description="The checkout's ID.")

    class Meta:
        error_type = DeliveryOptionsCalculateError

    deliveries = graphene.List(
        graphene.NonNull(Delivery), required=True, default_value=(), description="The ways there are."
    )

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Work it out.

        :raises NotFound: if there is no such checkout, or it is another person's
        """
        key = key_of(id, "Checkout", uuid.UUID)
        checkout = checkout_by_id(key) if key is not None else None
        if checkout is None or not may_use_checkout(info.context.actor, checkout.user_id):
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        options = basket_of(checkout, now=info.context.now).options
        return cls(deliveries=[DeliveryRow(option.method_id, option) for option in options])
