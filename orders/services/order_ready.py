"""Let the hub begin with an order as soon as nothing is waited for any more."""

from datetime import datetime

from logistics.services.fulfilment_hold import fulfilment_resume
from marketplace.outbox import bus
from orders.events import OrderReleased
from orders.models.order import Order
from orders.models.payment import Payment
from orders.policies import may_prepare
from orders.postings import order_subject
from orders.states import SubOrderState


def release_if_ready(order: Order, payment: Payment, now: datetime) -> bool:
    """Let the hub prepare what waits of an order (fetched with its channel), if it may be; say whether it may."""
    if not may_prepare(order, payment):
        return False
    if payment.attempt > 1:
        # It was stopped when an earlier payment failed (orders.services.payment_fail)
        fulfilment_resume(reference=order_subject(order))
    if order.sub_orders.filter(state=SubOrderState.PLACED).update(state=SubOrderState.RELEASED):
        bus.publish(OrderReleased(order_id=str(order.pk), happened_at=now))
    return True
