"""Parcels: those that wait for their carrier, one by its number, and the lists on which they left."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from logistics.models.doorstep import DeliveryProof, DeliveryWish
from logistics.models.parcel import Manifest, Parcel, TrackingEvent
from logistics.policies import may_run_hub, may_track
from logistics.selectors.fulfilments import LineRow, lines_of
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import DeliveryKind, FulfilmentState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """One parcel in a list."""

    id: int
    number: str
    tracking_number: str
    order_number: str
    recipient_name: str
    city: str
    weight_g: int
    cash_due: Money
    carrier_id: int
    carrier_name: str
    carrier_names: Mapping[str, str]
    state: FulfilmentState
    packed_at: datetime


@dataclass(frozen=True, slots=True)
class ParcelDetail:
    """A parcel with its fulfilment, its contents and what was told of it."""

    parcel: Parcel
    lines: tuple[LineRow, ...]
    events: tuple[TrackingEvent, ...]


def parcels_to_hand_over(
    *, actor: Actor, warehouse_id: uuid.UUID, carrier_id: int | None = None, after: str = "", first: int = 100
) -> Page[ParcelRow]:
    """
    List the parcels that wait for a carrier, the first packed first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    size = page_size(first)
    rows = Parcel.objects.filter(
        manifest=None,
        fulfilment__warehouse=warehouse,
        fulfilment__state=FulfilmentState.PACKED,
        fulfilment__method__kind=DeliveryKind.HOME,
    )
    if carrier_id is not None:
        rows = rows.filter(carrier=carrier_id)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(packed_at__gt=moment) | Q(packed_at=moment, pk__gt=pk))
    found = list(rows.select_related("fulfilment", "carrier").order_by("packed_at", "id")[: size + 1])
    page = page_of(found, first=size, keys=lambda parcel: (parcel.packed_at, parcel.pk))
    return Page(tuple(parcel_row(parcel) for parcel in page.items), page.has_next, page.cursor)


def parcel_row(parcel: Parcel) -> ParcelRow:
    """Return a parcel (fetched with fulfilment and carrier) as a row."""
    fulfilment = parcel.fulfilment
    return ParcelRow(
        id=parcel.pk,
        number=parcel.number,
        tracking_number=parcel.tracking_number,
        order_number=fulfilment.order_number,
        recipient_name=str(fulfilment.recipient.get("name", "")),
        city=str(fulfilment.recipient.get("city", "")),
        weight_g=parcel.weight_g,
        cash_due=fulfilment.cash_due,
        carrier_id=parcel.carrier_id,
        carrier_name=parcel.carrier.name("fr"),
        carrier_names=parcel.carrier.names,
        state=FulfilmentState(fulfilment.state),
        packed_at=parcel.packed_at,
    )


def parcel_by_number(*, actor: Actor, number: str) -> ParcelDetail:
    """
    Return the parcel of a scanned number (ours, the carrier's, or the SSCC with or without its "00"); five queries.

    :raises NotFound: if no parcel has it, or it is not the actor's to see
    """
    code = number.strip().upper()
    wanted = Q(number=code) | Q(tracking_number=code)
    sscc = code.removeprefix("(00)") if len(code) != 20 else code[2:]
    if len(sscc) == 18:
        wanted |= Q(sscc=sscc)
    rows = Parcel.objects.filter(wanted).select_related(
        "fulfilment__warehouse", "fulfilment__method", "carrier", "manifest"
    )
    parcel = rows.first()
    if parcel is None:
        _demand_not_opened(wanted, number)
    if parcel is None or not may_track(
        actor,
        hub_organisation_id=parcel.fulfilment.warehouse.organisation_id,
        carrier_organisation_id=parcel.carrier_id,
    ):
        raise NotFound(_("No parcel has the number %(number)s.") % {"number": number}, field="number")
    events = TrackingEvent.objects.filter(parcel=parcel).order_by("happened_at", "id")
    return ParcelDetail(parcel, lines_of(parcel.fulfilment), tuple(events))


def _demand_not_opened(wanted: Q, number: str) -> None:
    """Tell whoever scans the label of an opened parcel what became of it."""
    if Parcel.every.filter(wanted, unpacked_at__isnull=False).exists():
        raise NotFound(
            _("Parcel %(number)s was opened again: throw its label away.") % {"number": number},
            field="number",
        )


def parcel_seen(*, actor: Actor, parcel_id: int | None) -> Parcel | None:
    """Return a parcel with its fulfilment, or nothing if it is not the actor's to see; one query."""
    rows = Parcel.objects.select_related("fulfilment__warehouse", "carrier")
    parcel = rows.filter(pk=parcel_id).first() if parcel_id is not None else None
    if parcel is None:
        return None
    hub_id = parcel.fulfilment.warehouse.organisation_id
    seen = may_track(actor, hub_organisation_id=hub_id, carrier_organisation_id=parcel.carrier_id)
    return parcel if seen else None


def parcels_of_hub(*, actor: Actor, warehouse_id: uuid.UUID | None) -> QuerySet[Parcel]:
    """
    Return the parcels that were packed in a warehouse, each with its fulfilment; one query more.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    rows = Parcel.objects.select_related("fulfilment")
    if warehouse_id is None:
        return rows.none()
    return rows.filter(fulfilment__warehouse=warehouse_run_by(actor, warehouse_id))


def manifests_listed(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 20
) -> Page[Manifest]:
    """
    List the manifests of a warehouse with their carriers, newest first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    size = page_size(first)
    rows = Manifest.objects.filter(warehouse=warehouse)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(handed_over_at__lt=moment) | Q(handed_over_at=moment, pk__lt=pk))
    found = list(rows.select_related("carrier").order_by("-handed_over_at", "-id")[: size + 1])
    return page_of(found, first=size, keys=lambda manifest: (manifest.handed_over_at, manifest.pk))


def manifest_parcels(*, actor: Actor, manifest_id: int) -> tuple[Manifest, tuple[ParcelRow, ...]]:
    """
    Return a manifest with its parcels by number; two queries.

    :raises NotFound: if there is none
    :raises NotAllowed: if the actor is neither its hub nor its carrier
    """
    manifest = manifest_seen(actor=actor, manifest_id=manifest_id)
    parcels = Parcel.objects.filter(manifest=manifest).select_related("fulfilment", "carrier").order_by("id")
    return manifest, tuple(parcel_row(parcel) for parcel in parcels)


def manifest_seen(*, actor: Actor, manifest_id: int) -> Manifest:
    """
    Return a manifest with its hub and carrier; one query.

    :raises NotFound: if there is none
    :raises NotAllowed: if the actor is neither its hub nor its carrier
    """
    rows = Manifest.objects.select_related("warehouse", "carrier")
    manifest = rows.filter(pk=manifest_id).first()
    if manifest is None:
        raise NotFound(_("There is no such manifest."), field="manifest")
    hub_id = manifest.warehouse.organisation_id
    require(
        may_run_hub(actor, hub_id) or actor.belongs_to(manifest.carrier_id),
        _("This is for the hub and the carrier."),
    )
    return manifest


def parcel_stands(parcel_id: int) -> bool:
    """Say whether a parcel is there: packed, and not opened again."""
    return Parcel.objects.filter(pk=parcel_id).exists()


def parcel_of_order(reference: str) -> tuple[Parcel, DeliveryWish | None] | None:
    """
    Return the parcel of a fulfilment with its customer's newest wish; two queries.

    The caller has asked who may see the order.
    """
    rows = Parcel.objects.filter(fulfilment__reference=reference).select_related("fulfilment", "carrier")
    parcel = rows.order_by("-id").first()
    if parcel is None:
        return None
    return parcel, DeliveryWish.objects.filter(parcel=parcel).order_by("-id").first()


def proofs_of(parcel: Parcel) -> dict[int, DeliveryProof]:
    """Return what proves the deliveries of a parcel, by event; one query. The caller has asked who may see it."""
    return {row.event_id: row for row in DeliveryProof.objects.filter(event__parcel=parcel)}
