"""Gift boxes of orders, with what lies in them."""

import uuid

from django.db.models import Prefetch

from orders.models.box import OrderBox, OrderBoxItem


def boxes_of_order(order_id: uuid.UUID) -> list[OrderBox]:
    """Return an order's boxes with their items and lines; one statement, two where there are boxes."""
    items = OrderBoxItem.objects.select_related("line").order_by("line")
    return list(
        OrderBox.objects.filter(order=order_id).prefetch_related(Prefetch("items", items)).order_by("id")
    )


def boxes_by_line(order_id: uuid.UUID) -> dict[int, list[OrderBox]]:
    """Say in which boxes pieces of an order's lines lie, by line."""
    found: dict[int, list[OrderBox]] = {}
    for box in boxes_of_order(order_id):
        for item in box.items.all():
            found.setdefault(item.line_id, []).append(box)
    return found
