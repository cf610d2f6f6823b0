"""A second person decides about what differs: correct what is written, or count again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.storage import CountLine
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_locked, standing_locked
from logistics.services.cycle_count_enter import line_known
from logistics.services.lot_correct import lot_correct
from logistics.states import COUNT_FLOW, CountLineState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.kernel.policy import require


@transaction.atomic
def cycle_count_decide(
    *, actor: Actor, line_id: int, is_right: bool, note: str = "", now: datetime
) -> CountLine:
    """
    Correct what is written by the difference that was counted, or send the lot back to be counted again.

    The difference counts, not the count: what was packed since then is gone for a reason of its own. Where units
    are missing, the hub answers to their owner (`lot_correct` tells it, `orders` posts it).

    :raises NotFound: if there is no such line
    :raises NotAllowed: if the actor does not run its hub, or counted it
    :raises InvalidInput: if a correction has no reason, or more is missing than is still there
    :raises IllegalMove: if nothing waits to be decided
    """
    line = line_known(line_id)
    warehouse = line.count.warehouse
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may count."))
    lot = lot_locked(line.lot_stock.lot_id)
    stock, row = standing_locked(lot, warehouse.pk)
    line.refresh_from_db()
    COUNT_FLOW.check(
        CountLineState(line.state), CountLineState.CORRECTED if is_right else CountLineState.OPEN
    )
    if actor.name == line.counted_by:
        raise NotAllowed(_("Whoever counted does not decide: a second person must."))
    if not is_right:
        line.state, line.note = CountLineState.OPEN, note.strip()[:300]
        line.decided_by, line.decided_at = actor.name, now
        line.save()
        return line
    if not note.strip():
        raise InvalidInput(_("Please say why."), field="note")
    if row.quantity + line.difference < 0:
        raise InvalidInput(_("Goods left since the count: it must be counted again."), field="note")
    lot_correct(
        lot,
        (stock, row),
        warehouse=warehouse,
        difference=line.difference,
        reference=f"count-line:{line.pk}",
        note=note.strip(),
        actor=actor,
        now=now,
    )
    line.state, line.note = CountLineState.CORRECTED, note.strip()[:300]
    line.decided_by, line.decided_at = actor.name, now
    line.save()
    return line
