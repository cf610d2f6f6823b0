"""Delete methods of shipping zones."""

import uuid
from typing import Any

import graphene

from logistics.services.zone_method_delete import zone_methods_delete
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shipping.frame import ShippingError


class ShippingPriceBulkDelete(ServiceMutation):
    """Delete methods of shipping zones. Requires MANAGE_SHIPPING."""

    class Arguments:
        ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="IDs of shipping methods."
        )

    class Meta:
        error_type = ShippingError

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such method
        """
        keys = keys_of(ids, "ShippingMethodType", uuid.UUID)
        return cls(count=len(zone_methods_delete(actor=info.context.actor, method_ids=keys)))
