"""Give back what was paid for goods that never reached the customer."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from orders.models.order import OrderLine
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.policies import may_refund
from orders.refund_states import RefundCause
from orders.refunding import WantedLine
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_follow import refunds_taken_over
from orders.services.refund_others import subsidies_return
from orders.services.refund_rows import order_of_refund_locked
from orders.states import PaymentState, SubOrderState


@transaction.atomic
def refund_undelivered(*, actor: Actor, order_id: uuid.UUID, is_back: bool, now: datetime) -> Refund | None:
    """
    Refund the parts of a paid order that came back undelivered; nothing if nothing was paid, or it went back already.

    What others had borne of them before is taken from the customer's money as well: see `refunds_taken_over`.

    :param is_back: the hub says that the parcel is back, whatever the parts' states have heard of it yet
    :raises NotFound: if there is no such order
    :raises NotAllowed: if the actor is neither a machine nor in charge of orders
    """
    order = order_of_refund_locked(order_id)
    require(may_refund(actor), _("Only staff in charge of orders may give money back."))
    payment = Payment.objects.select_for_update().get(order=order)
    came_back = order.sub_orders.filter(delivered_at=None, lost_at=None).exclude(
        state=SubOrderState.CANCELLED
    )
    if not is_back:
        came_back = came_back.filter(state=SubOrderState.RETURNED)
    if payment.state != PaymentState.PAID:
        return None
    sub_orders = list(came_back.select_for_update().order_by("number"))
    if not order.sub_orders.exclude(delivered_at=None).exists():
        subsidies_return(order=order, actor=actor, now=now)
    refunds_taken_over(order=order, sub_orders=sub_orders, actor=actor, now=now)
    lines = OrderLine.objects.filter(sub_order__in=sub_orders).order_by("id")
    wanted = [
        WantedLine(line.pk, line.quantity - line.refunded_quantity)
        for line in lines
        if line.refunded_minor < line.total_minor
    ]
    if not wanted:
        return None
    return refund_decide(
        actor=actor,
        order_id=order_id,
        key=f"undelivered:{order_id}",
        cause=RefundCause.UNDELIVERED,
        wish=Wish(lines=wanted),
        reason="",
        now=now,
    )
