"""Choose what is counted: the lots of some bins, or of a whole zone."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from logistics.models.lot import LotStock
from logistics.models.storage import CountLine, CycleCount
from logistics.policies import may_run_hub
from logistics.selectors.locked import warehouse_locked
from logistics.services.numbers import next_serial, number_of
from logistics.states import CountLineState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require

MOST_LINES: Final = 500
UNFINISHED: Final = (CountLineState.OPEN, CountLineState.DIFFERS)


@transaction.atomic
def cycle_count_open(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    now: datetime,
    zone_id: int | None = None,
    lot_ids: Collection[int] | None = None,
    limit: int = 20,
) -> CycleCount:
    """
    Open a count of the chosen lots, or of those that nobody counted for longest; one being counted is left out.

    :param zone_id: only what stands in this zone
    :param limit: how many lots at most (1 to 500)
    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the limit cannot be, or nothing is there to count
    """
    # Under lock: two people who open a count at once share the lots out.
    warehouse = warehouse_locked(warehouse_id)
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may count."))
    if not 1 <= limit <= MOST_LINES:
        raise InvalidInput(
            _("The quantity must be between 1 and %(most)s.") % {"most": MOST_LINES}, field="limit"
        )
    rows = LotStock.objects.filter(warehouse=warehouse, quantity__gt=0)
    if lot_ids is not None:
        rows = rows.filter(lot__in=lot_ids)
    if zone_id is not None:
        rows = rows.filter(bin__zone=zone_id)
    rows = rows.exclude(pk__in=CountLine.objects.filter(state__in=UNFINISHED).values("lot_stock"))
    chosen = list(
        rows.order_by(F("counted_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:limit]
    )
    if not chosen:
        raise InvalidInput(
            _("Nothing stands there that is not being counted already."),
            field="counted" if lot_ids is not None else "zone",
        )
    count = CycleCount.objects.create(
        number=number_of("count", next_serial("count")),
        warehouse=warehouse,
        opened_by=actor.name,
        opened_at=now,
    )
    CountLine.objects.bulk_create(CountLine(count=count, lot_stock_id=pk) for pk in chosen)
    return count
