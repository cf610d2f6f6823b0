"""Write a shipping zone."""

from typing import Any

import graphene

from logistics.services.zone_write import zone_create
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError
from marketplace.graphql.shipping.inputs import ShippingZoneCreateInput, zone_changes
from marketplace.graphql.shipping.types import ShippingZone


class ShippingZoneCreate(ServiceMutation):
    """Write a shipping zone. Requires MANAGE_SHIPPING."""

    class Arguments:
        input = graphene.Argument(ShippingZoneCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = ShippingError

    shipping_zone = graphene.Field(ShippingZone, description="The shipping zone.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if a warehouse or channel does not exist
        """
        return cls(shipping_zone=zone_create(actor=info.context.actor, changes=zone_changes(input)))
