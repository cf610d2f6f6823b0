"""Turn what a basket holds into a firm promise to an order."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.stock import Reservation
from logistics.selectors.locked import stocks_of_keys_locked
from marketplace.kernel.errors import Conflict, OutOfStock


@transaction.atomic
def stock_confirm(*, keys: Mapping[str, str], now: datetime) -> None:
    """
    Make reservations firm under new keys (old key -> new key), all or none; doing it twice is doing it once.

    From `now` on the promise counts: who was promised first is served first if goods must be taken back.
    A reservation that is over its time but not yet swept away still counts: its units are still held.

    :raises OutOfStock: if a reservation is gone; `field` is its old key
    :raises Conflict: if both keys hold units
    """
    if not keys:
        return
    stocks_of_keys_locked([*keys, *keys.values()])
    rows: dict[str, list[Reservation]] = {}
    for row in Reservation.objects.filter(key__in=[*keys, *keys.values()]).order_by("id"):
        rows.setdefault(row.key, []).append(row)
    changed = []
    for old, new in keys.items():
        found, firm = rows.get(old, []), rows.get(new, [])
        if found and firm and old != new:
            raise Conflict(_("These units are promised to an order already."), field=old)
        if not found and not any(row.expires_at is None for row in firm):
            raise OutOfStock(_("The time for which these goods were held for you is over."), field=old)
        for row in found:
            row.key, row.expires_at, row.created_at = new, None, now
            changed.append(row)
    Reservation.objects.bulk_update(changed, ["key", "expires_at", "created_at"])
