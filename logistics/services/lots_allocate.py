"""Bind lots to lines: lock what may serve them, plan, write."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import F, Q

from logistics.fefo import Demand, Plan, Supply, allocate
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot, LotStock
from logistics.models.pooled import LineOwner
from logistics.services.stock_move import Change, lot_stocks_change, summed
from logistics.states import SELLABLE

_BATCH = 2_000


def lots_allocate(demands: Sequence[Demand], *, warehouse_id: uuid.UUID, today: date) -> Plan:
    """
    Allocate FEFO and write it; the caller has locked the fulfilments. Five statements, however many lines and lots.

    Lines of a pooled listing are served from the goods of whom the alliance's rule has chosen, as far as they reach.

    :raises Conflict: if a counter of a lot is wrong
    """
    if not demands:
        return Plan((), {})
    supplies = _supplies_locked({demand.variant_id for demand in demands}, warehouse_id, today)
    plan = allocate(_with_owners(demands), supplies, today=today)
    _write(plan)
    return plan


def _with_owners(demands: Sequence[Demand]) -> Sequence[Demand]:
    """Say with each line of a pooled listing whose goods are to serve it."""
    rows = LineOwner.objects.filter(line__in=[demand.line_id for demand in demands]).order_by("pk")
    owners: dict[int, tuple[tuple[int, int], ...]] = {}
    for line_id, owner_id, quantity in rows.values_list("line_id", "organisation_id", "quantity"):
        owners[line_id] = (*owners.get(line_id, ()), (owner_id, quantity))
    if not owners:
        return demands
    return [replace(demand, owners=owners.get(demand.line_id, ())) for demand in demands]


def _supplies_locked(variant_ids: Collection[int], warehouse_id: uuid.UUID, today: date) -> list[Supply]:
    """
    Lock what may serve, in the order of ids, and only then read the lots: one held meanwhile is not among them.

    Plain tuples, because a wave looks at tens of thousands of rows.
    """
    may_serve = Q(lot__state__in=SELLABLE) & (Q(lot__last_sale_date=None) | Q(lot__last_sale_date__gte=today))
    there = LotStock.objects.filter(may_serve, warehouse=warehouse_id, lot__variant__in=variant_ids)
    locked = {
        pk: (lot_id, quantity - allocated)
        for pk, lot_id, quantity, allocated in there.filter(quantity__gt=F("allocated"))
        .order_by("id")
        .select_for_update(no_key=True, of=("self",))
        .values_list("pk", "lot_id", "quantity", "allocated")
    }
    lots = Lot.objects.filter(stocks__warehouse=warehouse_id, variant__in=variant_ids, state__in=SELLABLE)
    facts = {
        pk: (variant_id, received_at, best_before, last_sale, owner_id)
        for pk, variant_id, received_at, best_before, last_sale, owner_id in lots.values_list(
            "pk", "variant_id", "received_at", "best_before_date", "last_sale_date", "organisation_id"
        )
    }
    return [
        Supply(pk, facts[lot_id][0], free, *facts[lot_id][1:4], owner_id=facts[lot_id][4])
        for pk, (lot_id, free) in locked.items()
        if lot_id in facts
    ]


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
