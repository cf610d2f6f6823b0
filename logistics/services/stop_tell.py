"""Tell what a driver found at a stop of a collection round: everything, a part, or nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.collecting import HELD, ROUND_FLOW, TOLD, RoundState, StopState
from logistics.events import CollectionMissed
from logistics.models.collection import CollectionRound, CollectionStop, StopLoad
from logistics.models.inbound import GoodsReceipt, Notice
from logistics.policies import may_drive, may_run_hub
from logistics.selectors.locked import notice_locked, round_locked
from logistics.services.collection_count import collection_counted, round_closed_if_done
from logistics.states import NoticeState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus

MOST_CRATES: Final = 1_000


@transaction.atomic
def round_set_out(*, actor: Actor, round_id: int) -> CollectionRound:
    """
    Tell that the vehicle is on the road; telling it again changes nothing.

    :raises NotFound: if there is no such round
    :raises NotAllowed: if the actor neither drives it nor runs its hub
    :raises IllegalMove: if the round is over
    """
    found = _driven(actor, round_id)
    _on_the_road(found)
    return found


@transaction.atomic
def stop_tell(
    *,
    actor: Actor,
    stop_id: int,
    outcome: StopState,
    crates: Mapping[int, int],
    key: str,
    told_at: datetime,
    now: datetime,
) -> CollectionStop:
    """
    Keep a driver's word about a stop: the newest tap counts, until the gate has counted the goods.

    The gate may have counted before a phone without network told anything: then its word is compared with the count
    now.

    :param crates: of each notice line, for a part; everything that was announced needs none
    :param key: made with the button; the same again changes nothing
    :param told_at: the moment of the tap
    :raises NotFound: if there is no such stop
    :raises NotAllowed: if the actor neither drives the vehicle nor runs the hub
    :raises InvalidInput: if the outcome or a number cannot be, or a part is nothing
    :raises IllegalMove: if the stop was taken off, its goods were counted, or its notice was taken back
    :raises Conflict: if the goods are on another round by now
    """
    stop = CollectionStop.objects.filter(pk=stop_id).first()
    if stop is None:
        raise NotFound(_("There is no such stop."), field="stop")
    notice = notice_locked(stop.notice_id)
    found = _driven(actor, stop.round_id)
    stop.refresh_from_db()
    if key and stop.told_key == key[:120]:
        return stop
    if stop.told_at is not None and told_at < stop.told_at:
        return stop
    loads = _loads(outcome, notice, crates)
    _demand_open(stop, notice, outcome)
    if notice.state == NoticeState.ANNOUNCED:
        _on_the_road(found)
    stop.state = _state_of(outcome, notice, loads)
    stop.told_key, stop.told_at, stop.told_by = key[:120], told_at, actor.name
    _keep(stop, loads)
    if outcome == StopState.NOT_THERE:
        bus.publish(CollectionMissed(happened_at=now, stop_id=stop.pk, number=notice.number))
    receipt = GoodsReceipt.objects.filter(notice=notice).select_related("warehouse").first()
    if receipt is not None:
        collection_counted(receipt=receipt, actor=actor, now=now)
    round_closed_if_done(found, now=now)
    return stop


def _keep(stop: CollectionStop, loads: Mapping[int, int]) -> None:
    """Write the word down, its loads in place of those told before."""
    stop.save(update_fields=["state", "told_key", "told_at", "told_by"])
    stop.loads.all().delete()
    StopLoad.objects.bulk_create(
        StopLoad(stop=stop, notice_line_id=line_id, crates=count) for line_id, count in loads.items()
    )


def _driven(actor: Actor, round_id: int) -> CollectionRound:
    found = round_locked(round_id)
    require(
        may_drive(actor, found.vehicle.carrier_id) or may_run_hub(actor, found.warehouse.organisation_id),
        _("This round is not yours to drive."),
    )
    return found


def _on_the_road(found: CollectionRound) -> None:
    if found.state != RoundState.ON_THE_ROAD:
        ROUND_FLOW.check(RoundState(found.state), RoundState.ON_THE_ROAD)
        found.state, found.closed_at = RoundState.ON_THE_ROAD, None
        found.save(update_fields=["state", "closed_at"])


def _demand_open(stop: CollectionStop, notice: Notice, outcome: StopState) -> None:
    is_counted = notice.state == NoticeState.RECEIVED
    if (
        stop.state == StopState.DROPPED
        or notice.state == NoticeState.CANCELLED
        or (is_counted and stop.state != StopState.PLANNED)
    ):
        raise IllegalMove(_("There is nothing to collect at this stop any more."), field="stop")
    elsewhere = CollectionStop.objects.filter(notice=notice, state__in=HELD).exclude(pk=stop.pk)
    if outcome in HELD and elsewhere.exists():
        raise Conflict(_("%(number)s is on another round.") % {"number": notice.number}, field="stop")


def _loads(outcome: StopState, notice: Notice, crates: Mapping[int, int]) -> dict[int, int]:
    """Return the crates loaded of each line; nothing where nobody was there."""
    if outcome not in TOLD:
        raise InvalidInput(_("Say what was loaded, or that nobody was there."), field="outcome")
    if outcome == StopState.NOT_THERE:
        return {}
    lines = {line.pk: line.crates for line in notice.lines.all()}
    if outcome == StopState.PICKED_UP:
        return lines
    if not crates.keys() <= lines.keys() or not all(0 <= count <= MOST_CRATES for count in crates.values()):
        raise InvalidInput(
            _("The number of crates must be between 0 and %(most)s.") % {"most": MOST_CRATES}, field="crates"
        )
    loads = {line_id: crates.get(line_id, 0) for line_id in lines}
    if not any(loads.values()):
        raise InvalidInput(_("Nothing loaded? Then say that nobody was there."), field="crates")
    return loads


def _state_of(outcome: StopState, notice: Notice, loads: Mapping[int, int]) -> StopState:
    """A part that is everything is everything."""
    if outcome == StopState.PART and all(loads[line.pk] == line.crates for line in notice.lines.all()):
        return StopState.PICKED_UP
    return outcome
