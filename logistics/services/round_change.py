"""Change a planned round: the order of its stops, when somebody should be there, which are left out; or call it off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.collecting import ROUND_FLOW, RoundState, StopState
from logistics.events import CollectionPlanned
from logistics.models.collection import CollectionRound, CollectionStop
from logistics.policies import may_run_hub
from logistics.selectors.locked import round_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWanted:
    """A stop as it should be: when somebody should be there (None: to be agreed on)."""

    stop_id: int
    from_time: time | None = None
    until_time: time | None = None


@transaction.atomic
def round_change(
    *, actor: Actor, round_id: int, wanted: Sequence[StopWanted], now: datetime
) -> CollectionRound:
    """
    Keep these stops, in this order, with these times; a stop that is not named is taken off the round.

    :raises NotFound: if there is no such round
    :raises NotAllowed: if the actor does not run its hub
    :raises IllegalMove: if the vehicle has set out
    :raises InvalidInput: if no stop is left, one is not of this round or named twice, or a window ends before it begins
    """
    found = _mine(actor, round_id)
    if found.state != RoundState.PLANNED:
        raise IllegalMove(_("The vehicle has set out already."), field="round")
    stops = {stop.pk: stop for stop in found.stops.filter(state=StopState.PLANNED)}
    _demand_sensible(wanted, stops)
    for position, each in enumerate(wanted, start=1):
        stop = stops.pop(each.stop_id)
        stop.position, stop.from_time, stop.until_time = position, each.from_time, each.until_time
        stop.save(update_fields=["position", "from_time", "until_time"])
    CollectionStop.objects.filter(pk__in=stops).update(state=StopState.DROPPED)
    bus.publish(CollectionPlanned(happened_at=now, round_id=found.pk, number=found.number))
    return found


def _demand_sensible(wanted: Sequence[StopWanted], stops: Mapping[int, CollectionStop]) -> None:
    named = [each.stop_id for each in wanted]
    if not named or len(set(named)) < len(named) or not set(named) <= stops.keys():
        raise InvalidInput(_("Name stops of this round, each once, and at least one."), field="stops")
    for each in wanted:
        if (each.from_time is None) != (each.until_time is None) or (
            each.from_time is not None and each.until_time is not None and each.until_time <= each.from_time
        ):
            raise InvalidInput(_("A window has a beginning and, later, an end."), field="stops")


@transaction.atomic
def round_cancel(*, actor: Actor, round_id: int, now: datetime) -> CollectionRound:
    """
    Call a round off before it sets out; its notices wait for another one.

    :raises NotFound: if there is no such round
    :raises NotAllowed: if the actor does not run its hub
    :raises IllegalMove: if the vehicle has set out, or the round is over
    """
    found = _mine(actor, round_id)
    ROUND_FLOW.check(RoundState(found.state), RoundState.CANCELLED)
    found.state, found.closed_at = RoundState.CANCELLED, now
    found.save(update_fields=["state", "closed_at"])
    found.stops.filter(state=StopState.PLANNED).update(state=StopState.DROPPED)
    return found


def _mine(actor: Actor, round_id: int) -> CollectionRound:
    found = round_locked(round_id)
    require(may_run_hub(actor, found.warehouse.organisation_id), _("This is for the people of this hub."))
    return found
