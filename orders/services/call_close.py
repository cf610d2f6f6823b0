"""End the confirmation of an order: nobody is called any more."""

from datetime import datetime

from orders.cod_states import OPEN_CALLS, CallState, ConfirmedBy
from orders.models.cod import ConfirmationCall
from orders.models.order import Order

# What a cancellation's reason says of its customer: who could not be reached is remembered as such
_UNREACHED = frozenset({"unconfirmed", "unreachable"})


def call_close(*, order: Order, reason: str, now: datetime) -> None:
    """The order is given up (locked by the caller): its call ends too. Again, it changes nothing."""
    state = CallState.UNREACHABLE if reason in _UNREACHED else CallState.CANCELLED
    _close(order, now, state=state)


def call_confirmed(*, order: Order, by: ConfirmedBy, now: datetime) -> None:
    """The order is confirmed (locked by the caller): its call ends. Again, it changes nothing."""
    _close(order, now, state=CallState.CONFIRMED, confirmed_by=by)


def _close(order: Order, now: datetime, **values: str) -> None:
    rows = ConfirmationCall.objects.filter(order=order, state__in=OPEN_CALLS)
    rows.update(closed_at=now, claimed_by=None, claimed_until=None, **values)
