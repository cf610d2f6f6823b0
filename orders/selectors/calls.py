"""The queue of confirmation calls as its callers see it, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from orders.cod_states import CallState
from orders.models.cod import CallAttempt, ConfirmationCall
from orders.models.order import OrderLine
from orders.policies import may_call_customers

RECENT = 20


@dataclass(frozen=True, slots=True)
class CallCounts:
    """How many orders wait for their confirmation, and for what."""

    # To be called now, later, in the hands of a caller, and those whom nobody calls any more
    now: int
    later: int
    taken: int
    silent: int
    oldest_at: datetime | None
    next_deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallView:
    """The call that its caller has taken: whom to call about what, and what came of the calls before."""

    call: ConfirmationCall
    lines: tuple[OrderLine, ...]
    attempts: tuple[CallAttempt, ...]


@dataclass(frozen=True, slots=True)
class CallBoard:
    """A caller's page."""

    counts: CallCounts
    mine: CallView | None
    # What this caller can still take back, newest first
    undoable: tuple[CallAttempt, ...]
    recent: tuple[CallAttempt, ...]


def call_counts(*, now: datetime) -> CallCounts:
    """Count the queue in three statements; the caller has asked who may see it."""
    waits = Q(state=CallState.WAITING)
    taken = waits & Q(claimed_until__gt=now)
    free_due = waits & (Q(claimed_until=None) | Q(claimed_until__lte=now)) & Q(due_at__lte=now)
    found = ConfirmationCall.objects.filter(closed_at=None).aggregate(
        now=Count("pk", filter=free_due),
        later=Count("pk", filter=waits & Q(due_at__gt=now)),
        taken=Count("pk", filter=taken),
        silent=Count("pk", filter=Q(state=CallState.SILENT)),
    )
    oldest = ConfirmationCall.objects.filter(free_due).order_by("due_at").values_list("due_at", flat=True)
    deadline = ConfirmationCall.objects.filter(closed_at=None).order_by("deadline_at")
    return CallCounts(
        **found,
        oldest_at=oldest.first(),
        next_deadline_at=deadline.values_list("deadline_at", flat=True).first(),
    )


def call_board(*, actor: Actor, now: datetime) -> CallBoard:
    """
    Return a caller's page in eight statements at most.

    :raises NotAllowed: if the actor does not call customers
    """
    require(may_call_customers(actor), _("Only staff in charge of orders call customers."))
    attempts = CallAttempt.objects.select_related("call__order", "caller").order_by("-pk")
    return CallBoard(
        counts=call_counts(now=now),
        mine=_mine(actor, now),
        undoable=tuple(attempts.filter(caller=actor.user_id, undone_at=None, final_at__gt=now)[:5]),
        recent=tuple(attempts.filter(undone_at=None)[:RECENT]),
    )


def call_mine(*, actor: Actor, call_id: int, now: datetime) -> CallView | None:
    """
    Return a call that the actor has taken; None: it is not (any more) theirs.

    :raises NotAllowed: if the actor does not call customers
    """
    require(may_call_customers(actor), _("Only staff in charge of orders call customers."))
    found = _mine(actor, now)
    return found if found is not None and found.call.pk == call_id else None


def _mine(actor: Actor, now: datetime) -> CallView | None:
    taken = ConfirmationCall.objects.filter(
        state=CallState.WAITING, claimed_by=actor.user_id, claimed_until__gt=now
    )
    call = taken.select_related("order__payment", "order__cod").order_by("claimed_until").first()
    if call is None:
        return None
    lines = OrderLine.objects.filter(order=call.order_id).order_by("id")
    before = call.calls.filter(undone_at=None).select_related("caller").order_by("pk")
    return CallView(call, tuple(lines), tuple(before))
