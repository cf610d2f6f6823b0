"""What is promised to order lines and has not left yet."""

from collections.abc import Sequence

from logistics.models.stock import Reservation


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
