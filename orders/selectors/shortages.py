"""What of orders cannot be supplied, for whom it concerns."""

from collections.abc import Sequence
from uuid import UUID

from orders.models.shortage import LineShortage
from orders.shortage_states import UNDECIDED


def shortages_of(order_id: UUID) -> list[LineShortage]:
    """Return what was or is missing of an order, oldest first, with lines; one statement. The caller asked who may."""
    rows = LineShortage.objects.filter(line__order=order_id).select_related("line")
    return list(rows.order_by("pk"))


def shortages_of_part(sub_order_id: UUID) -> dict[int, list[LineShortage]]:
    """Return what was or is missing of one cooperative's part, by line; one statement. The caller asked who may."""
    found: dict[int, list[LineShortage]] = {}
    for row in LineShortage.objects.filter(line__sub_order=sub_order_id).order_by("pk"):
        found.setdefault(row.line_id, []).append(row)
    return found


def shortages_asked(references: Sequence[str]) -> dict[str, LineShortage]:
    """Return by the key of its promise what customers are asked about just now; one statement. For the hub."""
    rows = LineShortage.objects.filter(key__in=list(references), state__in=UNDECIDED)
    return {row.key: row for row in rows}


def shortages_by_orders(order_ids: Sequence[UUID]) -> dict[UUID, list[LineShortage]]:
    """Return what was or is missing of orders, oldest first; one statement. The caller asked who may see them."""
    found: dict[UUID, list[LineShortage]] = {order_id: [] for order_id in order_ids}
    rows = LineShortage.objects.filter(line__order__in=order_ids).select_related("line")
    for row in rows.order_by("pk"):
        found[row.line.order_id].append(row)
    return found
