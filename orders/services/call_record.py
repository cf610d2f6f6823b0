"""Write down what came of a call, and take it back within a moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.places import HOME
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from orders.address import DeliveryAddress
from orders.calling import CLAIM, SECOND_THOUGHTS, in_calling_hours, next_call_at
from orders.cod_states import CALL_FLOW, CallOutcome, CallState
from orders.events import CallMissed
from orders.models.cod import CallAttempt, ConfirmationCall
from orders.models.order import Order
from orders.policies import may_call_customers

# These take effect when the caller can no longer take them back (orders.services.calls_settle)
DECISIONS = frozenset({CallOutcome.CONFIRMED, CallOutcome.READDRESSED, CallOutcome.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """What a caller says of a call."""

    outcome: CallOutcome
    note: str = ""
    # For "later": when the customer wishes to be called
    again_at: datetime | None = None
    # For "another address": the whole of it
    address: DeliveryAddress | None = None


@transaction.atomic
def call_record(*, actor: Actor, call_id: int, result: CallResult, now: datetime) -> CallAttempt:
    """
    Note the outcome of a call that the actor has taken.

    A decision takes effect after two minutes in which it can be taken back. Whoever does not answer is called again,
    as often as the rule says, and then only the message's link can confirm until the deadline.

    :raises NotAllowed: if the actor does not call customers
    :raises NotFound: if there is no such call
    :raises Conflict: if somebody else has taken it meanwhile
    :raises IllegalMove: if the order is confirmed or given up already
    :raises InvalidInput: if the new address is missing or in another region, or the time lies outside the deadline
    """
    require(may_call_customers(actor), _("Only staff in charge of orders call customers."))
    order, call = _locked(call_id)
    if call.state != CallState.WAITING:
        raise IllegalMove(_("This order has been confirmed or cancelled already."), field="call")
    if call.claimed_by_id != actor.user_id or call.claimed_until is None or call.claimed_until <= now:
        raise Conflict(_("Somebody else may be calling this customer now: take the next call."), field="call")
    attempt = CallAttempt(
        call=call,
        caller_id=actor.user_id or 0,
        outcome=result.outcome,
        note=result.note.strip()[:300],
        address=_address(order, result),
        again_at=result.again_at,
        due_before=call.due_at,
        called_at=now,
        final_at=now + SECOND_THOUGHTS,
    )
    _follow(call, result, now)
    attempt.save(force_insert=True)
    call.claimed_by = call.claimed_until = None
    call.save(update_fields=["state", "due_at", "attempts", "claimed_by", "claimed_until"])
    return attempt


def _locked(call_id: int) -> tuple[Order, ConfirmationCall]:
    """Lock an order and its call, the order first."""
    order = Order.objects.select_for_update(of=("self",)).filter(confirmation=call_id).first()
    if order is None:
        raise NotFound(_("There is no such call."), field="call")
    return order, ConfirmationCall.objects.select_for_update().get(pk=call_id)


def _address(order: Order, result: CallResult) -> dict[str, str]:
    if result.outcome != CallOutcome.READDRESSED:
        return {}
    if result.address is None:
        raise InvalidInput(_("Please write the new address."), field="street")
    if (result.address.country, result.address.region) != (order.address.get("country", HOME), order.region):
        raise InvalidInput(
            _("Delivery to another region has another price; please make a new order."), field="province"
        )
    return result.address.as_json()


def _follow(call: ConfirmationCall, result: CallResult, now: datetime) -> None:
    """Move the call on as its outcome says."""
    outcome = result.outcome
    if outcome in DECISIONS:
        _move(call, CallState.DECIDED)
        call.due_at = now + SECOND_THOUGHTS
    elif outcome == CallOutcome.LATER:
        call.due_at = _wished(call, result, now)
    elif outcome == CallOutcome.NO_ANSWER:
        call.attempts += 1
        call.due_at = next_call_at(call.attempts, now)
        if call.attempts >= call.attempts_most or call.due_at >= call.deadline_at:
            _move(call, CallState.SILENT)
        bus.publish(CallMissed(order_id=str(call.order_id), attempts=call.attempts, happened_at=now))
    else:
        _move(call, CallState.SILENT)
        bus.publish(CallMissed(order_id=str(call.order_id), attempts=0, happened_at=now))


def _move(call: ConfirmationCall, after: CallState) -> None:
    CALL_FLOW.check(CallState(call.state), after)
    call.state = after


def _wished(call: ConfirmationCall, result: CallResult, now: datetime) -> datetime:
    if result.again_at is None or result.again_at <= now:
        raise InvalidInput(_("Please say when to call again."), field="again_at")
    again = in_calling_hours(result.again_at)
    if again >= call.deadline_at:
        raise InvalidInput(_("By then the time to confirm is over."), field="again_at")
    return again


@transaction.atomic
def call_undo(*, actor: Actor, attempt_id: int, now: datetime) -> ConfirmationCall:
    """
    Take back what one has just written of a call: it is one's own again, as if nothing had been said.

    :raises NotAllowed: if the actor does not call customers
    :raises NotFound: if the actor made no such call
    :raises IllegalMove: if it has taken effect, or was taken back already
    """
    require(may_call_customers(actor), _("Only staff in charge of orders call customers."))
    attempt = CallAttempt.objects.filter(pk=attempt_id, caller=actor.user_id).first()
    if attempt is None:
        raise NotFound(_("There is no such call."), field="call")
    _order, call = _locked(attempt.call_id)
    attempt = CallAttempt.objects.select_for_update().get(pk=attempt_id)
    is_last = not call.calls.filter(pk__gt=attempt.pk, undone_at=None).exists()
    if attempt.undone_at is not None or attempt.final_at <= now or not is_last or call.closed_at is not None:
        raise IllegalMove(_("It is too late to take this back."), field="call")
    if call.claimed_by_id not in (None, actor.user_id):
        raise IllegalMove(_("It is too late to take this back."), field="call")
    attempt.undone_at = now
    attempt.save(update_fields=["undone_at"])
    if attempt.outcome == CallOutcome.NO_ANSWER:
        call.attempts -= 1
    call.state, call.due_at = CallState.WAITING, attempt.due_before
    call.claimed_by_id, call.claimed_until = actor.user_id, now + CLAIM
    call.save(update_fields=["state", "due_at", "attempts", "claimed_by", "claimed_until"])
    return call
