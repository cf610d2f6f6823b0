"""Take back what baskets did not turn into orders in time."""

from datetime import datetime

from django.db import transaction

from logistics.models.stock import Reservation
from logistics.selectors.locked import stocks_locked
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_release import reservations_drop


@transaction.atomic
def reservations_expire(*, now: datetime, limit: int = 500) -> list[str]:
    """
    Free up to `limit` reservations that are over their time; return their keys.

    Stocks that somebody holds at this moment are left to the next round, so that shoppers never wait for this.
    Under the lock the time is looked at again: a basket that was renewed or ordered meanwhile is kept.
    """
    due = list(
        Reservation.objects.filter(expires_at__lte=now)
        .order_by("expires_at", "id")
        .values_list("pk", "stock_id")[:limit]
    )
    if not due:
        return []
    locked = stocks_locked({stock_id for _pk, stock_id in due}, skip_locked=True)
    rows = list(
        Reservation.objects.filter(
            pk__in=[pk for pk, _stock_id in due], stock_id__in=locked, expires_at__lte=now
        ).order_by("id")
    )
    reservations_drop(rows)
    shortages_fill(list(locked), now=now)
    return [row.key for row in rows]
