"""Look at what came back: each unit goes to its shelf or is destroyed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.events import ParcelInspected
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import LotStock
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.models.stock import Stock
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_stocks_locked, parcel_locked, stocks_locked
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_move import Change, Move, lots_move, stocks_change, summed
from logistics.states import FULFILMENT_FLOW, FulfilmentState, MovementReason, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of one share of a lot: so many units to the shelf, so many destroyed."""

    allocation_id: int
    restocked: int
    destroyed: int


@transaction.atomic
def parcel_inspect(
    *, actor: Actor, parcel_id: int, verdicts: Sequence[Verdict], now: datetime, note: str = ""
) -> Parcel:
    """
    Decide about every unit of a returned parcel.

    Units of a lot that was recalled or rejected meanwhile go back to their lot, but not on sale.

    :raises NotFound: if there is no such parcel
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if the parcel is not back at the hub
    :raises InvalidInput: if a share is left out, unknown, or its units do not add up
    """
    parcel = parcel_locked(parcel_id)
    fulfilment = parcel.fulfilment
    require(
        may_run_hub(actor, fulfilment.warehouse.organisation_id),
        _("Only the people of this hub may inspect."),
    )
    FULFILMENT_FLOW.check(FulfilmentState(fulfilment.state), FulfilmentState.INSPECTED)
    shares = LotAllocation.objects.filter(
        line__fulfilment=fulfilment, packed_at__isnull=False
    ).select_related("line")
    decided = _decided(list(shares.order_by("id")), verdicts)

    _put_back(parcel, decided, actor=actor, now=now, note=note)
    fulfilment.state, fulfilment.state_at = FulfilmentState.INSPECTED, now
    fulfilment.save(update_fields=["state", "state_at"])
    TrackingEvent.objects.create(
        parcel=parcel,
        key="inspected",
        kind=TrackingKind.INSPECTED,
        note=note[:300],
        actor=actor.name,
        happened_at=now,
        recorded_at=now,
    )
    bus.publish(_told(parcel, decided, now=now))
    return parcel


def _decided(
    shares: Sequence[LotAllocation], verdicts: Sequence[Verdict]
) -> list[tuple[LotAllocation, Verdict]]:
    by_share = {verdict.allocation_id: verdict for verdict in verdicts}
    if len(by_share) < len(verdicts) or by_share.keys() != {share.pk for share in shares}:
        raise InvalidInput(_("Please decide about each article once."), field="verdicts")
    decided = [(share, by_share[share.pk]) for share in shares]
    for share, verdict in decided:
        is_negative = verdict.restocked < 0 or verdict.destroyed < 0
        if is_negative or verdict.restocked + verdict.destroyed != share.quantity:
            message = _("%(count)d units came back: say of each what becomes of it.")
            raise InvalidInput(message % {"count": share.quantity}, field=f"allocation:{share.pk}")
    return decided


def _put_back(
    parcel: Parcel,
    decided: Sequence[tuple[LotAllocation, Verdict]],
    *,
    actor: Actor,
    now: datetime,
    note: str,
) -> None:
    warehouse_id = parcel.fulfilment.warehouse_id
    variant_ids = {share.line.variant_id for share, _verdict in decided}
    ids = Stock.objects.filter(warehouse=warehouse_id, variant__in=variant_ids).values_list("pk", flat=True)
    stocks = {stock.variant_id: stock.pk for stock in stocks_locked(ids).values()}
    rows = lot_stocks_locked(
        LotStock.objects.filter(pk__in=[share.lot_stock_id for share, _verdict in decided])
    )
    lots_move(_moves(parcel, decided, rows, note), actor=actor, happened_at=now)
    stocks_change(
        summed(
            (stocks[share.line.variant_id], Change(quantity=verdict.restocked))
            for share, verdict in decided
            if rows[share.lot_stock_id].lot.is_sellable
        )
    )
    shortages_fill(list(stocks.values()), now=now)


def _moves(
    parcel: Parcel, decided: Sequence[tuple[LotAllocation, Verdict]], rows: Mapping[int, LotStock], note: str
) -> list[Move]:
    moves = []
    for share, verdict in decided:
        reference = f"parcel:{parcel.number}"
        moves.append(
            Move(rows[share.lot_stock_id], share.quantity, MovementReason.RETURN, reference, note=note)
        )
        if verdict.destroyed:
            moves.append(
                Move(
                    rows[share.lot_stock_id], -verdict.destroyed, MovementReason.DESTROY, reference, note=note
                )
            )
    return moves


def _told(
    parcel: Parcel, decided: Sequence[tuple[LotAllocation, Verdict]], *, now: datetime
) -> ParcelInspected:
    lot_of = dict(
        LotStock.objects.filter(pk__in=[share.lot_stock_id for share, _verdict in decided]).values_list(
            "pk", "lot"
        )
    )
    return ParcelInspected(
        happened_at=now,
        reference=parcel.fulfilment.reference,
        order_number=parcel.fulfilment.order_number,
        parcel_id=parcel.pk,
        parcel_number=parcel.number,
        carrier_organisation_id=parcel.carrier_id,
        lines=[
            {
                "reference": share.line.reference,
                "lot_id": lot_of[share.lot_stock_id],
                "restocked": verdict.restocked,
                "destroyed": verdict.destroyed,
            }
            for share, verdict in decided
        ],
    )
