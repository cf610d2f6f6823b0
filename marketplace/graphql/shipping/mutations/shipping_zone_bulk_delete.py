"""Delete shipping zones with their methods."""

from typing import Any

import graphene

from logistics.services.zone_delete import zones_delete
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError


class ShippingZoneBulkDelete(ServiceMutation):
    """Delete shipping zones with their methods. Requires MANAGE_SHIPPING."""

    class Arguments:
        ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="IDs of shipping zones."
        )

    class Meta:
        error_type = ShippingError

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such zone
        """
        keys = keys_of(ids, "ShippingZone")
        return cls(count=len(zones_delete(actor=info.context.actor, zone_ids=keys)))
