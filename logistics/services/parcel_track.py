"""Record what a carrier or the counter tells of a parcel, once per key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.events import (
    ParcelAttemptFailed,
    ParcelDelivered,
    ParcelEvent,
    ParcelLost,
    ParcelOutForDelivery,
    ParcelRefused,
    ParcelReturned,
)
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.policies import may_run_hub, may_track
from logistics.selectors.locked import parcel_locked
from logistics.selectors.stopped import fulfilments_stopped
from logistics.services.delivery_proof import Proof, demand_proof, proof_write
from logistics.states import (
    FULFILMENT_FLOW,
    STATE_AFTER,
    DeliveryKind,
    FailureReason,
    FulfilmentState,
    TrackingKind,
)
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# Clocks of phones run ahead a little; what is told from farther in the future is a mistake.
CLOCK_SLACK: Final = timedelta(minutes=10)
_NEEDS_REASON: Final = (TrackingKind.ATTEMPT_FAILED, TrackingKind.REFUSED)


@dataclass(frozen=True, slots=True)
class _Report:
    """What was told, checked."""

    kind: TrackingKind
    key: str
    happened_at: datetime
    reason: str
    note: str
    cash: Money | None
    proof: Proof | None


@transaction.atomic
def parcel_track(
    *,
    actor: Actor,
    parcel_id: int,
    kind: TrackingKind,
    happened_at: datetime,
    key: str,
    now: datetime,
    reason: str = "",
    note: str = "",
    cash_collected: Money | None = None,
    proof: Proof | None = None,
) -> TrackingEvent:
    """
    Note an event and move the parcel; the same key again returns the first record and moves nothing.

    An event from before the last one that can no longer move the parcel is kept for the record (`is_late`).
    Cash that differs from what was due is recorded as it is and told with the delivery, never corrected.

    :param happened_at: the moment of the act, not of its upload
    :param key: unique for the parcel (the carrier's event id, or the phone's)
    :param proof: who took it, the customer's code, a photo; with a delivery alone
    :raises NotFound: if there is no such parcel
    :raises NotAllowed: if the actor is neither the hub nor the carrier
    :raises InvalidInput: if a part is missing, unknown or lies in the future
    :raises IllegalMove: if the parcel cannot make this move
    :raises Conflict: if the key was used for something else
    """
    parcel = parcel_locked(parcel_id)
    fulfilment = parcel.fulfilment
    hub_id = fulfilment.warehouse.organisation_id
    require(
        may_track(actor, hub_organisation_id=hub_id, carrier_organisation_id=parcel.carrier_id),
        _("Only the hub and the carrier may report on this parcel."),
    )
    known = _known(parcel, kind, key)
    if known is not None:
        return known
    report = _Report(kind, key, happened_at, reason, note, cash_collected, proof)
    _demand_whole(report, parcel, now=now)

    before, after = FulfilmentState(fulfilment.state), STATE_AFTER[report.kind]
    if before == FulfilmentState.PACKED:
        _demand_ours_to_say(parcel, report, after, is_hub=may_run_hub(actor, hub_id))
    is_late = not _may_move(parcel, report, before, after)
    event = _record(parcel, report, is_late=is_late, actor=actor, now=now)
    if report.proof is not None:
        proof_write(event, report.proof, actor=actor, now=now)
    if not is_late:
        _move(parcel, report, after)
    return event


def _known(parcel: Parcel, kind: TrackingKind, key: str) -> TrackingEvent | None:
    """Return what was recorded under a key; it must be the same report."""
    known = TrackingEvent.objects.filter(parcel=parcel, key=key).first()
    if known is not None and known.kind != kind:
        raise Conflict(_("Something else was reported under this key."), field="key")
    return known


def _demand_ours_to_say(parcel: Parcel, report: _Report, after: FulfilmentState, *, is_hub: bool) -> None:
    """Of a parcel that still stands at the hub: nobody else loses it, and a lot taken off sale is not handed out."""
    if report.kind == TrackingKind.LOST and not is_hub:
        raise IllegalMove(_("This parcel was not handed over yet: the hub answers for it."), field="kind")
    if after == FulfilmentState.DELIVERED and parcel.fulfilment.held_at is not None:
        raise IllegalMove(_("This order is stopped: its payment is not in order."), field="kind")
    if after == FulfilmentState.DELIVERED and fulfilments_stopped([parcel.fulfilment_id]):
        raise IllegalMove(
            _("Parcel %(parcel)s holds a lot that was taken off sale: it stays here.")
            % {"parcel": parcel.number},
            field="kind",
        )


def _demand_whole(report: _Report, parcel: Parcel, *, now: datetime) -> None:
    if report.kind not in STATE_AFTER:
        raise InvalidInput(_("This cannot be reported of a parcel."), field="kind")
    if not report.key or len(report.key) > 120:
        raise InvalidInput(_("A report needs a key of at most 120 characters."), field="key")
    if report.happened_at > now + CLOCK_SLACK:
        raise InvalidInput(_("This lies in the future."), field="happened_at")
    if report.kind in _NEEDS_REASON and report.reason not in FailureReason.values:
        raise InvalidInput(_("Please choose why."), field="reason")
    if report.kind not in _NEEDS_REASON and report.reason:
        raise InvalidInput(_("A reason belongs to a failure."), field="reason")
    if report.proof is not None:
        demand_proof(report.proof, parcel, is_delivered=report.kind == TrackingKind.DELIVERED)
    _demand_cash(report, parcel)


def _demand_cash(report: _Report, parcel: Parcel) -> None:
    due, cash = parcel.fulfilment.cash_due, report.cash
    if report.kind != TrackingKind.DELIVERED:
        if cash is not None:
            raise InvalidInput(_("Cash is only collected with a delivery."), field="cash_collected")
        return
    if cash is None:
        if due.minor:
            raise InvalidInput(_("Please say how much cash was collected."), field="cash_collected")
        return
    if cash.currency != due.currency or cash.minor < 0:
        raise InvalidInput(_("This is not an amount that can be collected."), field="cash_collected")


def _may_move(parcel: Parcel, report: _Report, before: FulfilmentState, after: FulfilmentState) -> bool:
    """
    Say whether the report moves the parcel; False: it came too late to.

    :raises IllegalMove: if it neither moves the parcel nor lies behind what is known already
    """
    last = TrackingEvent.objects.filter(parcel=parcel, is_late=False).order_by("-happened_at", "-id").first()
    is_old = last is not None and report.happened_at < last.happened_at
    is_repeat = report.kind == TrackingKind.ATTEMPT_FAILED and before == FulfilmentState.HANDED_OVER
    at_counter = before == FulfilmentState.PACKED and parcel.fulfilment.method.kind != DeliveryKind.PICKUP
    at_counter = at_counter and report.kind != TrackingKind.LOST
    if not at_counter and (is_repeat or FULFILMENT_FLOW.allows(before, after)):
        return True
    if is_old:
        return False
    message = _("A parcel that is “%(before)s” cannot become “%(after)s”.")
    raise IllegalMove(message % {"before": before.label, "after": after.label}, field="kind")


def _record(parcel: Parcel, report: _Report, *, is_late: bool, actor: Actor, now: datetime) -> TrackingEvent:
    due, cash = parcel.fulfilment.cash_due, report.cash
    return TrackingEvent.objects.create(
        parcel=parcel,
        key=report.key,
        kind=report.kind,
        reason=report.reason,
        note=report.note[:300],
        is_late=is_late,
        cash_collected_minor=cash.minor if cash is not None else None,
        cash_difference_minor=(cash - due).minor if cash is not None else None,
        currency=due.currency,
        actor=actor.name,
        happened_at=report.happened_at,
        recorded_at=now,
    )


def _move(parcel: Parcel, report: _Report, after: FulfilmentState) -> None:
    fulfilment = parcel.fulfilment
    is_at_hub = fulfilment.state == FulfilmentState.PACKED
    fulfilment.state, fulfilment.state_at = after, report.happened_at
    fulfilment.save(update_fields=["state", "state_at"])
    if report.kind == TrackingKind.ATTEMPT_FAILED:
        parcel.attempts += 1
        parcel.save(update_fields=["attempts"])
    told = _told(parcel, report, is_at_hub=is_at_hub)
    if told is not None:
        bus.publish(told)


def _told(parcel: Parcel, report: _Report, *, is_at_hub: bool) -> ParcelEvent | None:
    about: dict[str, Any] = {
        "happened_at": report.happened_at,
        "reference": parcel.fulfilment.reference,
        "order_number": parcel.fulfilment.order_number,
        "parcel_id": parcel.pk,
        "parcel_number": parcel.number,
        "carrier_organisation_id": parcel.carrier_id,
    }
    match report.kind:
        case TrackingKind.OUT_FOR_DELIVERY:
            return ParcelOutForDelivery(**about)
        case TrackingKind.ATTEMPT_FAILED:
            return ParcelAttemptFailed(reason=report.reason, attempts=parcel.attempts, **about)
        case TrackingKind.DELIVERED:
            return ParcelDelivered(
                cash_collected_minor=report.cash.minor if report.cash else 0,
                cash_due_minor=parcel.fulfilment.cash_due_minor,
                carrier_cost_minor=parcel.carrier_cost_minor,
                currency=parcel.fulfilment.currency,
                **about,
            )
        case TrackingKind.REFUSED:
            return ParcelRefused(reason=report.reason, **about)
        case TrackingKind.RETURNED:
            return ParcelReturned(**about)
        case TrackingKind.LOST:
            hub_id = parcel.fulfilment.warehouse.organisation_id
            holder_id = hub_id if is_at_hub else parcel.carrier_id
            return ParcelLost(holder_organisation_id=holder_id, is_at_hub=is_at_hub, **about)
    return None
