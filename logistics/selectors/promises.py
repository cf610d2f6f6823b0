"""What is promised to order lines and has not left yet."""

from collections.abc import Sequence

from logistics.models.fulfilment import FulfilmentLine
from logistics.models.stock import PreorderBooking, Reservation, Shortage


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


def missing_of(references: Sequence[str]) -> list[str]:
    """Return which of these keys are short of something; what was pre-ordered is not while its harvest is awaited."""
    rows = Shortage.objects.filter(key__in=list(references), expected_date=None)
    return sorted(set(rows.values_list("key", flat=True)))


def ordered_of_preorder(preorder_id: int) -> list[str]:
    """Return the keys ("order-line:<id>") that were promised something of a pre-order."""
    rows = PreorderBooking.objects.filter(preorder=preorder_id).order_by("id")
    return list(rows.values_list("key", flat=True))


def open_units(reference: str) -> dict[str, int]:
    """Say of what goes out under a reference ("order:<uuid>") how many units each line has, by the line's key."""
    rows = FulfilmentLine.objects.filter(fulfilment__reference=reference)
    return dict(rows.values_list("reference", "quantity"))
