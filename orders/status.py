"""The status of an order group, derived from its sub-orders and its payment; never stored."""

from collections.abc import Collection
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from orders.states import PaymentState, SubOrderState


class OrderStatus(StrEnum):
    """What a customer reads about the whole of an order."""

    AWAITING_PAYMENT = "awaiting_payment"
    PREPARING = "preparing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    PARTLY_DELIVERED = "partly_delivered"
    REFUSED = "refused"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    LOST = "lost"


ORDER_STATUS_LABELS = {
    OrderStatus.AWAITING_PAYMENT: _("Waiting for payment"),
    OrderStatus.PREPARING: _("Being prepared"),
    OrderStatus.SHIPPED: _("On its way"),
    OrderStatus.DELIVERED: _("Delivered"),
    OrderStatus.PARTLY_DELIVERED: _("Partly delivered"),
    OrderStatus.REFUSED: _("Refused at the door"),
    OrderStatus.RETURNED: _("Returned to the hub"),
    OrderStatus.CANCELLED: _("Cancelled"),
    OrderStatus.LOST: _("Lost on the way"),
}

_S = SubOrderState


def order_status(states: Collection[str], payment_state: str) -> OrderStatus:
    """
    Say where an order stands; cancelled parts do not count unless all are.

    An order whose payment failed or waits is waiting for payment, whatever else.
    """
    live = {SubOrderState(state) for state in states} - {_S.CANCELLED}
    if not live:
        return OrderStatus.CANCELLED
    if live == {_S.PLACED} or (payment_state == PaymentState.FAILED and _S.PLACED in live):
        return OrderStatus.AWAITING_PAYMENT
    single = {
        _S.DELIVERED: OrderStatus.DELIVERED,
        _S.REFUSED: OrderStatus.REFUSED,
        _S.RETURNED: OrderStatus.RETURNED,
        _S.SHIPPED: OrderStatus.SHIPPED,
        _S.LOST: OrderStatus.LOST,
    }
    if len(live) == 1 and (only := next(iter(live))) in single:
        return single[only]
    if _S.DELIVERED in live:
        return OrderStatus.PARTLY_DELIVERED
    return OrderStatus.PREPARING
