"""An order as the staff's services take hold of it."""

import uuid

from django.utils.translation import gettext as _

from marketplace.kernel.errors import NotFound
from orders.models.order import Order


def staff_order_locked(order_id: uuid.UUID) -> Order:
    """
    Return an order under its row lock, with its channel; the caller asks who may.

    :raises NotFound: if there is none
    """
    orders = Order.objects.select_for_update(of=("self",)).select_related("channel")
    order = orders.filter(pk=order_id).first()
    if order is None:
        raise NotFound(_("There is no such order."), field="order")
    return order
