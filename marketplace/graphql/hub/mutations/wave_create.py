"""Begin a wave: allocate lots, earliest expiry first, to the oldest orders or to chosen ones."""

import uuid
from collections.abc import Sequence
from typing import Any

import graphene

from logistics.services.wave_create import wave_create
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError, hub_order_key
from marketplace.graphql.hub.types import HubWave, missing_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation

MOST = 200


class MissingLine(graphene.ObjectType):
    """How much of an order line has no lot."""

    order_line = graphene.ID(required=True, description="The order line.")
    quantity = graphene.Int(required=True, description="How many are missing.")


class WaveCreate(ServiceMutation):
    """Begin a wave: allocate lots, earliest expiry first, to the oldest orders or to chosen ones."""

    class Arguments:
        warehouse = graphene.ID(required=True, description="The hub.")
        hub_orders = graphene.List(
            graphene.NonNull(graphene.ID), description="What to pick; without it the oldest."
        )
        limit = graphene.Int(default_value=50, description="How many at most, if none is chosen (1 to 200).")

    class Meta:
        error_type = HubError
        error_fields = ERROR_FIELDS

    wave = graphene.Field(HubWave, description="The wave; null if nothing could be served.")
    missing = graphene.List(
        graphene.NonNull(MissingLine), required=True, default_value=(), description="What has no lot."
    )

    @classmethod
    def perform(
        cls, info: Info, *, warehouse: str, limit: int, hub_orders: Sequence[str] | None = None
    ) -> Any:
        """Begin it."""
        chosen = None if hub_orders is None else [hub_order_key(each) for each in hub_orders]
        result = wave_create(
            actor=info.context.actor,
            warehouse_id=named(warehouse, "Warehouse", uuid.UUID, field="warehouse"),
            fulfilment_ids=chosen,
            limit=min(max(limit, 1), MOST),
            now=info.context.now,
        )
        return cls(wave=result.wave, missing=missing_of(result.missing))
