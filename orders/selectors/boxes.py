"""Gift boxes of orders, with what lies in them."""

import uuid
from collections.abc import Sequence

from django.db.models import Prefetch

from orders.models.box import OrderBox, OrderBoxItem


def boxes_of_order(order_id: uuid.UUID) -> list[OrderBox]:
    """Return an order's boxes with their items and lines; one statement, two where there are boxes."""
    return boxes_by_orders([order_id])[order_id]


def boxes_by_orders(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[OrderBox]]:
    """Return the boxes of orders with their items and lines; one statement, two where there are boxes."""
    found: dict[uuid.UUID, list[OrderBox]] = {order_id: [] for order_id in order_ids}
    items = OrderBoxItem.objects.select_related("line").order_by("line")
    rows = OrderBox.objects.filter(order__in=list(order_ids)).prefetch_related(Prefetch("items", items))
    for row in rows.order_by("id"):
        found[row.order_id].append(row)
    return found


def boxes_by_line(order_id: uuid.UUID) -> dict[int, list[OrderBox]]:
    """Say in which boxes pieces of an order's lines lie, by line."""
    found: dict[int, list[OrderBox]] = {}
    for box in boxes_of_order(order_id):
        for item in box.items.all():
            found.setdefault(item.line_id, []).append(box)
    return found
