"""Fulfilments as the hub works through them, and as their customers follow them."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.models.stock import Shortage
from logistics.policies import may_run_hub
from logistics.selectors.kits import BoxRow, boxes_of
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import FulfilmentState, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class FulfilmentRow:
    """One fulfilment in a list."""

    id: uuid.UUID
    reference: str
    order_number: str
    recipient: Mapping[str, Any]
    state: FulfilmentState
    state_at: datetime
    method_names: Mapping[str, str]
    cash_due: Money
    line_count: int
    # Of its parcel; empty while it is not packed
    parcel_number: str
    # From which day on its cooperatives have promised the goods; None: at once
    ready_date: date | None = None


@dataclass(frozen=True, slots=True)
class ShareRow:
    """Units of a lot for a line."""

    allocation_id: int
    lot: str
    best_before_date: date | None
    bin: str
    quantity: int
    is_picked: bool
    is_packed: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a fulfilment with its shares; `lacking` units have no lot."""

    reference: str
    sku: str
    gtin: str
    names: Mapping[str, str]
    variant_names: Mapping[str, str]
    organisation_id: int
    organisation_names: Mapping[str, str]
    quantity: int
    short: int
    shares: tuple[ShareRow, ...]
    # For the picture: the product, and the key of its family
    product_id: int
    family: str

    @property
    def lacking(self) -> int:
        """Units that no lot serves yet."""
        return self.quantity - sum(share.quantity for share in self.shares)

    @property
    def is_picked(self) -> bool:
        """Whether all of it lies in the crate."""
        return not self.lacking and all(share.is_picked for share in self.shares)


@dataclass(frozen=True, slots=True)
class FulfilmentDetail:
    """A fulfilment with all that packing needs."""

    fulfilment: Fulfilment
    lines: tuple[LineRow, ...]
    parcel_ids: tuple[int, ...]
    parcel_numbers: tuple[str, ...]
    # Gift boxes into which some of it goes
    boxes: tuple[BoxRow, ...]

    @property
    def is_ready_to_pack(self) -> bool:
        """Whether every line is picked and nothing is short."""
        return all(line.is_picked and not line.short for line in self.lines)


def fulfilments_listed(
    *, actor: Actor, warehouse_id: uuid.UUID, state: FulfilmentState, after: str = "", first: int = 50
) -> Page[FulfilmentRow]:
    """
    List a warehouse's fulfilments in a state, the longest waiting first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    size = page_size(first)
    rows = Fulfilment.objects.filter(warehouse=warehouse, state=state)
    if after:
        moment, pk = keys_of(after, [datetime, uuid.UUID])
        rows = rows.filter(Q(state_at__gt=moment) | Q(state_at=moment, pk__gt=pk))
    parcel = Parcel.objects.filter(fulfilment=OuterRef("pk")).order_by("id").values("number")[:1]
    chosen = rows.select_related("method").annotate(line_count=Count("lines"), parcel=Subquery(parcel))
    found = [(row, row.line_count, row.parcel) for row in chosen.order_by("state_at", "id")[: size + 1]]
    page = page_of(found, first=size, keys=lambda found: (found[0].state_at, found[0].pk))
    return Page(tuple(_row(*found) for found in page.items), page.has_next, page.cursor)


def _row(row: Fulfilment, line_count: int, parcel_number: str | None) -> FulfilmentRow:
    return FulfilmentRow(
        id=row.pk,
        reference=row.reference,
        order_number=row.order_number,
        recipient=row.recipient,
        state=FulfilmentState(row.state),
        state_at=row.state_at,
        method_names=row.method.names,
        cash_due=row.cash_due,
        line_count=line_count,
        parcel_number=parcel_number or "",
        ready_date=row.ready_date,
    )


def fulfilment_detail(*, actor: Actor, fulfilment_id: uuid.UUID) -> FulfilmentDetail:
    """
    Return a fulfilment as the packing table sees it; six queries, and one more where there are gift boxes.

    :raises NotFound: if there is none
    :raises NotAllowed: if the actor does not run its warehouse
    """
    rows = Fulfilment.objects.select_related("warehouse", "method__carrier", "wave")
    fulfilment = rows.filter(pk=fulfilment_id).first()
    if fulfilment is None:
        raise NotFound(_("There is no such fulfilment."), field="fulfilment")
    require(
        may_run_hub(actor, fulfilment.warehouse.organisation_id), _("This is for the people of this hub.")
    )
    parcels = list(Parcel.objects.filter(fulfilment=fulfilment).order_by("id").values_list("pk", "number"))
    return FulfilmentDetail(
        fulfilment=fulfilment,
        lines=lines_of(fulfilment),
        parcel_ids=tuple(pk for pk, _number in parcels),
        parcel_numbers=tuple(number for _pk, number in parcels),
        boxes=boxes_of(fulfilment.pk),
    )


def lines_of(fulfilment: Fulfilment) -> tuple[LineRow, ...]:
    """Return a fulfilment's lines with their shares; three queries."""
    lines = list(
        FulfilmentLine.objects.filter(fulfilment=fulfilment)
        .select_related("variant__product__product_type", "organisation")
        .order_by("id")
    )
    shares: dict[int, list[ShareRow]] = {line.pk: [] for line in lines}
    found = LotAllocation.objects.filter(line__fulfilment=fulfilment).select_related(
        "lot_stock__lot", "lot_stock__bin"
    )
    for share in found.order_by("id"):
        shares[share.line_id].append(_share(share))
    short = dict(
        Shortage.objects.filter(key__in=[line.reference for line in lines]).values_list("key", "quantity")
    )
    return tuple(_line(line, shares[line.pk], short.get(line.reference, 0)) for line in lines)


def _share(share: LotAllocation) -> ShareRow:
    return ShareRow(
        allocation_id=share.pk,
        lot=share.lot.code,
        best_before_date=share.lot.best_before_date,
        bin=share.lot_stock.bin.code if share.lot_stock.bin else "",
        quantity=share.quantity,
        is_picked=share.picked_at is not None,
        is_packed=share.packed_at is not None,
    )


def _line(line: FulfilmentLine, shares: Collection[ShareRow], short: int) -> LineRow:
    kind = line.variant.product.product_type
    return LineRow(
        reference=line.reference,
        sku=line.variant.sku,
        gtin=line.variant.gtin,
        names=line.names,
        variant_names=line.variant.names,
        organisation_id=line.organisation_id,
        organisation_names=line.organisation.names,
        quantity=line.quantity,
        short=short,
        shares=tuple(shares),
        product_id=line.variant.product_id,
        family=kind.key,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on the way, without names of people."""

    kind: TrackingKind
    happened_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order's goods are, for its customer and its cooperatives."""

    state: FulfilmentState
    state_at: datetime
    parcel_number: str = ""
    tracking_number: str = ""
    carrier_names: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def progress_of(references: Collection[str]) -> dict[str, Progress]:
    """
    Return how far the fulfilments of these references ("order:<uuid>") are; three queries.

    The caller has asked who may see the orders; what is returned names nobody.
    """
    rows = list(Fulfilment.objects.filter(reference__in=references))
    parcels = {
        parcel.fulfilment_id: parcel
        for parcel in Parcel.objects.filter(fulfilment__in=rows).select_related("carrier").order_by("id")
    }
    steps: dict[int, list[Step]] = {parcel.pk: [] for parcel in parcels.values()}
    for event in TrackingEvent.objects.filter(parcel__in=steps).order_by("happened_at", "id"):
        steps[event.parcel_id].append(Step(TrackingKind(event.kind), event.happened_at, event.reason))
    return {row.reference: _progress(row, parcels.get(row.pk), steps) for row in rows}


def _progress(row: Fulfilment, parcel: Parcel | None, steps: Mapping[int, Collection[Step]]) -> Progress:
    state = FulfilmentState(row.state)
    if parcel is None:
        return Progress(state, row.state_at)
    return Progress(
        state=state,
        state_at=row.state_at,
        parcel_number=parcel.number,
        tracking_number=parcel.tracking_number,
        carrier_names=parcel.carrier.names,
        steps=tuple(steps[parcel.pk]),
    )
