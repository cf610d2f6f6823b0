"""Waves, parcels and their roads, as the contract would have named them."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from logistics.models.fulfilment import Fulfilment, LotAllocation, Wave
from logistics.models.parcel import Manifest, Parcel, TrackingEvent
from logistics.states import FailureReason, FulfilmentState, TrackingKind, WaveState
from marketplace.cooperatives.selectors import OrganisationCard, organisations_named
from marketplace.graphql.catalog.types import Cooperative
from marketplace.graphql.contract import own_enum
from marketplace.graphql.kit.batching import batched, grouped
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, global_id, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.shop.money import Money
from marketplace.graphql.warehouses.types import Warehouse
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.texts import text_in
from orders.selectors.orders import placed_line_keys

WaveStatus = own_enum("WaveStatus", WaveState, "Whether a wave is still being picked and packed.")
ParcelStatus = own_enum("ParcelStatus", FulfilmentState, "Where what goes out for an order is on its road.")
ParcelEventKind = own_enum("ParcelEventKind", TrackingKind, "What is told of a parcel.")
ParcelFailureReason = own_enum("ParcelFailureReason", FailureReason, "Why a delivery did not succeed.")


class PickLine(graphene.ObjectType):
    """So many units of one lot to be taken from the shelf for one order."""

    class Meta:
        interfaces = (Node,)

    id = id_field("PickLine", attribute="pk", description="The ID of the stop.")
    sku = graphene.String(required=True, description="SKU of the variant.")
    product_name = graphene.String(required=True, description="What the customer read when ordering.")
    lot = graphene.String(required=True, description="The lot's code.")
    best_before_date = graphene.Field(Date, description="Until when it is at its best.")
    bin = graphene.String(required=True, description="Where it stands; empty: at the gate.")
    quantity = graphene.Int(required=True, description="How many.")
    is_picked = graphene.Boolean(required=True, description="Whether it lies in the crate.")

    @staticmethod
    def resolve_sku(root: LotAllocation, _info: Info) -> str:
        """Return the variant's number."""
        return root.line.variant.sku

    @staticmethod
    def resolve_product_name(root: LotAllocation, _info: Info) -> str:
        """Return the name."""
        return text_in(root.line.names, "fr")

    @staticmethod
    def resolve_lot(root: LotAllocation, _info: Info) -> str:
        """Return the lot."""
        return root.lot.code

    @staticmethod
    def resolve_best_before_date(root: LotAllocation, _info: Info) -> Any:
        """Return the lot's date."""
        return root.lot.best_before_date

    @staticmethod
    def resolve_bin(root: LotAllocation, _info: Info) -> str:
        """Return the place."""
        return root.lot_stock.bin.code if root.lot_stock.bin else ""

    @staticmethod
    def resolve_is_picked(root: LotAllocation, _info: Info) -> bool:
        """Say whether it is taken."""
        return root.picked_at is not None


class HubOrder(graphene.ObjectType):
    """What the hub sends for one order, from the shelf to the door."""

    class Meta:
        interfaces = (Node,)

    id = id_field("HubOrder", attribute="pk", description="The ID of what goes out.")
    order_number = graphene.String(required=True, description="The order's number.")
    status = graphene.Field(ParcelStatus, required=True, description="Where it is on its road.")
    status_since = graphene.Field(DateTime, required=True, source="state_at", description="Since when.")
    city = graphene.String(required=True, description="Where it goes.")
    cash_due = graphene.Field(Money, required=True, description="What is collected at the door.")
    pick_lines = graphene.List(graphene.NonNull(PickLine), required=True, description="What serves it.")
    parcels = graphene.List(graphene.NonNull(lambda: HubParcel), required=True, description="Its parcels.")

    @staticmethod
    def resolve_status(root: Fulfilment, _info: Info) -> str:
        """Return where it is."""
        return FulfilmentState(root.state).name

    @staticmethod
    def resolve_city(root: Fulfilment, _info: Info) -> str:
        """Return where it goes."""
        return str(root.recipient.get("city", ""))

    @staticmethod
    @batched
    def resolve_pick_lines(parents: Sequence[Fulfilment], _info: Info) -> list[list[LotAllocation]]:
        """Return the shares of lots."""
        rows = LotAllocation.objects.select_related("lot_stock__lot", "lot_stock__bin", "line__variant")
        keys = [each.pk for each in parents]
        found = rows.filter(line__fulfilment__in=keys).order_by("id")
        return grouped(keys, found, key=lambda share: share.line.fulfilment_id)

    @staticmethod
    @batched
    def resolve_parcels(parents: Sequence[Fulfilment], _info: Info) -> list[list[Parcel]]:
        """Return the boxes."""
        keys = [each.pk for each in parents]
        rows = Parcel.objects.select_related("fulfilment").filter(fulfilment__in=keys).order_by("id")
        return grouped(keys, rows, key=lambda parcel: parcel.fulfilment_id)


class HubWave(graphene.ObjectType):
    """Orders that are picked in one walk."""

    class Meta:
        interfaces = (Node,)
        name = "Wave"

    id = id_field("Wave", attribute="pk", description="The ID of the wave.")
    number = graphene.String(required=True, description="Its number.")
    status = graphene.Field(WaveStatus, required=True, description="Whether it is still going on.")
    warehouse = graphene.Field(Warehouse, required=True, description="Where it is walked.")
    created = graphene.Field(DateTime, required=True, source="created_at", description="When it was begun.")
    closed_at = graphene.Field(DateTime, description="When all of it was packed.")
    orders = graphene.List(graphene.NonNull(HubOrder), required=True, description="What is picked in it.")

    @staticmethod
    def resolve_status(root: Wave, _info: Info) -> str:
        """Return whether it goes on."""
        return WaveState(root.state).name

    @staticmethod
    @batched
    def resolve_orders(parents: Sequence[Wave], _info: Info) -> list[list[Fulfilment]]:
        """Return what is picked."""
        keys = [each.pk for each in parents]
        rows = Fulfilment.objects.filter(wave__in=keys).order_by("created_at", "id")
        return grouped(keys, rows, key=lambda row: row.wave_id or 0)


class ParcelEvent(graphene.ObjectType):
    """Something told of a parcel."""

    kind = graphene.Field(ParcelEventKind, required=True, description="What happened.")
    happened_at = graphene.Field(DateTime, required=True, description="When.")
    reason = graphene.Field(ParcelFailureReason, description="Why it did not succeed.")
    note = graphene.String(required=True, description="What was said.")
    is_late = graphene.Boolean(required=True, description="Whether it came too late to move the parcel.")

    @staticmethod
    def resolve_kind(root: TrackingEvent, _info: Info) -> str:
        """Return what happened."""
        return TrackingKind(root.kind).name

    @staticmethod
    def resolve_reason(root: TrackingEvent, _info: Info) -> str | None:
        """Return why."""
        return FailureReason(root.reason).name if root.reason else None


class HubParcel(graphene.ObjectType):
    """A closed box with a number."""

    class Meta:
        interfaces = (Node,)
        name = "Parcel"

    id = id_field("Parcel", attribute="pk", description="The ID of the parcel.")
    number = graphene.String(required=True, description="Our number.")
    tracking_number = graphene.String(required=True, description="The carrier's number.")
    order_number = graphene.String(required=True, description="The order's number.")
    status = graphene.Field(ParcelStatus, required=True, description="Where it is on its road.")
    carrier = graphene.Field(Cooperative, required=True, description="Who carries it.")
    weight_grams = graphene.Int(required=True, source="weight_g", description="What it weighs.")
    attempts = graphene.Int(required=True, description="How often delivery was tried in vain.")
    packed_at = graphene.Field(DateTime, required=True, description="When it was closed.")
    cash_due = graphene.Field(Money, required=True, description="What is collected at the door.")
    events = graphene.List(
        graphene.NonNull(ParcelEvent), required=True, description="What was told of it, oldest first."
    )

    @staticmethod
    def resolve_order_number(root: Parcel, _info: Info) -> str:
        """Return the order's number."""
        return root.fulfilment.order_number

    @staticmethod
    def resolve_status(root: Parcel, _info: Info) -> str:
        """Return where it is."""
        return FulfilmentState(root.fulfilment.state).name

    @staticmethod
    def resolve_cash_due(root: Parcel, _info: Info) -> Amount:
        """Return what is collected."""
        return root.fulfilment.cash_due

    @staticmethod
    @batched
    def resolve_carrier(parents: Sequence[Parcel], info: Info) -> list[OrganisationCard | None]:
        """Return who carries them."""
        return info.context.load(organisations_named, [each.carrier_id for each in parents])

    @staticmethod
    @batched
    def resolve_events(parents: Sequence[Parcel], _info: Info) -> list[list[TrackingEvent]]:
        """Return what was told of them."""
        keys = [each.pk for each in parents]
        rows = TrackingEvent.objects.filter(parcel__in=keys).order_by("happened_at", "id")
        return grouped(keys, rows, key=lambda event: event.parcel_id)


class ParcelManifest(graphene.ObjectType):
    """The list of parcels that a carrier took with it at once."""

    class Meta:
        interfaces = (Node,)

    id = id_field("ParcelManifest", attribute="pk", description="The ID of the list.")
    number = graphene.String(required=True, description="Its number.")
    handed_over_at = graphene.Field(DateTime, required=True, description="When they were taken.")
    parcels = graphene.List(graphene.NonNull(HubParcel), required=True, description="The parcels.")

    @staticmethod
    @batched
    def resolve_parcels(parents: Sequence[Manifest], _info: Info) -> list[list[Parcel]]:
        """Return the parcels."""
        keys = [each.pk for each in parents]
        rows = Parcel.objects.select_related("fulfilment").filter(manifest__in=keys).order_by("id")
        return grouped(keys, rows, key=lambda parcel: parcel.manifest_id or 0)


WaveConnection = connection_of("Wave", lambda: HubWave)
ParcelConnection = connection_of("Parcel", lambda: HubParcel)


def missing_of(missing: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return how much of each order line has no lot."""
    found = {int(reference.split(":")[1]): quantity for reference, quantity in missing.items()}
    keys = placed_line_keys(found) if found else {}
    return [
        {"order_line": global_id("OrderLine", keys[line_id]), "quantity": quantity}
        for line_id, quantity in found.items()
    ]


def allocation_shown(key: int) -> LotAllocation:
    """Return a stop of a walk with all that it shows."""
    rows = LotAllocation.objects.select_related("lot_stock__lot", "lot_stock__bin", "line__variant")
    return rows.get(pk=key)
