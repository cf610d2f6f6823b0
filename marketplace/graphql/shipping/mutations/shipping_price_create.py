"""Write a method of a shipping zone."""

from typing import Any

import graphene

from logistics.services.zone_method_write import zone_method_create
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError, zone_key
from marketplace.graphql.shipping.inputs import ShippingPriceInput, method_changes
from marketplace.graphql.shipping.types import ShippingMethodType, ShippingZone


class ShippingPriceCreate(ServiceMutation):
    """Write a method of a shipping zone. Requires MANAGE_SHIPPING."""

    class Arguments:
        input = graphene.Argument(ShippingPriceInput, required=True, description="What is known of it.")

    class Meta:
        error_type = ShippingError

    shipping_zone = graphene.Field(ShippingZone, description="The shipping zone.")
    shipping_method = graphene.Field(ShippingMethodType, description="The shipping method.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such zone
        """
        method = zone_method_create(
            actor=info.context.actor,
            zone_id=zone_key(input.get("shipping_zone"), field="shippingZone"),
            changes=method_changes(input),
            now=info.context.now,
        )
        return cls(shipping_zone=method.zone, shipping_method=method)
