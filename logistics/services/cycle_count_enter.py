"""Write down what was counted of a lot, without having seen what should be there."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.lot import LotStock
from logistics.models.storage import CountLine
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_stocks_locked
from logistics.services.cycle_count_open import cycle_count_open
from logistics.states import COUNT_FLOW, CountLineState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require

MOST_UNITS: Final = 1_000_000


@transaction.atomic
def cycle_count_enter(*, actor: Actor, line_id: int, counted: int, now: datetime) -> CountLine:
    """
    Keep a count. The same as written: done. Another: nothing moves before a second person has decided.

    :raises NotFound: if there is no such line
    :raises NotAllowed: if the actor does not run its hub
    :raises InvalidInput: if the count is not between 0 and a million
    :raises IllegalMove: if it was counted already
    """
    line = line_known(line_id)
    require(
        may_run_hub(actor, line.count.warehouse.organisation_id), _("Only the people of this hub may count.")
    )
    if not 0 <= counted <= MOST_UNITS:
        raise InvalidInput(
            _("The quantity must be between 0 and %(most)s.") % {"most": MOST_UNITS}, field="counted"
        )
    # What is written is read under lock: a parcel that is packed at this moment is either in the count or not.
    row = lot_stocks_locked(LotStock.objects.filter(pk=line.lot_stock_id))[line.lot_stock_id]
    line.refresh_from_db(fields=["state"])
    state = CountLineState.MATCHED if counted == row.quantity else CountLineState.DIFFERS
    COUNT_FLOW.check(CountLineState(line.state), state)
    line.state, line.counted, line.written = state, counted, row.quantity
    line.counted_by, line.counted_at = actor.name, now
    line.decided_by, line.decided_at, line.note = "", None, ""
    line.save()
    row.counted_at = now
    row.save(update_fields=["counted_at"])
    return line


@transaction.atomic
def lot_count_blind(
    *, actor: Actor, warehouse_id: uuid.UUID, lot_id: int, counted: int, now: datetime
) -> CountLine:
    """
    Count one lot by itself: a count of one line, opened and entered in one act.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the lot does not stand there, is being counted already, or the count cannot be
    """
    count = cycle_count_open(actor=actor, warehouse_id=warehouse_id, lot_ids=[lot_id], limit=1, now=now)
    return cycle_count_enter(actor=actor, line_id=count.lines.get().pk, counted=counted, now=now)


def line_known(line_id: int) -> CountLine:
    """
    Return a line of a count with its warehouse.

    :raises NotFound: if there is none
    """
    line = CountLine.objects.select_related("count__warehouse", "lot_stock").filter(pk=line_id).first()
    if line is None:
        raise NotFound(_("There is no such line to count."), field="line")
    return line
