"""Change a method of a shipping zone."""

from typing import Any

import graphene

from logistics.services.zone_method_write import zone_method_update
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError, method_key
from marketplace.graphql.shipping.inputs import ShippingPriceInput, method_changes
from marketplace.graphql.shipping.types import ShippingMethodType, ShippingZone


class ShippingPriceUpdate(ServiceMutation):
    """Change a method of a shipping zone. Requires MANAGE_SHIPPING."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a shipping method.")
        input = graphene.Argument(ShippingPriceInput, required=True, description="What is to change.")

    class Meta:
        error_type = ShippingError

    shipping_zone = graphene.Field(ShippingZone, description="The shipping zone.")
    shipping_method = graphene.Field(ShippingMethodType, description="The shipping method.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such method
        """
        method = zone_method_update(
            actor=info.context.actor, method_id=method_key(id), changes=method_changes(input)
        )
        return cls(shipping_zone=method.zone, shipping_method=method)
