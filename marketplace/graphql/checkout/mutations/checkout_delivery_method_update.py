"""Choose how the parcel travels."""

import uuid
from typing import Any

import graphene

from logistics.selectors.warehouses import counter_of
from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
    row_of,
)
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from marketplace.kernel.errors import NotFound
from orders.services.checkout_edit import checkout_delivery_set


class CheckoutDeliveryMethodUpdate(CheckoutMutation):
    """Choose how the parcel travels."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        token = UUID(description="The checkout's token.")
        delivery_method_id = graphene.ID(
            description="ID of a delivery (`deliveryOptionsCalculate`), its method, or a collection point."
        )

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, delivery_method_id: str | None = None, **given: Any) -> Any:
        """
        Set the way.

        :raises NotFound: if the ID can name none
        """
        key = checkout_key(given)
        named = delivery_method_id or ""
        method = key_of(named, "CheckoutDelivery", uuid.UUID) or key_of(named, "ShippingMethod", uuid.UUID)
        if method is None and (place := key_of(named, "Warehouse", uuid.UUID)) is not None:
            method = counter_of(place)
        if method is None:
            raise NotFound(f"Couldn't resolve to a node: {named}", field="delivery_method_id")
        changed = checkout_delivery_set(
            actor=info.context.actor, checkout_id=key, now=info.context.now, method_id=method
        )
        return cls(checkout=row_of(info, changed))
