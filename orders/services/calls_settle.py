"""Let what callers decided take effect, once they can no longer take it back."""

import uuid
from datetime import datetime

from django.db import transaction

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from orders.cod_states import CallOutcome, CallState, ConfirmedBy
from orders.models.cod import CallAttempt, ConfirmationCall
from orders.models.order import Order
from orders.services.cod_confirm import cod_confirmed
from orders.services.order_cancel import order_cancel
from orders.services.order_history import history_tell
from orders.services.order_reach import staff_order_locked
from orders.states import HistoryKind


def calls_settle(*, actor: Actor, now: datetime, limit: int) -> int:
    """Carry out decisions whose moment is over, each in a transaction of its own; return how many."""
    due = ConfirmationCall.objects.filter(state=CallState.DECIDED, due_at__lte=now).order_by("due_at", "pk")
    done = 0
    for call_id, order_id in list(due.values_list("pk", "order_id")[:limit]):
        try:
            done += _settle(call_id, order_id, actor, now)
        except IllegalMove:
            # It was given up, or packed, by another way between the look and the lock.
            continue
    return done


@transaction.atomic
def _settle(call_id: int, order_id: uuid.UUID, actor: Actor, now: datetime) -> bool:
    order = staff_order_locked(order_id)
    call = ConfirmationCall.objects.select_for_update().get(pk=call_id)
    if call.state != CallState.DECIDED or call.due_at > now:
        return False
    attempt = call.calls.filter(undone_at=None).order_by("-pk")[0]
    if attempt.outcome == CallOutcome.CANCELLED:
        order_cancel(actor=actor, order_id=order.pk, holds_secret=False, reason="customer", now=now)
        return True
    if attempt.outcome == CallOutcome.READDRESSED:
        _readdress(order, attempt, now)
    caller = Actor(user_id=attempt.caller_id)
    cod_confirmed(order=order, by=ConfirmedBy.CALL, actor=caller, now=now)
    return True


def _readdress(order: Order, attempt: CallAttempt, now: datetime) -> None:
    """The hub has not heard of the order yet: the new address is all that it will know."""
    order.address = attempt.address
    if not order.is_gift:
        order.phone = attempt.address["phone"]
    order.save(update_fields=["address", "phone"])
    history_tell(
        actor=Actor(user_id=attempt.caller_id),
        order_id=order.pk,
        kind=HistoryKind.ADDRESS_UPDATED,
        now=now,
        details={"addresses": ["shipping"]},
    )
