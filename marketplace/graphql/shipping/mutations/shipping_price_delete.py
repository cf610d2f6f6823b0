"""Delete a method of a shipping zone."""

from typing import Any

import graphene

from logistics.services.zone_method_delete import zone_methods_delete
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError, method_key
from marketplace.graphql.shipping.types import ShippingMethodType, ShippingZone


class ShippingPriceDelete(ServiceMutation):
    """Delete a method of a shipping zone. Requires MANAGE_SHIPPING."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a shipping method.")

    class Meta:
        error_type = ShippingError

    shipping_zone = graphene.Field(ShippingZone, description="The shipping zone.")
    shipping_method = graphene.Field(ShippingMethodType, description="The shipping method.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such method
        """
        (method,) = zone_methods_delete(actor=info.context.actor, method_ids=[method_key(id)])
        return cls(shipping_zone=method.zone, shipping_method=method)
