"""Let go of what nobody will come back for: unpaid orders and forgotten baskets."""

from datetime import datetime

from django.db.models import Q

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from orders.cod_states import DepositState
from orders.models.checkout import Checkout
from orders.models.cod import CodAgreement, ConfirmationCall
from orders.models.payment import Payment
from orders.services.order_cancel import order_cancel
from orders.states import PaymentState


def unpaid_orders_cancel(*, actor: Actor, now: datetime, limit: int) -> int:
    """Cancel orders whose time to pay is over, each in its own transaction; return how many."""
    open_states = (PaymentState.PENDING, PaymentState.FAILED)
    due = Payment.objects.filter(state__in=open_states, expires_at__lte=now).order_by("expires_at", "id")
    cancelled = 0
    for order_id in due.values_list("order_id", flat=True)[:limit]:
        try:
            order_cancel(actor=actor, order_id=order_id, holds_secret=False, reason="unpaid", now=now)
        except IllegalMove:
            # The money arrived between the look and the lock.
            continue
        cancelled += 1
    return cancelled


def unconfirmed_orders_cancel(*, actor: Actor, now: datetime, limit: int) -> int:
    """
    Cancel orders that nobody confirmed, or whose deposit did not come, until their time was over; return how many.

    Each in its own transaction; the customer is told why.
    """
    silent = ConfirmationCall.objects.filter(closed_at=None, deadline_at__lte=now).order_by(
        "deadline_at", "id"
    )
    unpaid = CodAgreement.objects.filter(deposit_state=DepositState.DUE, expires_at__lte=now)
    due = [(pk, "unconfirmed") for pk in silent.values_list("order_id", flat=True)[:limit]]
    due += [
        (pk, "deposit")
        for pk in unpaid.order_by("expires_at", "id").values_list("order_id", flat=True)[:limit]
    ]
    cancelled = 0
    for order_id, reason in due[:limit]:
        try:
            order_cancel(actor=actor, order_id=order_id, holds_secret=False, reason=reason, now=now)
        except IllegalMove:
            # It was confirmed, and its parcel packed, between the look and the lock.
            continue
        cancelled += 1
    return cancelled


def checkouts_forget(*, before: datetime, limit: int) -> int:
    """Delete baskets untouched since a time, placed ones included (their order keeps all it needs); not open drafts."""
    old = (
        Checkout.objects.filter(updated_at__lt=before)
        .filter(Q(draft=None) | Q(completed_at__isnull=False))
        .order_by("updated_at")
        .values_list("pk", flat=True)[:limit]
    )
    return Checkout.objects.filter(pk__in=list(old)).delete()[1].get("orders.Checkout", 0)
