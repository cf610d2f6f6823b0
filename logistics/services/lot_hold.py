"""Take a lot off sale at once: quarantine, rework, rejection, age or recall."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.events import LotHeld
from logistics.models.lot import Lot
from logistics.policies import may_recall, may_run_hub
from logistics.selectors.locked import lot_locked
from logistics.services.lots_off_sale import lots_off_sale
from logistics.services.lots_recall import lots_recall
from logistics.states import LOT_FLOW, LotState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require
from marketplace.outbox import bus


def lot_reject(*, actor: Actor, lot_id: int, reason: str, now: datetime) -> Lot:
    """
    Refuse a lot after its quality check; it is never sold.

    :raises NotFound, NotAllowed, IllegalMove, InvalidInput: as `lot_hold`
    """
    return lot_hold(actor=actor, lot_id=lot_id, state=LotState.REJECTED, reason=reason, now=now)


def lot_recall(*, actor: Actor, lot_id: int, reason: str, now: datetime) -> Lot:
    """
    Recall a lot: what is left is held, and `LotsRecalled` tells those who must reach its buyers.

    :raises NotFound, NotAllowed, IllegalMove, InvalidInput: as `lot_hold`
    """
    return lot_hold(actor=actor, lot_id=lot_id, state=LotState.RECALLED, reason=reason, now=now)


@transaction.atomic
def lot_hold(*, actor: Actor, lot_id: int, state: LotState, reason: str, now: datetime) -> Lot:
    """
    Take a lot off sale in one step, wherever it stands.

    Its open allocations fall (a picked unit must go back to its shelf). If more was promised than is left, the
    newest promises are cut and told as `StockShort`; those made to orders stay visible as shortages.

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor may not decide about it (a recall asks for more than a worker)
    :raises IllegalMove: if the lot cannot come into this state
    :raises InvalidInput: if no reason is given
    """
    lot = lot_locked(lot_id)
    hub = lot.warehouse.organisation_id
    allowed = may_recall(actor, hub) if state == LotState.RECALLED else may_run_hub(actor, hub)
    require(allowed, _("You may not hold the lots of this hub."))
    if not reason.strip():
        raise InvalidInput(_("Please say why."), field="reason")
    LOT_FLOW.check(LotState(lot.state), state)

    chosen = Lot.objects.filter(pk=lot.pk)
    if state == LotState.RECALLED:
        lots_recall(chosen, reason=reason, now=now)
        lot.refresh_from_db(fields=["state", "reason", "decided_at"])
        return lot
    lots_off_sale(chosen, now=now)
    lot.state, lot.reason, lot.decided_at = state, reason[:500], now
    lot.save(update_fields=["state", "reason", "decided_at"])
    bus.publish(
        LotHeld(
            happened_at=now,
            lot_id=lot.pk,
            lot=lot.code,
            variant_id=lot.variant_id,
            organisation_id=lot.organisation_id,
            state=lot.state,
            reason=lot.reason,
        )
    )
    return lot
