"""Bind lots to lines: lock what may serve them, plan, write."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q

from logistics.fefo import Demand, Plan, Supply, allocate
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import LotStock
from logistics.selectors.locked import lot_stocks_locked
from logistics.services.stock_move import Change, lot_stocks_change, summed
from logistics.states import SELLABLE

_BATCH = 2_000


def lots_allocate(demands: Sequence[Demand], *, warehouse_id: uuid.UUID, today: date) -> Plan:
    """
    Allocate FEFO and write it; the caller has locked the fulfilments. Four statements, however many lines and lots.

    :raises Conflict: if a counter of a lot is wrong
    """
    if not demands:
        return Plan((), {})
    rows = lot_stocks_locked(
        LotStock.objects.filter(
            Q(lot__last_sale_date__isnull=True) | Q(lot__last_sale_date__gte=today),
            warehouse=warehouse_id,
            lot__variant__in={demand.variant_id for demand in demands},
            lot__state__in=SELLABLE,
            quantity__gt=F("allocated"),
        )
    )
    plan = allocate(demands, [_supply(row) for row in rows.values()], today=today)
    _write(plan)
    return plan


def _supply(row: LotStock) -> Supply:
    return Supply(
        lot_stock_id=row.pk,
        variant_id=row.lot.variant_id,
        free=row.quantity - row.allocated,
        received_at=row.lot.received_at,
        best_before=row.lot.best_before_date,
        last_sale=row.lot.last_sale_date,
        is_sellable=row.lot.is_sellable,
    )


def _write(plan: Plan) -> None:
    if not plan.shares:
        return
    lot_stocks_change(summed((share.lot_stock_id, Change(bound=share.quantity)) for share in plan.shares))
    LotAllocation.objects.bulk_create(
        [
            LotAllocation(line_id=share.line_id, lot_stock_id=share.lot_stock_id, quantity=share.quantity)
            for share in plan.shares
        ],
        batch_size=_BATCH,
    )
