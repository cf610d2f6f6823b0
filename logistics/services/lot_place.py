"""Put a lot away, move it to another bin, or take it off the shelves: by scanning the lot and the bin."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from logistics.models.lot import LotStock
from logistics.models.storage import Placement
from logistics.models.warehouse import Bin, Warehouse
from logistics.policies import may_run_hub
from logistics.putaway import kind_wanted
from logistics.states import PlacementReason, StorageKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require

# Why people move what stands in a bin already; the first placing is always "put away".
MOVES: Final = (PlacementReason.TIDY, PlacementReason.COLD, PlacementReason.FOUND, PlacementReason.UNDO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where a lot goes (an empty code: off the shelves, to the gate), and why."""

    bin_code: str
    reason: PlacementReason = PlacementReason.PUT_AWAY
    # Demanded where the zone is not the one that the family's temperature asks for
    note: str = ""


@transaction.atomic
def lot_place(
    *, actor: Actor, warehouse_id: uuid.UUID, lot_id: int, wanted: Wanted, now: datetime
) -> Placement | None:
    """
    Put all that stands of a lot here into one bin; return the placement, None if it stands there already.

    :raises NotFound: if there is no such warehouse, or the lot does not stand in it
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the bin is unknown, of the wrong temperature without a word why, or no reason fits
    :raises Conflict: if the bin cannot carry it
    """
    warehouse = Warehouse.objects.filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may do this."))
    rows = LotStock.objects.select_for_update(no_key=True, of=("self",)).filter(
        lot=lot_id, warehouse=warehouse, quantity__gt=0
    )
    row = rows.select_related("lot__variant__product__product_type", "bin").first()
    if row is None:
        raise NotFound(_("This lot does not stand in this warehouse."), field="lot")
    place = _bin_locked(warehouse, wanted.bin_code)
    if row.bin == place:
        return None
    reason = _reason(row, wanted)
    if place is not None and reason != PlacementReason.UNDO:
        _demand_suitable(row, place, wanted.note)
    return placed(row, place, reason=reason, note=wanted.note, actor=actor, now=now)


def placed(
    row: LotStock, place: Bin | None, *, reason: PlacementReason, note: str, actor: Actor, now: datetime
) -> Placement:
    """Write the place and its history; the caller has locked the row."""
    before, row.bin = row.bin, place
    row.save(update_fields=["bin"])
    return Placement.objects.create(
        lot_stock=row,
        from_bin=before,
        to_bin=place,
        quantity=row.quantity,
        reason=reason,
        note=note.strip()[:300],
        actor=actor.name,
        happened_at=now,
    )


def loads_of(bin_ids: Collection[int]) -> dict[int, int]:
    """Return the grams that stand in bins; an empty bin is left out."""
    rows = LotStock.objects.filter(bin__in=bin_ids, quantity__gt=0).values_list("bin")
    return dict(rows.annotate(grams=Sum(F("quantity") * F("lot__variant__weight_g"))))


def _bin_locked(warehouse: Warehouse, code: str) -> Bin | None:
    """Lock the bin, so that two people do not fill its last room at once."""
    if not code.strip():
        return None
    rows = Bin.objects.select_for_update(no_key=True, of=("self",)).select_related("zone")
    place = rows.filter(warehouse=warehouse, code=code.strip().upper()).first()
    if place is None:
        raise InvalidInput(_("There is no bin %(bin)s here.") % {"bin": code.strip()}, field="bin_code")
    return place


def _reason(row: LotStock, wanted: Wanted) -> PlacementReason:
    if row.bin_id is None:
        return PlacementReason.UNDO if wanted.reason == PlacementReason.UNDO else PlacementReason.PUT_AWAY
    if wanted.reason not in MOVES:
        raise InvalidInput(_("Please choose why."), field="reason")
    return wanted.reason


def _demand_suitable(row: LotStock, place: Bin, note: str) -> None:
    variant = row.lot.variant
    kind = kind_wanted(variant.product.product_type.facts)
    found = StorageKind(place.zone.kind) if place.zone is not None else StorageKind.AMBIENT
    if found != kind and not note.strip():
        raise InvalidInput(
            _("These goods belong into: %(wanted)s. Bin %(bin)s is: %(found)s. If it must be, say why.")
            % {"wanted": kind.label, "bin": place.code, "found": found.label},
            field="note",
        )
    demand_room(place, row.quantity * variant.weight_g)


def demand_room(place: Bin, load_g: int) -> None:
    """
    Demand that a bin, which the caller has locked, carries so many grams more.

    :raises Conflict: if it does not
    """
    if place.capacity_g is not None and place.capacity_g - loads_of([place.pk]).get(place.pk, 0) < load_g:
        raise Conflict(
            _("Bin %(bin)s has no room for %(kilograms)s kg.")
            % {"bin": place.code, "kilograms": -(-load_g // 1000)},
            field="bin_code",
        )
