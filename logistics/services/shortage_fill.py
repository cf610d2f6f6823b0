"""Units that become free go to the promises that could not be kept, the oldest promise first."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from logistics.events import ShortageFilled
from logistics.models.stock import Reservation, Shortage, Stock
from logistics.services.stock_move import Change, stocks_change, summed
from marketplace.kernel.errors import Conflict
from marketplace.outbox import bus


def shortages_fill(stock_ids: Collection[int], *, now: datetime) -> None:
    """
    Serve open shortages from what is free; the caller has locked the stocks.

    :raises Conflict: if a stock was not locked and changed meanwhile
    """
    waiting = list(Shortage.objects.filter(stock_id__in=stock_ids).order_by("promised_at", "id"))
    if not waiting:
        return
    stocks = {stock.pk: stock for stock in Stock.objects.filter(pk__in={row.stock_id for row in waiting})}
    free = {pk: stock.quantity - stock.reserved for pk, stock in stocks.items()}
    served: list[tuple[Shortage, int]] = []
    for row in waiting:
        units = min(row.quantity, free[row.stock_id])
        if units > 0:
            free[row.stock_id] -= units
            served.append((row, units))
    if not served:
        return
    if stocks_change(summed((row.stock_id, Change(bound=units)) for row, units in served)):
        raise Conflict("A stock changed while it was not locked.")
    _write(served)
    fills = [
        {"key": row.key, "variant_id": stocks[row.stock_id].variant_id, "quantity": units}
        for row, units in served
    ]
    bus.publish(ShortageFilled(happened_at=now, fills=fills))


def _write(served: list[tuple[Shortage, int]]) -> None:
    for row, units in served:
        _reservation, is_new = Reservation.objects.get_or_create(
            stock_id=row.stock_id,
            key=row.key,
            defaults={"quantity": units, "expires_at": None, "created_at": row.promised_at},
        )
        if not is_new:
            Reservation.objects.filter(stock_id=row.stock_id, key=row.key).update(
                quantity=F("quantity") + units
            )
        if units == row.quantity:
            row.delete()
        else:
            Shortage.objects.filter(pk=row.pk).update(quantity=F("quantity") - units)
