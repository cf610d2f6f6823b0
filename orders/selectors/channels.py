"""What of orders a channel's page tells."""

from collections.abc import Sequence

from orders.models.order import Order


def channels_with_orders(channel_ids: Sequence[int]) -> dict[int, bool]:
    """Return the channels in which orders were placed, in one statement."""
    rows = Order.objects.filter(channel__in=channel_ids).values_list("channel_id", flat=True).distinct()
    return dict.fromkeys(rows, True)
