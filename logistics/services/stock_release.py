"""Give promised units back."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from logistics.models.stock import Reservation, Shortage
from logistics.selectors.locked import stocks_of_keys_locked
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_move import Change, stocks_change, summed
from marketplace.kernel.errors import Conflict


@transaction.atomic
def stock_release(*, keys: Collection[str], now: datetime) -> int:
    """
    Free what these keys hold and what they wait for; return how many units became free.

    Unknown keys are passed over, so doing it twice is doing it once. Those who were left short are served first.
    """
    locked = stocks_of_keys_locked(keys)
    if not locked:
        return 0
    Shortage.objects.filter(key__in=keys).delete()
    freed = reservations_drop(Reservation.objects.filter(key__in=keys, stock_id__in=locked))
    shortages_fill(list(locked), now=now)
    return freed


def reservations_drop(rows: Iterable[Reservation]) -> int:
    """
    Delete reservations whose stocks the caller has locked; return the units freed.

    :raises Conflict: if a stock had promised less than that (its counter would be wrong)
    """
    rows = list(rows)
    if not rows:
        return 0
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if stocks_change(summed((row.stock_id, Change(bound=-row.quantity)) for row in rows)):
        raise Conflict("The counter of a stock is below its reservations.")
    return sum(row.quantity for row in rows)
