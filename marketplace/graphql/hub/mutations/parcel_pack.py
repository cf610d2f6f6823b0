"""Close the box of an order: its goods leave the stock, and the parcel has its numbers."""

from typing import Any

import graphene

from logistics.services.parcel_pack import parcel_pack
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError, hub_order_key
from marketplace.graphql.hub.types import HubParcel
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ParcelPack(ServiceMutation):
    """Close the box of an order: its goods leave the stock, and the parcel has its numbers."""

    class Arguments:
        hub_order = graphene.ID(required=True, description="What goes out.")
        weight_grams = graphene.Int(description="What the scales say.")
        carton = graphene.String(description="Code of the hub's carton that it is packed in.")

    class Meta:
        error_type = HubError
        error_fields = ERROR_FIELDS

    parcel = graphene.Field(HubParcel, description="The parcel.")

    @classmethod
    def perform(
        cls, info: Info, *, hub_order: str, weight_grams: int | None = None, carton: str | None = None
    ) -> Any:
        """Close it."""
        parcel = parcel_pack(
            actor=info.context.actor,
            fulfilment_id=hub_order_key(hub_order),
            weight_g=weight_grams,
            carton=carton or "",
            now=info.context.now,
        )
        return cls(parcel=parcel)
