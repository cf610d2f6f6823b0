"""Where goods stand: zones with their thermometer, bins with their lots, what waits to be put away."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from logistics.models.lot import LotStock
from logistics.models.storage import Placement, TemperatureAlarm, TemperatureReading
from logistics.models.warehouse import Bin, StorageZone
from logistics.putaway import Goods, Slot, kind_wanted, places_for
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import StorageKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size

_STANDING: Final = Q(lot_stocks__quantity__gt=0)


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone with its bins, those that hold goods, its newest reading and its open alarm."""

    zone: StorageZone
    bins: int
    filled: int
    celsius: object | None
    read_at: datetime | None
    is_outside: bool
    alarm_id: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a lot, and where the house would put it (the best place first)."""

    row: LotStock
    kind: StorageKind
    places: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class BinContent:
    """A bin, what it carries, and the lots in it."""

    bin: Bin
    load_g: int
    rows: tuple[LotStock, ...]


@dataclass(frozen=True, slots=True)
class ZoneLog:
    """A zone with its newest readings, its open alarm, and the last closed ones."""

    zone: StorageZone
    readings: tuple[TemperatureReading, ...]
    alarm: TemperatureAlarm | None
    closed: tuple[TemperatureAlarm, ...]
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """A time that a lot spent in a bin, with the coldest and the warmest reading of its zone meanwhile."""

    placement: Placement
    until: datetime | None
    readings: int
    outside: int
    coldest_c: object | None
    warmest_c: object | None


def zones_of_warehouse(*, actor: Actor, warehouse_id: uuid.UUID) -> list[ZoneRow]:
    """
    Return a warehouse's zones by code; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    newest = TemperatureReading.objects.filter(zone=OuterRef("pk")).order_by("-read_at", "-id")
    alarms = TemperatureAlarm.objects.filter(zone=OuterRef("pk"), closed_at=None)
    rows = StorageZone.objects.filter(warehouse=warehouse).annotate(
        bin_count=Count("bins", distinct=True),
        filled=Count("bins", distinct=True, filter=Q(bins__lot_stocks__quantity__gt=0)),
        celsius=Subquery(newest.values("celsius")[:1]),
        read_at=Subquery(newest.values("read_at")[:1]),
        is_warm=Subquery(newest.values("is_outside")[:1]),
        alarm=Subquery(alarms.values("pk")[:1]),
    )
    return [
        ZoneRow(row, row.bin_count, row.filled, row.celsius, row.read_at, bool(row.is_warm), row.alarm)
        for row in rows.order_by("code")
    ]


def waiting_for_a_place(
    *, actor: Actor, warehouse_id: uuid.UUID, today: date, after: str = "", first: int = 20
) -> Page[Standing]:
    """
    List the lots that stand in no bin, the longest waiting first, each with proposals; four queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = _stocks(warehouse.pk).filter(bin=None)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(lot__received_at__gt=moment) | Q(lot__received_at=moment, pk__gt=pk))
    found = list(rows.order_by("lot__received_at", "pk")[: size + 1])
    slots = _slots(warehouse.pk) if found else []
    standing = [_standing(row, slots, today) for row in found]
    return page_of(standing, first=size, keys=lambda each: (each.row.lot.received_at, each.row.pk))


def lot_to_place(*, actor: Actor, warehouse_id: uuid.UUID, lot_id: int, today: date) -> Standing:
    """
    Return what stands of a lot here, with proposals; four queries.

    :raises NotFound: if there is no such warehouse, or the lot does not stand in it
    :raises NotAllowed: if the actor does not run it
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    row = _stocks(warehouse.pk).filter(lot=lot_id).first()
    if row is None:
        raise NotFound(_("This lot does not stand in this warehouse."), field="lot")
    slots = [slot for slot in _slots(warehouse.pk) if slot.bin_id != row.bin_id]
    return _standing(row, slots, today)


def scanned_in_storage(*, actor: Actor, warehouse_id: uuid.UUID, code: str) -> Bin | LotStock | None:
    """
    Return what a scanned code is here: a bin, or what stands of a lot; at most three queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    place = Bin.objects.filter(warehouse=warehouse, code=code.strip().upper()).first()
    if place is not None:
        return place
    return LotStock.objects.filter(warehouse=warehouse, lot__code__iexact=code.strip()).first()


def bin_content(*, actor: Actor, warehouse_id: uuid.UUID, code: str) -> BinContent:
    """
    Return a bin with its lots, the first to expire first; three queries.

    :raises NotFound: if there is no such warehouse or bin
    :raises NotAllowed: if the actor does not run it
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    place = Bin.objects.select_related("zone").filter(warehouse=warehouse, code=code).first()
    if place is None:
        raise NotFound(_("There is no bin %(bin)s here.") % {"bin": code}, field="bin")
    rows = _stocks(warehouse.pk).filter(bin=place)
    ordered = tuple(rows.order_by(F("lot__last_sale_date").asc(nulls_last=True), "pk"))
    return BinContent(place, sum(row.quantity * row.lot.variant.weight_g for row in ordered), ordered)


def zone_log(*, actor: Actor, warehouse_id: uuid.UUID, zone_id: int, most: int = 40) -> ZoneLog:
    """
    Return a zone's readings and alarms, the newest first, and its bins; five queries.

    :raises NotFound: if there is no such warehouse or zone
    :raises NotAllowed: if the actor does not run it
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    zone = StorageZone.objects.filter(pk=zone_id, warehouse=warehouse).first()
    if zone is None:
        raise NotFound(_("There is no such zone."), field="zone")
    alarms = list(zone.alarms.order_by(F("closed_at").desc(nulls_first=True), "-id")[:10])
    bins = zone.bins.annotate(lots=Count("lot_stocks", filter=_STANDING)).order_by("code")
    return ZoneLog(
        zone,
        tuple(zone.readings.order_by("-read_at", "-id")[:most]),
        next((alarm for alarm in alarms if alarm.closed_at is None), None),
        tuple(alarm for alarm in alarms if alarm.closed_at is not None),
        tuple(bins),
    )


def lot_climate(lot_id: int, *, most: int = 20) -> list[Stay]:
    """
    Say where a lot stood, the newest first, and how warm it was there; two queries.

    The caller has asked whether the actor may see the lot.
    """
    rows = Placement.objects.filter(lot_stock__lot=lot_id).select_related("to_bin__zone", "from_bin")
    placements = list(rows.order_by("-happened_at", "-id")[:most])
    ends = [None, *(row.happened_at for row in placements)]
    stays = list(zip(placements, ends, strict=False))
    zones = {row.to_bin.zone_id for row in placements if row.to_bin is not None}
    since = min((row.happened_at for row in placements), default=None)
    readings = _readings({zone for zone in zones if zone is not None}, since)
    return [_stay(placement, until, readings) for placement, until in stays]


def _readings(zones: Collection[int], since: datetime | None) -> list[TemperatureReading]:
    if not zones or since is None:
        return []
    return list(TemperatureReading.objects.filter(zone__in=zones, read_at__gte=since).order_by("read_at"))


def _stay(placement: Placement, until: datetime | None, readings: Sequence[TemperatureReading]) -> Stay:
    zone_id = placement.to_bin.zone_id if placement.to_bin is not None else None
    felt = [
        reading
        for reading in readings
        if zone_id is not None
        and reading.zone_id == zone_id
        and placement.happened_at <= reading.read_at
        and (until is None or reading.read_at < until)
    ]
    degrees = [reading.celsius for reading in felt]
    outside = sum(reading.is_outside for reading in felt)
    return Stay(placement, until, len(felt), outside, min(degrees, default=None), max(degrees, default=None))


def _stocks(warehouse_id: uuid.UUID) -> QuerySet[LotStock]:
    return LotStock.objects.filter(warehouse=warehouse_id, quantity__gt=0).select_related(
        "lot__variant__product__product_type", "lot__organisation", "bin__zone"
    )


def _standing(row: LotStock, slots: Sequence[Slot], today: date) -> Standing:
    variant = row.lot.variant
    kind = kind_wanted(variant.product.product_type.facts)
    goods = Goods(
        kind=kind,
        load_g=row.quantity * variant.weight_g,
        owner_id=row.lot.organisation_id,
        variant_id=row.lot.variant_id,
        last_sale=row.lot.last_sale_date,
    )
    return Standing(row, kind, tuple(places_for(goods, slots, today=today)))


def _slots(warehouse_id: uuid.UUID) -> list[Slot]:
    """Return every bin with a zone, and what it holds; two queries."""
    bins = Bin.objects.filter(warehouse=warehouse_id).exclude(zone=None).select_related("zone")
    loads: dict[int, int] = {}
    owners: dict[int, set[int]] = {}
    variants: dict[int, set[int]] = {}
    held = LotStock.objects.filter(warehouse=warehouse_id, quantity__gt=0, bin__isnull=False)
    rows = held.values_list("bin", "lot__organisation", "lot__variant").annotate(
        grams=Sum(F("quantity") * F("lot__variant__weight_g"))
    )
    for bin_id, owner_id, variant_id, grams in rows:
        loads[bin_id] = loads.get(bin_id, 0) + grams
        owners.setdefault(bin_id, set()).add(owner_id)
        variants.setdefault(bin_id, set()).add(variant_id)
    return [
        Slot(
            place.pk,
            place.code,
            StorageKind(place.zone.kind),
            None if place.capacity_g is None else place.capacity_g - loads.get(place.pk, 0),
            frozenset(owners.get(place.pk, ())),
            frozenset(variants.get(place.pk, ())),
        )
        for place in bins
        if place.zone is not None
    ]
