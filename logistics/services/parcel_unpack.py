"""Open a parcel that has not left: its goods go back to their lots and stay promised to the order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.carrying import BookingState
from logistics.events import ParcelUnpacked, StockShort
from logistics.models.carrier import CarrierBooking
from logistics.models.fulfilment import FulfilmentLine, LotAllocation
from logistics.models.lot import LotStock
from logistics.models.parcel import Parcel, ParcelDocument
from logistics.models.stock import Reservation, Shortage, Stock
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_stocks_locked, parcel_locked, stocks_locked
from logistics.services.packaging_use import packaging_give_back
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_move import Change, Move, lots_move, stocks_change
from logistics.states import FULFILMENT_FLOW, FulfilmentState, MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def parcel_unpack(*, actor: Actor, parcel_id: int, now: datetime) -> Parcel:
    """
    Undo `parcel_pack`: every unit is back in its lot and its place, and the order waits for a wave again.

    What the order was promised stays promised. Units of a lot that was taken off sale meanwhile go back to the lot but
    cannot be promised: the order is short of them, and is served first when goods come in. The parcel stays as a
    record; its number is never used again, its booking is taken back, its papers are dropped.

    :raises NotFound: if there is no such parcel, or it was opened before
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if the parcel has left the hub
    """
    parcel = parcel_locked(parcel_id)
    fulfilment = parcel.fulfilment
    require(
        may_run_hub(actor, fulfilment.warehouse.organisation_id), _("Only the people of this hub may unpack.")
    )
    FULFILMENT_FLOW.check(FulfilmentState(fulfilment.state), FulfilmentState.RELEASED)
    _put_back(parcel, actor=actor, now=now)
    packaging_give_back(actor=actor, parcel_number=parcel.number, now=now)
    fulfilment.state, fulfilment.state_at, fulfilment.wave = FulfilmentState.RELEASED, now, None
    fulfilment.save(update_fields=["state", "state_at", "wave"])
    parcel.unpacked_at, parcel.unpacked_by = now, actor.name
    parcel.save(update_fields=["unpacked_at", "unpacked_by"])
    ParcelDocument.objects.filter(parcel=parcel).delete()
    CarrierBooking.objects.filter(parcel=parcel).exclude(state=BookingState.CANCELLED).update(
        is_unwanted=True, state=BookingState.DUE, due_at=now, attempts=0
    )
    bus.publish(
        ParcelUnpacked(
            happened_at=now,
            reference=fulfilment.reference,
            order_number=fulfilment.order_number,
            parcel_id=parcel.pk,
            parcel_number=parcel.number,
            carrier_organisation_id=parcel.carrier_id,
        )
    )
    return parcel


def _put_back(parcel: Parcel, *, actor: Actor, now: datetime) -> None:
    chosen = LotAllocation.objects.filter(line__fulfilment=parcel.fulfilment, packed_at__isnull=False)
    shares = list(chosen.select_related("line").order_by("id"))
    variant_ids = {share.line.variant_id for share in shares}
    ids = Stock.objects.filter(warehouse=parcel.fulfilment.warehouse_id, variant__in=variant_ids).values_list(
        "pk", flat=True
    )
    stocks = {stock.variant_id: stock for stock in stocks_locked(ids).values()}
    rows = lot_stocks_locked(LotStock.objects.filter(pk__in=[share.lot_stock_id for share in shares]))
    lots_move(
        [
            Move(
                rows[share.lot_stock_id],
                share.quantity,
                MovementReason.UNPACK,
                f"parcel:{parcel.number}",
            )
            for share in shares
        ],
        actor=actor,
        happened_at=now,
    )
    _promise_again(parcel, shares, stocks, rows, now=now)
    chosen.delete()
    shortages_fill([stock.pk for stock in stocks.values()], now=now)


def _promise_again(
    parcel: Parcel,
    shares: Sequence[LotAllocation],
    stocks: Mapping[int, Stock],
    rows: Mapping[int, LotStock],
    *,
    now: datetime,
) -> None:
    """Sellable units are on sale again and promised to their lines at once; what is not sellable is short."""
    units: Counter[FulfilmentLine] = Counter()
    held: Counter[FulfilmentLine] = Counter()
    for share in shares:
        found = units if rows[share.lot_stock_id].lot.is_sellable else held
        found[share.line] += share.quantity
    changes: Counter[int] = Counter()
    for line, count in units.items():
        changes[stocks[line.variant_id].pk] += count
    if stocks_change({pk: Change(quantity=count, bound=count) for pk, count in changes.items()}):
        raise Conflict("A stock changed while it was locked.")
    promised_at = parcel.fulfilment.created_at
    Reservation.objects.bulk_create(
        Reservation(stock=stocks[line.variant_id], key=line.reference, quantity=count, created_at=promised_at)
        for line, count in units.items()
    )
    if held:
        _short_of(held, stocks, promised_at=promised_at, now=now)


def _short_of(
    held: Mapping[FulfilmentLine, int], stocks: Mapping[int, Stock], *, promised_at: datetime, now: datetime
) -> None:
    Shortage.objects.bulk_create(
        Shortage(
            stock=stocks[line.variant_id],
            key=line.reference,
            quantity=count,
            promised_at=promised_at,
            created_at=now,
        )
        for line, count in held.items()
    )
    cuts: list[dict[str, Any]] = [
        {"key": line.reference, "variant_id": line.variant_id, "quantity": count, "is_firm": True}
        for line, count in held.items()
    ]
    bus.publish(StockShort(happened_at=now, keys=[cut["key"] for cut in cuts], cuts=cuts))
