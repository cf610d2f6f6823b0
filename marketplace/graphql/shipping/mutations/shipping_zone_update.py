"""Change a shipping zone."""

from typing import Any

import graphene

from logistics.services.zone_write import zone_update
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError, zone_key
from marketplace.graphql.shipping.inputs import ShippingZoneUpdateInput, zone_changes
from marketplace.graphql.shipping.types import ShippingZone


class ShippingZoneUpdate(ServiceMutation):
    """Change a shipping zone. Requires MANAGE_SHIPPING."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a shipping zone.")
        input = graphene.Argument(ShippingZoneUpdateInput, required=True, description="What is to change.")

    class Meta:
        error_type = ShippingError

    shipping_zone = graphene.Field(ShippingZone, description="The shipping zone.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such zone, warehouse or channel
        """
        zone = zone_update(actor=info.context.actor, zone_id=zone_key(id), changes=zone_changes(input))
        return cls(shipping_zone=zone)
