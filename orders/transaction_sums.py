"""
How the events of a transaction add up.

Events of one thing bear one reference of the payment processor: a request waits until a success or a failure of the
same reference answers it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class EventLike(Protocol):
    """What is needed of an event."""

    type: str
    amount_minor: int
    psp_reference: str


@dataclass(frozen=True, slots=True)
class Sums:
    """The amounts of a transaction, in minor units; each field is named like its column."""

    authorized: int = 0
    authorize_pending: int = 0
    charged: int = 0
    charge_pending: int = 0
    refunded: int = 0
    refund_pending: int = 0
    canceled: int = 0
    cancel_pending: int = 0


@dataclass(slots=True)
class _Kind:
    success: int = 0
    pending: int = 0


def sums_of(events: Iterable[EventLike]) -> Sums:
    """
    Add up events, oldest first.

    Money leaves the promise when it is taken or given up, and what was taken when it is given back; a pending step
    counts as taken out of where it comes from, so that nothing can be asked for twice.
    """
    ordered = list(events)
    authorized = _authorized(ordered)
    charge, refund, cancel = (_kind(ordered, word) for word in ("charge", "refund", "cancel"))
    reversed_ = sum(each.amount_minor for each in ordered if each.type == "refund_reverse")
    back = sum(each.amount_minor for each in ordered if each.type == "charge_back")
    out = charge.success + charge.pending + cancel.success + cancel.pending
    return Sums(
        authorized=max(authorized.success - out, 0),
        authorize_pending=authorized.pending,
        charged=charge.success - refund.success - refund.pending + reversed_ - back,
        charge_pending=charge.pending,
        refunded=max(refund.success - reversed_, 0),
        refund_pending=refund.pending,
        canceled=cancel.success,
        cancel_pending=cancel.pending,
    )


def _authorized(events: list[EventLike]) -> _Kind:
    """An adjustment says what is promised from then on, whatever was promised before."""
    found = _kind(events, "authorization")
    last = max(
        (at for at, each in enumerate(events) if each.type == "authorization_adjustment"), default=None
    )
    if last is not None:
        later = _kind(events[last + 1 :], "authorization")
        found.success = events[last].amount_minor + later.success
    return found


def _kind(events: list[EventLike], word: str) -> _Kind:
    found = _Kind()
    answered: set[str] = set()
    for each in events:
        # What bears no reference answers nothing: a request without one is still to be made.
        if each.psp_reference and each.type in (f"{word}_success", f"{word}_failure"):
            answered.add(each.psp_reference)
        if each.type == f"{word}_success":
            found.success += each.amount_minor
    for each in events:
        if each.type == f"{word}_request" and each.psp_reference not in answered:
            found.pending += each.amount_minor
    return found
