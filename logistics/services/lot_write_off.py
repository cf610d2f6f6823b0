"""Take units of a lot out for good, each time with its reason: damaged, lost, destroyed, back to the owner."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.lot import LotStock
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_locked, standing_locked
from logistics.services.lot_correct import loss_told
from logistics.services.shortage_cut import stock_shrink
from logistics.services.stock_move import Move, lots_move
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require

WRITE_OFFS: Final = (
    MovementReason.DESTROY,
    MovementReason.DAMAGE,
    MovementReason.LOSS,
    MovementReason.OWNER,
)


@transaction.atomic
def lot_write_off(
    *,
    actor: Actor,
    lot_id: int,
    warehouse_id: uuid.UUID,
    units: int,
    reason: MovementReason,
    note: str,
    now: datetime,
) -> LotStock:
    """
    Write units off that no parcel is bound to; of a sellable lot the stock shrinks with them.

    :raises NotFound: if the lot does not stand in this warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the reason is not one of `WRITE_OFFS`, nothing explains it, or less is free than that
    """
    lot = lot_locked(lot_id)
    warehouse = Warehouse.objects.filter(pk=warehouse_id, lot_stocks__lot=lot).first()
    if warehouse is None:
        raise NotFound(_("This lot does not stand in this warehouse."), field="warehouse")
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may do this."))
    if reason not in WRITE_OFFS:
        raise InvalidInput(_("Please choose why."), field="reason")
    if not note.strip():
        raise InvalidInput(_("Please say why."), field="note")
    stock, row = standing_locked(lot, warehouse.pk)
    if not 1 <= units <= row.quantity - row.allocated:
        raise InvalidInput(
            _("Between 1 and %(most)s units can be taken out.") % {"most": row.quantity - row.allocated},
            field="units",
        )
    if lot.is_sellable:
        stock_shrink(stock, units=units, now=now)
    move = Move(row, -units, reason, f"lot:{lot.pk}", note=note.strip())
    lots_move([move], actor=actor, happened_at=now)
    loss_told(lot, row, reason, warehouse=warehouse, reference=f"lot:{lot.pk}", now=now)
    row.refresh_from_db()
    return row
