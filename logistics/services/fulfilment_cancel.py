"""Stop preparing an order: its lots and its promises are free again."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.lot import LotStock
from logistics.selectors.locked import fulfilment_locked, lot_stocks_locked, stocks_of_keys_locked
from logistics.services.stock_move import Change, lot_stocks_change
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
    lot_stocks_locked(LotStock.objects.filter(allocations__in=allocations))
    freed: Counter[int] = Counter()
    for lot_stock_id, quantity in allocations.values_list("lot_stock_id", "quantity"):
        freed[lot_stock_id] += quantity
    allocations.delete()
    lot_stocks_change({lot_stock_id: Change(bound=-units) for lot_stock_id, units in freed.items()})
    stock_release(keys=keys, now=now)
    fulfilment.state = FulfilmentState.CANCELLED
    fulfilment.state_at = now
    fulfilment.save(update_fields=["state", "state_at"])
    return True
