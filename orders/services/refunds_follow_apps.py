"""Bring refunds to what payment apps reported of them."""

import uuid
from datetime import datetime

from django.db.models import Sum

from marketplace.kernel.actor import Actor
from orders.models.refund import Refund
from orders.models.transaction import Transaction
from orders.refund_states import RefundMedium, RefundState
from orders.services.refund_send import refund_paid_by_app, refund_refused_by_app


def refunds_follow_apps(*, actor: Actor, order_id: uuid.UUID, checkout_id: uuid.UUID, now: datetime) -> None:
    """
    Bring an order's refunds to what its payment apps reported, the oldest first; the order is locked by the caller.

    What no refund of ours asked for stays unbooked, and `check_books` names it.
    """
    own = Refund.objects.filter(order=order_id, medium=RefundMedium.APP)
    waiting = list(
        own.filter(state=RefundState.DUE).select_for_update(of=("self",)).order_by("decided_at", "pk")
    )
    if not waiting:
        return
    sums = Transaction.objects.filter(checkout_id=checkout_id).aggregate(
        back=Sum("refunded_minor"), pending=Sum("refund_pending_minor")
    )
    paid = own.filter(state=RefundState.DONE).aggregate(paid=Sum("amount_minor"))["paid"] or 0
    free, pending = (sums["back"] or 0) - paid, sums["pending"] or 0
    for refund in waiting:
        if refund.amount_minor <= free:
            free -= refund.amount_minor
            refund_paid_by_app(refund=refund, actor=actor, now=now)
        elif refund.amount_minor <= pending:
            pending -= refund.amount_minor
        else:
            refund_refused_by_app(refund=refund, actor=actor, now=now)
