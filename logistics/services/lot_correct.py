"""Bring what is written of a lot to what stands there; what the hub lost is told upwards. For services only."""

from datetime import datetime
from typing import Final

from logistics.events import GoodsMissed
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.stock import Stock
from logistics.models.warehouse import Warehouse
from logistics.services.allocation_drop import allocations_drop
from logistics.services.shortage_cut import stock_shrink
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_move import Change, Move, lots_move, stocks_change
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.outbox import bus

# Losses for which the hub answers to the owner; what the owner fetched or what had to be destroyed is not one.
ANSWERED: Final = frozenset({MovementReason.COUNT, MovementReason.LOSS, MovementReason.DAMAGE})


def lot_correct(
    lot: Lot,
    standing: tuple[Stock, LotStock],
    *,
    warehouse: Warehouse,
    difference: int,
    reference: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """
    Write a difference found by a count as a movement; the caller has locked lot, stock and what stands.

    If fewer units stand there than are bound to parcels, the newest bindings that nobody has picked yet fall first,
    then the picked ones; promises beyond what is left fall as `stock_shrink` says.
    """
    stock, row = standing
    left = row.quantity + difference
    if left < row.allocated:
        _unbind(row, units=row.allocated - left)
    if lot.is_sellable and difference < 0:
        stock_shrink(stock, units=-difference, now=now)
    lots_move(
        [Move(row, difference, MovementReason.COUNT, reference, note=note)], actor=actor, happened_at=now
    )
    if difference < 0:
        loss_told(lot, row, MovementReason.COUNT, warehouse=warehouse, reference=reference, now=now)
    if lot.is_sellable and difference > 0:
        stocks_change({stock.pk: Change(quantity=difference)})
        shortages_fill([stock.pk], now=now)


def loss_told(
    lot: Lot, row: LotStock, reason: MovementReason, *, warehouse: Warehouse, reference: str, now: datetime
) -> None:
    """Tell of the newest movement of a lot that units were lost in the hub's hands, if the hub answers for it."""
    if reason not in ANSWERED or lot.organisation_id == warehouse.organisation_id:
        return
    movement = Movement.objects.filter(lot=lot, warehouse=warehouse).latest("pk")
    bus.publish(
        GoodsMissed(
            happened_at=now,
            reference=reference,
            movement_id=movement.pk,
            lot_id=lot.pk,
            lot=lot.code,
            variant_id=lot.variant_id,
            organisation_id=lot.organisation_id,
            hub_organisation_id=warehouse.organisation_id,
            units=-movement.quantity,
            reason=reason,
        )
    )


def _unbind(row: LotStock, *, units: int) -> None:
    shares = LotAllocation.objects.filter(lot_stock=row, packed_at=None)
    chosen = []
    for share in sorted(shares, key=lambda share: (share.picked_at is not None, -share.pk)):
        if units <= 0:
            break
        chosen.append(share.pk)
        units -= share.quantity
    allocations_drop(shares.filter(pk__in=chosen))
