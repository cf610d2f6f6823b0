"""Note what the carrier or the counter tells of a parcel, once per key."""

from datetime import datetime
from typing import Any

import graphene

from logistics.selectors.parcels import parcel_seen
from logistics.services.parcel_track import parcel_track
from logistics.states import FailureReason, TrackingKind
from marketplace.graphql.contract import word
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.hub.types import HubParcel, ParcelEvent, ParcelEventKind, ParcelFailureReason
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import DateTime, PositiveDecimal
from marketplace.kernel.money import Money


class ParcelTrack(ServiceMutation):
    """Note what the carrier or the counter tells of a parcel, once per key."""

    class Arguments:
        parcel = graphene.ID(required=True, description="The parcel.")
        kind = graphene.Argument(ParcelEventKind, required=True, description="What happened.")
        happened_at = graphene.Argument(DateTime, required=True, description="When it happened.")
        key = graphene.String(required=True, description="The event's own key; again, it changes nothing.")
        reason = graphene.Argument(ParcelFailureReason, description="Why it did not succeed.")
        note = graphene.String(description="What was said.")
        cash_collected = PositiveDecimal(description="What was collected, with a delivery.")

    class Meta:
        error_type = HubError
        error_fields = ERROR_FIELDS

    parcel = graphene.Field(HubParcel, description="The parcel after the event.")
    event = graphene.Field(ParcelEvent, description="The event.")

    @classmethod
    def perform(
        cls, info: Info, *, parcel: str, kind: Any, happened_at: datetime, key: str, **told: Any
    ) -> Any:
        """Note it."""
        parcel_id = named(parcel, "Parcel", field="parcel")
        cash, reason = told.get("cash_collected"), told.get("reason")
        event = parcel_track(
            actor=info.context.actor,
            parcel_id=parcel_id,
            kind=TrackingKind[word(kind)],
            happened_at=happened_at,
            key=key,
            reason=FailureReason[word(reason)].value if reason is not None else "",
            note=told.get("note") or "",
            cash_collected=None if cash is None else Money.from_decimal(cash),
            now=info.context.now,
        )
        return cls(parcel=parcel_seen(actor=info.context.actor, parcel_id=parcel_id), event=event)
