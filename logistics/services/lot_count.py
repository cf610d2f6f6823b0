"""Correct what stands of a lot after counting it."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import LotStock
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_locked, standing_locked
from logistics.services.allocation_drop import allocations_drop
from logistics.services.shortage_cut import stock_shrink
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_move import Change, Move, lots_move, stocks_change
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require

MOST_UNITS: Final = 1_000_000


@transaction.atomic
def lot_count(
    *, actor: Actor, lot_id: int, warehouse_id: uuid.UUID, counted: int, reason: str, now: datetime
) -> int:
    """
    Write what was counted of a lot; return by how much that differs. The difference is a movement with its reason.

    If fewer units stand there than are bound to parcels, the newest bindings that nobody has picked yet fall first,
    then the picked ones; promises beyond what is left fall as `stock_shrink` says.

    :raises NotFound: if there is no such lot in this warehouse
    :raises NotAllowed: if the actor does not run this hub
    :raises InvalidInput: if the count is not between 0 and a million, or no reason is given
    """
    lot = lot_locked(lot_id)
    warehouse = Warehouse.objects.filter(pk=warehouse_id, lot_stocks__lot=lot).first()
    if warehouse is None:
        raise NotFound(_("This lot does not stand in this warehouse."), field="warehouse")
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may count."))
    if not 0 <= counted <= MOST_UNITS:
        raise InvalidInput(
            _("The quantity must be between 0 and %(most)s.") % {"most": MOST_UNITS}, field="counted"
        )
    if not reason.strip():
        raise InvalidInput(_("Please say why."), field="reason")

    stock, row = standing_locked(lot, warehouse.pk)
    difference = counted - row.quantity
    if difference == 0:
        return 0
    if counted < row.allocated:
        _unbind(row, units=row.allocated - counted)
    if lot.is_sellable and difference < 0:
        stock_shrink(stock, units=-difference, now=now)
    move = Move(row, difference, MovementReason.COUNT, f"lot:{lot.pk}", note=reason)
    lots_move([move], actor=actor, happened_at=now)
    if lot.is_sellable and difference > 0:
        stocks_change({stock.pk: Change(quantity=difference)})
        shortages_fill([stock.pk], now=now)
    return difference


def _unbind(row: LotStock, *, units: int) -> None:
    shares = LotAllocation.objects.filter(lot_stock=row, packed_at=None)
    chosen = []
    for share in sorted(shares, key=lambda share: (share.picked_at is not None, -share.pk)):
        if units <= 0:
            break
        chosen.append(share.pk)
        units -= share.quantity
    allocations_drop(shares.filter(pk__in=chosen))
