"""Take lots back in one action: hold them everywhere, list who has them, and tell those who must know."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.lot import Lot, LotStock
from logistics.models.recall import Recall
from logistics.models.stock import Stock
from logistics.models.warehouse import Warehouse
from logistics.policies import may_recall
from logistics.selectors.genealogy import descendant_ids
from logistics.selectors.locked import rows_held, stocks_locked
from logistics.services.lots_recall import lots_recall
from logistics.services.numbers import next_serial, number_of
from logistics.services.recall_list import recall_list_part
from logistics.states import FulfilmentState, RecallTrigger
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require

MOST_LOTS: Final = 50
_LIST: Final = """
    INSERT INTO logistics_recall_lots (recall_id, lot_id)
    SELECT %(recall)s, lot.id FROM logistics_lot lot
    WHERE lot.id = ANY(%(lots)s::bigint[]) AND lot.warehouse_id = %(warehouse)s
"""


@transaction.atomic
def recall_open(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    lot_ids: Collection[int],
    trigger: RecallTrigger,
    reason: str,
    key: str,
    now: datetime,
) -> Recall:
    """
    Recall lots and all that was made of them.

    Shelves, waves and open baskets lose them, and parcels at the hub no longer leave: all at once, however many lots.
    Who has units is listed part by part, the first at once (`recall_list`); `RecallOpened` tells of each part whoever
    reaches buyers and carriers. A drill only lists. The same key again returns the first recall and does nothing.

    :raises NotFound: if there is no such warehouse, or a lot is not of it
    :raises NotAllowed: if the actor may not recall
    :raises InvalidInput: if no reason, no key, or no lot (or more than fifty) is given
    :raises Conflict: if the key belongs to a recall of another warehouse, or a lot was processed at this moment
    """
    warehouse = Warehouse.objects.filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(may_recall(actor, warehouse.organisation_id), _("You may not recall the lots of this hub."))
    _demand_sensible(lot_ids, trigger, reason, key)
    known = _known(key, warehouse)
    if known is not None:
        return known
    recall = Recall.objects.create(
        number=number_of("recall", next_serial("recall")),
        key=key,
        warehouse=warehouse,
        trigger=trigger,
        reason=reason.strip()[:500],
        opened_by=actor.name,
        opened_at=now,
    )
    _family_locked(recall, set(lot_ids))
    if not recall.is_drill:
        lots_recall(Lot.objects.filter(recalls=recall), reason=recall.reason, now=now)
    recall_list_part(recall, now=now)
    return recall


def _known(key: str, warehouse: Warehouse) -> Recall | None:
    """Return what was recalled under this key before."""
    known = Recall.objects.filter(key=key).first()
    if known is not None and known.warehouse_id != warehouse.pk:
        raise Conflict(_("Something else was recalled under this key."), field="key")
    return known


def _demand_sensible(lot_ids: Collection[int], trigger: str, reason: str, key: str) -> None:
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A recall needs a key of at most 80 characters."), field="key")
    if trigger not in RecallTrigger.values:
        raise InvalidInput(_("Please choose why."), field="trigger")
    if not reason.strip():
        raise InvalidInput(_("Please say why."), field="reason")
    if not 1 <= len(set(lot_ids)) <= MOST_LOTS:
        raise InvalidInput(_("Choose between 1 and %(most)s lots.") % {"most": MOST_LOTS}, field="lots")


def _family_locked(recall: Recall, chosen: set[int]) -> None:
    """
    List the lots and all that was made of them, and lock them.

    Kind by kind, so that no circle can form: parcels still here, all lots, all stocks, all that stands. Who makes
    something of a lot holds its lock: what was finished while we waited is found by looking again.
    """
    family = chosen.union(descendant_ids(chosen))
    with connection.cursor() as cursor:
        cursor.execute(_LIST, {"recall": recall.pk, "lots": sorted(family), "warehouse": recall.warehouse_id})
        if cursor.rowcount < len(family):
            raise NotFound(_("There is no such lot."), field="lots")
    packed = LotAllocation.objects.filter(lot_stock__lot__recalls=recall, packed_at__isnull=False)
    waiting = Fulfilment.objects.filter(
        state=FulfilmentState.PACKED, pk__in=packed.values("line__fulfilment")
    )
    rows_held(waiting)
    lots = Lot.objects.filter(pk__in=recall.lots.order_by().values("pk"))
    recall.lot_count = rows_held(lots)
    if not family.issuperset(descendant_ids(chosen)):
        raise Conflict(
            _("Something was made of these lots at this very moment. Please press again."), field="lots"
        )
    variants = set(lots.values_list("variant", flat=True).distinct())
    stocks_locked(Stock.objects.filter(variant__in=variants).values_list("pk", flat=True))
    rows_held(LotStock.objects.filter(lot__variant__in=variants))
