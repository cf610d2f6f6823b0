"""Delete a shipping zone with its methods."""

from typing import Any

import graphene

from logistics.services.zone_delete import zones_delete
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError, zone_key
from marketplace.graphql.shipping.types import ShippingZone


class ShippingZoneDelete(ServiceMutation):
    """Delete a shipping zone with its methods. Requires MANAGE_SHIPPING."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a shipping zone.")

    class Meta:
        error_type = ShippingError

    shipping_zone = graphene.Field(ShippingZone, description="The shipping zone.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such zone
        """
        (zone,) = zones_delete(actor=info.context.actor, zone_ids=[zone_key(id)])
        return cls(shipping_zone=zone)
