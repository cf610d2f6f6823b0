"""Take a lot off sale at once: quarantine, rework, rejection, age or recall."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from logistics.events import LotEvent, LotHeld, LotRecalled
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot, LotStock
from logistics.models.stock import Stock
from logistics.policies import may_recall, may_run_hub
from logistics.selectors.locked import lot_locked, lot_stocks_locked, stocks_locked
from logistics.services.allocation_drop import allocations_drop
from logistics.services.shortage_cut import stock_shrink
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
    Recall a lot: what is left is held, and `LotRecalled` tells those who must reach its buyers.

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

    was_sellable = lot.is_sellable
    lot.state, lot.reason, lot.decided_at = state, reason[:500], now
    lot.save(update_fields=["state", "reason", "decided_at"])
    if was_sellable:
        _take_off_sale(lot, now=now)
    bus.publish(_told(lot, now=now))
    return lot


def _take_off_sale(lot: Lot, *, now: datetime) -> None:
    places = LotStock.objects.filter(lot=lot).values("warehouse")
    stocks = stocks_locked(
        Stock.objects.filter(variant=lot.variant_id, warehouse__in=places).values_list("pk", flat=True)
    )
    rows = _variant_lots_locked(lot.variant_id, {stock.warehouse_id for stock in stocks.values()})
    held = {pk: row for pk, row in rows.items() if row.lot_id == lot.pk}
    allocations_drop(LotAllocation.objects.filter(lot_stock__in=held))
    for stock in stocks.values():
        units = sum(row.quantity for row in held.values() if row.warehouse_id == stock.warehouse_id)
        stock_shrink(stock, units=units, now=now)


def _variant_lots_locked(variant_id: int, warehouse_ids: Collection[object]) -> Mapping[int, LotStock]:
    """All that stands of the variant: cutting promises also frees what other lots were bound to them."""
    standing = Q(quantity__gt=0) | Q(allocated__gt=0)
    return lot_stocks_locked(
        LotStock.objects.filter(standing, lot__variant=variant_id, warehouse__in=list(warehouse_ids))
    )


def _told(lot: Lot, *, now: datetime) -> LotEvent:
    about: dict[str, Any] = {
        "happened_at": now,
        "lot_id": lot.pk,
        "lot": lot.code,
        "variant_id": lot.variant_id,
        "organisation_id": lot.organisation_id,
        "reason": lot.reason,
    }
    if lot.state == LotState.RECALLED:
        return LotRecalled(**about)
    return LotHeld(state=lot.state, **about)
