"""A hand finds less on the shelf than a walk asks for: what is there is counted, and a second person decides."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from logistics.models.fulfilment import LotAllocation
from logistics.models.storage import CountLine
from logistics.policies import may_run_hub
from logistics.selectors.locked import fulfilment_locked
from logistics.services.cycle_count_enter import lot_count_blind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.policy import require


@transaction.atomic
def line_short(
    *, actor: Actor, fulfilment_id: uuid.UUID, allocation_id: int, found: int, now: datetime
) -> CountLine:
    """
    Count a lot while picking it: so many units of it lie on their shelf.

    What is in crates already counts beside. Nothing moves before a second person agrees (decision 221); then the
    newest promises fall, other lots serve them if there are any, and customers are asked about the rest (decision 258).

    :param found: units on the shelf, of this lot
    :raises NotFound: if there is no such fulfilment
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if that share is picked, or given back already
    :raises InvalidInput: if the share can be picked whole, or the lot is being counted already
    """
    fulfilment = fulfilment_locked(fulfilment_id)
    require(
        may_run_hub(actor, fulfilment.warehouse.organisation_id), _("Only the people of this hub may count.")
    )
    share = (
        LotAllocation.objects.select_related("lot_stock")
        .filter(pk=allocation_id, line__fulfilment=fulfilment, picked_at=None)
        .first()
    )
    if share is None:
        raise IllegalMove(_("This is not to be picked any more."), field="allocation")
    if not 0 <= found < share.quantity:
        raise InvalidInput(_("There is enough: please pick it."), field="found")
    crates = LotAllocation.objects.filter(lot_stock=share.lot_stock_id, packed_at=None).exclude(
        picked_at=None
    )
    in_crates = crates.aggregate(units=Sum("quantity"))["units"] or 0
    return lot_count_blind(
        actor=actor,
        warehouse_id=fulfilment.warehouse_id,
        lot_id=share.lot_stock.lot_id,
        counted=found + in_crates,
        now=now,
    )
