"""Waves and their pick lists."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from logistics.models.fulfilment import LotAllocation, Wave
from logistics.policies import may_run_hub
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import FulfilmentState, WaveState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One wave in a list: its parcels, those packed, and the units that are picked of those bound."""

    id: int
    number: str
    state: WaveState
    created_at: datetime
    fulfilments: int
    packed: int
    units: int
    units_picked: int


@dataclass(frozen=True, slots=True)
class PickRow:
    """One stop of the walk: so many units of a lot for one parcel."""

    allocation_id: int
    fulfilment_id: uuid.UUID
    order_number: str
    bin: str
    sku: str
    gtin: str
    names: Mapping[str, str]
    variant_names: Mapping[str, str]
    organisation_names: Mapping[str, str]
    lot: str
    best_before_date: date | None
    quantity: int
    is_picked: bool
    # For the picture: the product, and the key of its family
    product_id: int
    family: str


@dataclass(frozen=True, slots=True)
class PickWalk:
    """A wave and its stops in the order of the walk."""

    wave: Wave
    rows: tuple[PickRow, ...]

    @property
    def total_quantity(self) -> int:
        """Units to take in all."""
        return sum(row.quantity for row in self.rows)


def waves_seen(
    *, actor: Actor, warehouse_id: uuid.UUID | None = None, wave_id: int | None = None
) -> QuerySet[Wave]:
    """
    Return the waves of a warehouse, or the one that is named, each with its warehouse; one or two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    rows = Wave.objects.select_related("warehouse__organisation")
    if wave_id is not None:
        wave = rows.filter(pk=wave_id).first()
        if wave is None:
            return rows.none()
        require(may_run_hub(actor, wave.warehouse.organisation_id), _("This is for the people of this hub."))
        return rows.filter(pk=wave_id)
    if warehouse_id is None:
        return rows.none()
    return rows.filter(warehouse=warehouse_run_by(actor, warehouse_id))


def waves_listed(
    *, actor: Actor, warehouse_id: uuid.UUID, state: WaveState | None = None, after: str = "", first: int = 20
) -> Page[WaveRow]:
    """
    List a warehouse's waves, newest first; three queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    size = page_size(first)
    rows = Wave.objects.filter(warehouse=warehouse)
    if state is not None:
        rows = rows.filter(state=state)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=pk))
    unpacked = Q(fulfilments__state__in=[FulfilmentState.ALLOCATED, FulfilmentState.PICKING])
    waves = rows.annotate(
        parcels=Count("fulfilments"),
        unpacked=Count("fulfilments", filter=unpacked),
    ).order_by("-created_at", "-id")
    found = [(wave, wave.parcels, wave.parcels - wave.unpacked) for wave in waves[: size + 1]]
    units = _units([wave.pk for wave, _all, _packed in found])
    page = page_of(found, first=size, keys=lambda row: (row[0].created_at, row[0].pk))
    return Page(
        tuple(_wave_row(wave, parcels, packed, units) for wave, parcels, packed in page.items),
        page.has_next,
        page.cursor,
    )


def _units(wave_ids: list[int]) -> dict[int, tuple[int, int]]:
    rows = (
        LotAllocation.objects.filter(line__fulfilment__wave__in=wave_ids)
        .values_list("line__fulfilment__wave")
        .annotate(
            units=Sum("quantity"),
            picked=Coalesce(Sum("quantity", filter=Q(picked_at__isnull=False)), Value(0)),
        )
    )
    return {wave_id: (units, picked) for wave_id, units, picked in rows}


def _wave_row(wave: Wave, parcels: int, packed: int, units: Mapping[int, tuple[int, int]]) -> WaveRow:
    bound, picked = units.get(wave.pk, (0, 0))
    return WaveRow(
        wave.pk, wave.number, WaveState(wave.state), wave.created_at, parcels, packed, bound, picked
    )


def pick_list(*, actor: Actor, wave_id: int) -> PickWalk:
    """
    Return the stops of a wave in walking order (bin, then product, then lot); two queries.

    :raises NotFound: if there is no such wave
    :raises NotAllowed: if the actor does not run its warehouse
    """
    wave = Wave.objects.select_related("warehouse").filter(pk=wave_id).first()
    if wave is None:
        raise NotFound(_("There is no such wave."), field="wave")
    require(may_run_hub(actor, wave.warehouse.organisation_id), _("This is for the people of this hub."))
    shares = LotAllocation.objects.filter(line__fulfilment__wave=wave, packed_at=None)
    return PickWalk(wave, pick_rows(shares))


def pick_rows(shares: QuerySet[LotAllocation]) -> tuple[PickRow, ...]:
    """Return stops in the order of the walk: bin, then product, then lot; one query."""
    ordered = (
        shares.select_related(
            "lot_stock__bin",
            "lot_stock__lot",
            "line__variant__product__product_type",
            "line__organisation",
            "line__fulfilment",
        )
        # Goods without a bin stand at the gate: they come last.
        .order_by(F("lot_stock__bin__code").asc(nulls_last=True), "line__variant_id", "lot_stock_id", "id")
    )
    return tuple(_pick_row(share) for share in ordered)


def _pick_row(share: LotAllocation) -> PickRow:
    line, lot = share.line, share.lot
    kind = line.variant.product.product_type
    return PickRow(
        allocation_id=share.pk,
        fulfilment_id=line.fulfilment_id,
        order_number=line.fulfilment.order_number,
        bin=share.lot_stock.bin.code if share.lot_stock.bin else "",
        sku=line.variant.sku,
        gtin=line.variant.gtin,
        names=line.names,
        variant_names=line.variant.names,
        organisation_names=line.organisation.names,
        lot=lot.code,
        best_before_date=lot.best_before_date,
        quantity=share.quantity,
        is_picked=share.picked_at is not None,
        product_id=line.variant.product_id,
        family=kind.key,
    )
