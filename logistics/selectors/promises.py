"""What is promised to order lines and has not left yet."""

from collections.abc import Sequence

from logistics.models.fulfilment import FulfilmentLine
from logistics.models.stock import Reservation, Shortage


def promises_of(references: Sequence[str]) -> dict[str, list[Reservation]]:
    """
    Return the firm promises under these keys ("order-line:<id>"), each with its warehouse; one statement.

    The caller has asked who may see the orders.
    """
    found: dict[str, list[Reservation]] = {reference: [] for reference in references}
    rows = Reservation.objects.filter(key__in=list(references), expires_at=None)
    for row in rows.select_related("stock__warehouse").order_by("id"):
        found[row.key].append(row)
    return found


def short_of(references: Sequence[str]) -> dict[str, int]:
    """Say how many units each of these keys waits for; those that wait for nothing are not in it."""
    return dict(Shortage.objects.filter(key__in=list(references)).values_list("key", "quantity"))


def open_units(reference: str) -> dict[str, int]:
    """Say of what goes out under a reference ("order:<uuid>") how many units each line has, by the line's key."""
    rows = FulfilmentLine.objects.filter(fulfilment__reference=reference)
    return dict(rows.values_list("reference", "quantity"))
