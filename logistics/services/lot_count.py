"""Correct what stands of a lot after counting it."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_locked, standing_locked
from logistics.services.lot_correct import lot_correct
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

    What happens to promises and to the owner of what is missing says `lot_correct`.

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
    lot_correct(
        lot,
        (stock, row),
        warehouse=warehouse,
        difference=difference,
        reference=f"lot:{lot.pk}",
        note=reason,
        actor=actor,
        now=now,
    )
    return difference
