"""Give parcels to their carrier, with a list that both sign."""

import uuid
from collections.abc import Sequence
from typing import Any

import graphene

from logistics.services.parcels_hand_over import parcels_hand_over
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.hub.types import ParcelManifest
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ParcelsHandOver(ServiceMutation):
    """Give parcels to their carrier, with a list that both sign."""

    class Arguments:
        warehouse = graphene.ID(required=True, description="The hub.")
        carrier = graphene.ID(required=True, description="Who carries them.")
        parcels = graphene.List(graphene.NonNull(graphene.ID), description="Which; without it all that wait.")

    class Meta:
        error_type = HubError
        error_fields = ERROR_FIELDS

    manifest = graphene.Field(ParcelManifest, description="The list.")

    @classmethod
    def perform(
        cls, info: Info, *, warehouse: str, carrier: str, parcels: Sequence[str] | None = None
    ) -> Any:
        """Give them."""
        chosen = None if parcels is None else [named(each, "Parcel", field="parcels") for each in parcels]
        manifest = parcels_hand_over(
            actor=info.context.actor,
            warehouse_id=named(warehouse, "Warehouse", uuid.UUID, field="warehouse"),
            carrier_id=named(carrier, "Cooperative", field="carrier"),
            parcel_ids=chosen,
            now=info.context.now,
        )
        return cls(manifest=manifest)
