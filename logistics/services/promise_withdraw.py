"""A cooperative cannot supply what an order line was promised: its units leave the shelf, and the line is short."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from logistics.models.fulfilment import FulfilmentLine, LotAllocation
from logistics.models.lot import LotStock
from logistics.models.stock import Reservation, Shortage
from logistics.selectors.locked import fulfilment_locked, lot_stocks_locked, stocks_of_keys_locked
from logistics.services.allocation_drop import allocations_drop
from logistics.services.stock_move import Change, Move, lots_move, stocks_change
from logistics.states import NOT_TOLD_YET, SELLABLE, MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound


@transaction.atomic
def promise_withdraw(*, actor: Actor, reference: str, units: int, now: datetime) -> None:
    """
    Turn so many promised units of a line into units that it is short of; the caller has asked who may.

    They leave the owner's lots at the hub, newest first, as units that went back to their owner, and with them all that
    nobody was promised: what its owner cannot supply to one is not sold to the next. What a hand has picked for the
    line exists, and stays.

    :param reference: of the line ("order-line:<id>")
    :raises NotFound: if the hub was not asked for this line
    :raises IllegalMove: if its parcel is packed, or the units are picked already
    :raises InvalidInput: if fewer units are promised than that
    :raises Conflict: if its owner has less standing there
    """
    line = FulfilmentLine.objects.filter(reference=reference).first()
    if line is None:
        raise NotFound(_("The hub is not preparing this yet."), field="line")
    fulfilment = fulfilment_locked(line.fulfilment_id)
    if fulfilment.state not in NOT_TOLD_YET:
        raise IllegalMove(_("The parcel is packed already."), field="line")
    stocks = stocks_of_keys_locked([reference])
    if _harvest_given_up(reference, units):
        return
    promise = Reservation.objects.filter(key=reference, stock__in=stocks).first()
    if promise is None or not 1 <= units <= promise.quantity:
        most = promise.quantity if promise else 0
        raise InvalidInput(_("At most %(most)d of it are still promised.") % {"most": most}, field="quantity")
    rows = lot_stocks_locked(
        LotStock.objects.filter(
            lot__variant=line.variant_id,
            lot__organisation=line.organisation_id,
            warehouse=fulfilment.warehouse_id,
            quantity__gt=0,
        )
    )
    _unbind(line, left=promise.quantity - units)
    stock = stocks[promise.stock_id]
    taken = _take_out(list(rows), line, units, units + stock.quantity - stock.reserved, actor=actor, now=now)
    if stocks_change({promise.stock_id: Change(quantity=-taken, bound=-units)}):
        raise Conflict(_("The stock was changed at the same moment. Please try again."))
    _fall_short(promise, units, now=now)


def _harvest_given_up(reference: str, units: int) -> bool:
    """Let a pre-order that waits for its harvest fall short, whole; nothing of it stands anywhere."""
    awaited = Shortage.objects.filter(key=reference, expected_date__isnull=False)
    if Reservation.objects.filter(key=reference).exists() or not awaited.filter(quantity=units).exists():
        return False
    return bool(awaited.update(expected_date=None))


def _unbind(line: FulfilmentLine, *, left: int) -> None:
    shares = LotAllocation.objects.filter(line=line, packed_at=None)
    picked = sum(shares.exclude(picked_at=None).values_list("quantity", flat=True))
    if picked > left:
        raise IllegalMove(_("The hub has it in its hands already."), field="quantity")
    allocations_drop(shares.filter(picked_at=None))


def _take_out(
    ids: Sequence[int], line: FulfilmentLine, least: int, most: int, *, actor: Actor, now: datetime
) -> int:
    """Take units that no parcel is bound to, by a movement of each lot; the rows are locked. Return how many."""
    moves, left = [], most
    free = LotStock.objects.select_related("lot").filter(
        pk__in=ids, quantity__gt=F("allocated"), lot__state__in=SELLABLE
    )
    for row in free.order_by("-lot__received_at", "-lot_id"):
        taken = min(left, row.quantity - row.allocated)
        if taken:
            note = _("The cooperative cannot supply it.")
            moves.append(Move(row, -taken, MovementReason.OWNER, line.reference, note=note))
            left -= taken
    if most - left < least:
        raise Conflict(_("The hub has bound these units to parcels. Please call it."), field="quantity")
    lots_move(moves, actor=actor, happened_at=now)
    return most - left


def _fall_short(promise: Reservation, units: int, *, now: datetime) -> None:
    if units == promise.quantity:
        promise.delete()
    else:
        Reservation.objects.filter(pk=promise.pk).update(quantity=F("quantity") - units)
    row, is_new = Shortage.objects.get_or_create(
        stock_id=promise.stock_id,
        key=promise.key,
        defaults={"quantity": units, "promised_at": promise.created_at, "created_at": now},
    )
    if not is_new:
        Shortage.objects.filter(pk=row.pk).update(quantity=F("quantity") + units)
