"""Stop preparing an order: its lots and its promises are free again."""

from datetime import datetime

from django.db import transaction

from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.lot import LotStock
from logistics.selectors.locked import fulfilment_locked, lot_stocks_locked, stocks_of_keys_locked
from logistics.services.allocation_drop import allocations_drop
from logistics.services.stock_release import stock_release
from logistics.states import FULFILMENT_FLOW, FulfilmentState


@transaction.atomic
def fulfilment_cancel(*, reference: str, now: datetime) -> bool:
    """
    Cancel what has not been packed and free its goods; say whether there was something to cancel.

    An unknown reference (never released to the hub) and one cancelled before are passed over.

    :raises IllegalMove: if the parcel is packed already
    """
    known = Fulfilment.objects.filter(reference=reference).first()
    if known is None:
        return False
    fulfilment = fulfilment_locked(known.pk)
    if fulfilment.state == FulfilmentState.CANCELLED:
        return False
    FULFILMENT_FLOW.check(FulfilmentState(fulfilment.state), FulfilmentState.CANCELLED)

    keys = list(fulfilment.lines.values_list("reference", flat=True))
    stocks_of_keys_locked(keys)
    allocations = LotAllocation.objects.filter(line__fulfilment=fulfilment, packed_at__isnull=True)
    lot_stocks_locked(LotStock.objects.filter(pk__in=allocations.values("lot_stock")))
    allocations_drop(allocations)
    stock_release(keys=keys, now=now)
    fulfilment.state = FulfilmentState.CANCELLED
    fulfilment.state_at = now
    fulfilment.save(update_fields=["state", "state_at"])
    return True
