"""Take lots back from lines that were to receive them."""

from collections import Counter

from django.db.models import QuerySet

from logistics.models.fulfilment import LotAllocation
from logistics.services.stock_move import Change, lot_stocks_change


def allocations_drop(chosen: QuerySet[LotAllocation]) -> int:
    """
    Delete the open ones among these allocations, whose lots the caller has locked; return the units freed.

    :raises Conflict: if a lot had less bound than that (its counter would be wrong)
    """
    rows = list(chosen.filter(packed_at__isnull=True).values_list("pk", "lot_stock_id", "quantity"))
    if not rows:
        return 0
    LotAllocation.objects.filter(pk__in=[pk for pk, _lot_stock_id, _quantity in rows]).delete()
    freed: Counter[int] = Counter()
    for _pk, lot_stock_id, quantity in rows:
        freed[lot_stock_id] += quantity
    lot_stocks_change({lot_stock_id: Change(bound=-units) for lot_stock_id, units in freed.items()})
    return freed.total()
