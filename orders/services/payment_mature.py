"""Say when what was delivered before its money came becomes payable."""

from collections.abc import Sequence
from datetime import timedelta

from orders.models.order import Order, SubOrder


def mature_after_payment(order: Order, sub_orders: Sequence[SubOrder]) -> None:
    """Say when what was delivered before its money came becomes payable; the sub-orders are locked by the caller."""
    delivered = [row for row in sub_orders if row.delivered_at is not None and row.matures_at is None]
    for row in delivered:
        if row.delivered_at is not None:
            row.matures_at = row.delivered_at + timedelta(days=order.channel.maturity_days_card)
    SubOrder.objects.bulk_update(delivered, ["matures_at"])
