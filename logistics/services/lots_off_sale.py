"""Lots leave the sale wherever they stand, however many they are: bound units are freed, promises fall if they must."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot, LotStock
from logistics.models.stock import Stock
from logistics.selectors.locked import rows_held, stocks_locked
from logistics.services.allocation_drop import allocations_drop
from logistics.services.shortage_cut import stocks_shrink
from logistics.states import SELLABLE


def lots_off_sale(lots: QuerySet[Lot], *, now: datetime) -> None:
    """
    Take the sellable ones among these lots, which the caller has locked, out of the stock; their state is the caller's.

    Open allocations fall (a picked unit must go back to its shelf). If more was promised than is left, the newest
    promises are cut and told as `StockShort`. The statements do not grow with the lots; only a stock whose promises
    fall is looked at by itself.
    """
    sellable = lots.filter(state__in=SELLABLE).order_by().values("pk")
    held = LotStock.objects.filter(lot__in=sellable)
    pairs = set(held.values_list("lot__variant", "warehouse").distinct())
    if not pairs:
        return
    variants, places = {variant for variant, _place in pairs}, {place for _variant, place in pairs}
    chosen = Stock.objects.filter(variant__in=variants, warehouse__in=places)
    stocks = stocks_locked(chosen.values_list("pk", flat=True))
    _standing_locked(variants, places)
    allocations_drop(LotAllocation.objects.filter(lot_stock__in=held.values("pk")))
    sums = held.values_list("lot__variant", "warehouse").annotate(units=Sum("quantity"))
    units = {(variant, place): total for variant, place, total in sums}
    stocks_shrink(
        {
            stock.pk: (stock, units[stock.variant_id, stock.warehouse_id])
            for stock in stocks.values()
            if (stock.variant_id, stock.warehouse_id) in units
        },
        now=now,
    )


def _standing_locked(variant_ids: Collection[int], places: Collection[object]) -> None:
    """All that stands of the variants: cutting promises also frees what other lots were bound to them."""
    standing = Q(quantity__gt=0) | Q(allocated__gt=0)
    rows_held(LotStock.objects.filter(standing, lot__variant__in=variant_ids, warehouse__in=list(places)))
