"""Recall lots, one or a hundred thousand: all leave the sale in one step, and their makers are told by product."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from logistics.events import LotsRecalled
from logistics.models.lot import Lot
from logistics.services.lots_off_sale import lots_off_sale
from logistics.states import LOT_FLOW, LotState
from marketplace.outbox import bus

# Lots in one fact: its body stays a page that a person can read
LOTS_A_FACT: Final = 1_000


def lots_recall(lots: QuerySet[Lot], *, reason: str, now: datetime) -> int:
    """
    Recall those of these lots that are not yet; return how many. The caller has asked, and locked parcels and lots.

    Each lot keeps its state, reason and time; facts of up to a thousand lots of one owner and product name them all.

    :raises IllegalMove: if a lot cannot be recalled
    """
    open_lots = lots.exclude(state=LotState.RECALLED)
    rows = list(open_lots.order_by("id").values_list("pk", "code", "variant", "organisation", "state"))
    for state in sorted({row[4] for row in rows}):
        LOT_FLOW.check(LotState(state), LotState.RECALLED)
    lots_off_sale(open_lots, now=now)
    open_lots.update(state=LotState.RECALLED, reason=reason[:500], decided_at=now)
    by_owner: defaultdict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for lot_id, code, variant_id, organisation_id, _state in rows:
        by_owner[organisation_id, variant_id].append((lot_id, code))
    for (organisation_id, variant_id), found in sorted(by_owner.items()):
        for start in range(0, len(found), LOTS_A_FACT):
            part = found[start : start + LOTS_A_FACT]
            bus.publish(
                LotsRecalled(
                    happened_at=now,
                    organisation_id=organisation_id,
                    variant_id=variant_id,
                    lot_ids=[lot_id for lot_id, _code in part],
                    lots=[code for _lot_id, code in part],
                    lot_count=len(found),
                    reason=reason[:500],
                )
            )
    return len(rows)
