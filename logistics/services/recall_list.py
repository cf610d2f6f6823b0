"""List who has units of recalled lots, and tell of it, part by part; what is held is held already."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from logistics.events import RecallOpened
from logistics.models.fulfilment import LotAllocation
from logistics.models.recall import Recall, RecallParcel
from logistics.states import FulfilmentState, GoodsPlace
from marketplace.outbox import bus

# Lots looked through, and parcels listed, in one transaction
LOTS_A_PART: Final = 1_000
PARCELS_A_PART: Final = 1_000
_F = FulfilmentState
# Where a parcel's goods are by the state of its fulfilment; what was inspected lies on the shelf again
_PLACES: Final = {
    _F.PACKED: GoodsPlace.HUB,
    _F.RETURNED: GoodsPlace.HUB,
    _F.HANDED_OVER: GoodsPlace.TRANSIT,
    _F.OUT_FOR_DELIVERY: GoodsPlace.TRANSIT,
    _F.REFUSED: GoodsPlace.TRANSIT,
    _F.RETURNING: GoodsPlace.TRANSIT,
    _F.DELIVERED: GoodsPlace.CUSTOMER,
}


def recalls_list_due(*, now: datetime, limit: int = 50) -> int:
    """
    Go on with recalls whose lists are not whole, each part in a transaction of its own; return how many parts.

    Whoever dies in a part leaves it to the next one: what was listed stays, and nobody is told twice.
    """
    done = 0
    while done < limit and _next_part(now):
        done += 1
    return done


@transaction.atomic
def _next_part(now: datetime) -> bool:
    rows = Recall.objects.filter(listed_at=None).order_by("pk")
    recall = rows.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
    if recall is None:
        return False
    recall_list_part(recall, now=now)
    return True


def recall_list_part(recall: Recall, *, now: datetime) -> None:
    """
    List the next part of those who have units, and tell of it; the caller has locked the recall.

    A parcel is listed whole, with all recalled lots in it, so that its buyer is told once. Where a thousand lots went
    into more parcels than a part holds, the same lots are looked through again.
    """
    lots = Recall.lots.through.objects.filter(recall=recall, lot__gt=recall.listed_to)
    part = list(lots.order_by("lot").values_list("lot", flat=True)[:LOTS_A_PART])
    parcels = _parcels_of(recall, part)
    rows = _listed(recall, parcels)
    is_first, recall.parts_listed = recall.parts_listed == 0, recall.parts_listed + 1
    if not recall.is_drill and (rows or is_first):
        bus.publish(_told(recall, rows, now=now))
    if len(parcels) < PARCELS_A_PART:
        recall.lots_listed += len(part)
        recall.listed_to = part[-1] if part else recall.listed_to
        if len(part) < LOTS_A_PART:
            recall.listed_at = now
    recall.save(update_fields=["lot_count", "lots_listed", "listed_to", "parts_listed", "listed_at"])


def _parcels_of(recall: Recall, lot_ids: Collection[int]) -> list[int]:
    """Return the parcels that hold units of these lots and are not listed yet."""
    known = RecallParcel.objects.filter(recall=recall, parcel=OuterRef("line__fulfilment__parcels"))
    shares = LotAllocation.objects.filter(
        ~Exists(known),
        lot_stock__lot__in=lot_ids,
        packed_at__isnull=False,
        line__fulfilment__state__in=_PLACES,
        line__fulfilment__parcels__unpacked_at=None,
    )
    found = shares.order_by("line__fulfilment__parcels").values_list("line__fulfilment__parcels", flat=True)
    return list(found.distinct()[:PARCELS_A_PART])


def _listed(recall: Recall, parcel_ids: Collection[int]) -> list[RecallParcel]:
    shares = LotAllocation.objects.filter(
        lot_stock__lot__recalls=recall,
        packed_at__isnull=False,
        # What was inspected since it was looked up lies on the shelf again
        line__fulfilment__state__in=_PLACES,
        line__fulfilment__parcels__in=parcel_ids,
    )
    units: defaultdict[tuple[int, int, str], int] = defaultdict(int)
    for parcel_id, lot_id, state, quantity in shares.values_list(
        "line__fulfilment__parcels", "lot_stock__lot", "line__fulfilment__state", "quantity"
    ):
        units[parcel_id, lot_id, state] += quantity
    return RecallParcel.objects.bulk_create(
        [
            RecallParcel(
                recall=recall,
                parcel_id=parcel_id,
                lot_id=lot_id,
                units=quantity,
                place=_PLACES[FulfilmentState(state)],
            )
            for (parcel_id, lot_id, state), quantity in sorted(units.items())
        ],
        batch_size=1_000,
    )


def _told(recall: Recall, rows: Sequence[RecallParcel], *, now: datetime) -> RecallOpened:
    full = RecallParcel.objects.filter(pk__in=[row.pk for row in rows]).select_related(
        "parcel__fulfilment", "lot"
    )
    buyers: dict[str, dict[str, Any]] = {}
    carried: defaultdict[int, list[str]] = defaultdict(list)
    for row in full.order_by("id"):
        fulfilment = row.parcel.fulfilment
        buyer = buyers.setdefault(
            fulfilment.reference,
            {
                "reference": fulfilment.reference,
                "order_number": fulfilment.order_number,
                "lots": [],
                "variant_ids": [],
            },
        )
        buyer["lots"].append(row.lot.code)
        buyer["variant_ids"].append(row.lot.variant_id)
        if row.place == GoodsPlace.TRANSIT:
            carried[row.parcel.carrier_id].append(row.parcel.number)
    return RecallOpened(
        happened_at=now,
        recall_id=recall.pk,
        number=recall.number,
        reason=recall.reason,
        part=recall.parts_listed,
        buyers=list(buyers.values()),
        carriers=[
            {"carrier_organisation_id": carrier, "parcels": sorted(set(numbers))}
            for carrier, numbers in sorted(carried.items())
        ],
    )
