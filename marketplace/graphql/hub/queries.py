"""What can be asked of a hub."""

import uuid
from typing import Any

import graphene

from logistics.models.fulfilment import Wave
from logistics.models.parcel import Parcel
from logistics.selectors.parcels import parcel_by_number, parcel_seen, parcels_of_hub
from logistics.selectors.waves import waves_seen
from logistics.states import FulfilmentState, WaveState
from marketplace.graphql.contract import word
from marketplace.graphql.guards import one_of, refusals_told
from marketplace.graphql.hub.types import (
    HubParcel,
    HubWave,
    ParcelConnection,
    ParcelStatus,
    WaveConnection,
    WaveStatus,
)
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.orders.pages import moment
from marketplace.kernel.errors import NotFound

_WAVES = (Column("created_at", descending=True, read=moment), Column("id", descending=True))
_PARCELS = (Column("packed_at", descending=True, read=moment), Column("id", descending=True))


class HubQueries(graphene.ObjectType):
    """What can be asked of a hub."""

    wave = graphene.Field(
        HubWave,
        id=graphene.ID(required=True, description="ID of the wave."),
        description="Look up a wave; for the people of its hub and MANAGE_HUB.",
    )
    waves = connection_field(
        WaveConnection,
        warehouse=graphene.ID(required=True, description="The hub."),
        status=graphene.Argument(WaveStatus, description="Those that stand so."),
        description="List of waves, newest first; for the people of the hub and MANAGE_HUB.",
    )
    parcel = graphene.Field(
        HubParcel,
        id=graphene.ID(description="ID of the parcel."),
        number=graphene.String(description="Our number, the carrier's, or the SSCC."),
        description="Look up a parcel; for its hub, its carrier and MANAGE_HUB.",
    )
    parcels = connection_field(
        ParcelConnection,
        warehouse=graphene.ID(required=True, description="The hub."),
        status=graphene.Argument(ParcelStatus, description="Those that are there on their road."),
        description="List of parcels, newest first; for the people of the hub and MANAGE_HUB.",
    )

    @staticmethod
    def resolve_wave(_root: object, info: Info, id: str) -> Wave | None:
        """Return one wave."""
        with refusals_told():
            rows = waves_seen(actor=info.context.actor, wave_id=key_of(id, "Wave"))
        return rows.first()

    @staticmethod
    def resolve_waves(_root: object, info: Info, warehouse: str, status: Any = None, **_page: object) -> Page:
        """Return a page of waves."""
        key = key_of(warehouse, "Warehouse", uuid.UUID)
        with refusals_told():
            rows = waves_seen(actor=info.context.actor, warehouse_id=key)
        if status is not None:
            rows = rows.filter(state=WaveState[word(status)])
        return connect(QuerySetPages(rows, _WAVES), info)

    @staticmethod
    def resolve_parcel(
        _root: object, info: Info, id: str | None = None, number: str | None = None
    ) -> Parcel | None:
        """Return one parcel."""
        one_of(id=id, number=number)
        if id is not None:
            return parcel_seen(actor=info.context.actor, parcel_id=key_of(id, "Parcel"))
        try:
            return parcel_by_number(actor=info.context.actor, number=number or "").parcel
        except NotFound:
            return None

    @staticmethod
    def resolve_parcels(
        _root: object, info: Info, warehouse: str, status: Any = None, **_page: object
    ) -> Page:
        """Return a page of parcels."""
        key = key_of(warehouse, "Warehouse", uuid.UUID)
        with refusals_told():
            rows = parcels_of_hub(actor=info.context.actor, warehouse_id=key)
        if status is not None:
            rows = rows.filter(fulfilment__state=FulfilmentState[word(status)])
        return connect(QuerySetPages(rows, _PARCELS), info)
