"""Let a lot be sold after its quality check."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.events import LotReleased
from logistics.models.lot import Lot, LotStock
from logistics.models.stock import Stock
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_locked, lot_stocks_locked, stocks_locked
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_move import Change, stocks_change, summed
from logistics.states import LOT_FLOW, LotState
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def lot_release(*, actor: Actor, lot_id: int, now: datetime, remark: str = "") -> Lot:
    """
    Release a lot: what is left of it can be bought, first of all by those who had been left short.

    :param remark: what the quality officer noted; a lot with a remark is sold like any other
    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    :raises IllegalMove: if it is not waiting for a decision
    """
    lot = lot_locked(lot_id)
    require(
        may_run_hub(actor, lot.warehouse.organisation_id),
        _("Only the people of this hub may release its lots."),
    )
    state = LotState.RELEASED_WITH_REMARK if remark else LotState.RELEASED
    LOT_FLOW.check(LotState(lot.state), state)

    lot.state, lot.reason, lot.decided_at = state, remark[:500], now
    lot.save(update_fields=["state", "reason", "decided_at"])
    quantity = _offer(lot, now=now)
    bus.publish(
        LotReleased(
            happened_at=now,
            lot_id=lot.pk,
            lot=lot.code,
            variant_id=lot.variant_id,
            organisation_id=lot.organisation_id,
            quantity=quantity,
            remark=remark,
        )
    )
    return lot


def _offer(lot: Lot, *, now: datetime) -> int:
    """Add what stands of the lot to the stocks that are sold from; return the units."""
    places = list(LotStock.objects.filter(lot=lot).values_list("warehouse_id", flat=True))
    stock_of = dict(
        Stock.objects.filter(variant=lot.variant_id, warehouse__in=places).values_list("warehouse_id", "pk")
    )
    stocks_locked(list(stock_of.values()))
    rows = lot_stocks_locked(LotStock.objects.filter(lot=lot)).values()
    stocks_change(summed((stock_of[row.warehouse_id], Change(quantity=row.quantity)) for row in rows))
    shortages_fill(list(stock_of.values()), now=now)
    return sum(row.quantity for row in rows)
