"""What carriers' systems tell: kept as it came, once per id, and acted on by a task, whatever order it came in."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.carrying import BookingState, CarrierKind, ReportState
from logistics.gateways.base import CarrierEvent, CarrierRefused, CarrierUnreachable
from logistics.gateways.carriers import carrier_of
from logistics.models.carrier import CarrierAccount, CarrierBooking, CarrierReport
from logistics.models.parcel import Parcel
from logistics.policies import may_run_hub
from logistics.services.parcel_track import parcel_track
from logistics.states import OPEN_STATES, STATE_AFTER, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox.work import claimed_one_by_one, put_off

LARGEST_REPORT: Final = 64_000
# How JSON writes the one character that the database keeps nowhere
_NUL: Final = "\\u0000"
POLL_EVERY: Final = timedelta(minutes=30)
# After an answer that was none the carrier is left in peace a little longer.
POLL_LATER: Final = timedelta(hours=2)


def carrier_report_record(*, carrier_slug: str, body: bytes, now: datetime) -> bool:
    """
    Keep a report of a carrier's system under its id; say whether it is new.

    :raises NotFound: if no such carrier has a system
    :raises InvalidInput: if the body is no JSON object with an id
    """
    account = CarrierAccount.objects.filter(organisation__slug=carrier_slug, kind=CarrierKind.REST).first()
    if account is None:
        raise NotFound(_("There is no such carrier."), field="carrier")
    try:
        payload = json.loads(body[: LARGEST_REPORT + 1]) if len(body) <= LARGEST_REPORT else None
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        raise InvalidInput(_("This is no report of a carrier."))
    return _keep(account, payload, now=now)


def _keep(account: CarrierAccount, payload: dict[str, Any], *, now: datetime) -> bool:
    event_id = payload.get("id")
    if not isinstance(event_id, str) or not 0 < len(event_id) <= 100 or _NUL in json.dumps(payload):
        raise InvalidInput(_("This is no report of a carrier."))
    _row, is_new = CarrierReport.objects.get_or_create(
        account=account,
        event_id=event_id,
        defaults={"payload": payload, "received_at": now, "due_at": now},
    )
    return is_new


def carrier_reports_act(*, now: datetime, limit: int = 200) -> int:
    """
    Act on reports that are due; return how many were dealt with.

    One that cannot be true yet (delivered before the hand-over is written down) is tried again; one that makes no sense
    is given up at once and shown on the carriers' page.
    """
    done = 0
    for row in claimed_one_by_one(CarrierReport, now=now, limit=limit):
        try:
            _act(row, now=now)
        except IllegalMove as error:
            put_off(row, now=now, error=error.message)
        except DomainError as error:
            CarrierReport.objects.filter(pk=row.pk).update(state=ReportState.DEAD, error=error.message[:2000])
        else:
            CarrierReport.objects.filter(pk=row.pk).update(state=ReportState.DONE, error="")
            done += 1
    return done


def _act(row: CarrierReport, *, now: datetime) -> None:
    carrier = carrier_of(row.account, row.account.organisation_id)
    event = carrier.read(row.payload)
    if event.kind is None:
        return
    booking = (
        CarrierBooking.objects.select_related("parcel__fulfilment")
        .filter(account=row.account, reference=event.reference)
        .first()
    )
    if booking is None:
        raise NotFound(_("No parcel is booked under %(code)s.") % {"code": event.reference})
    if _says_nothing_new(booking.parcel, event):
        return
    parcel_track(
        actor=Actor.of_machine(f"carrier:{row.account.organisation_id}"),
        parcel_id=booking.parcel_id,
        kind=event.kind,
        happened_at=event.happened_at,
        key=f"carrier:{event.event_id}",
        now=now,
        reason=event.reason,
        note=event.note,
        cash_collected=event.cash,
    )


def _says_nothing_new(parcel: Parcel, event: CarrierEvent) -> bool:
    """The same fact under another id: told twice by the carrier, or told by a person before."""
    if event.kind is None:
        return True
    known = parcel.tracking_events.filter(kind=event.kind, is_late=False)
    if event.kind == TrackingKind.ATTEMPT_FAILED:
        return known.filter(reason=event.reason, happened_at=event.happened_at).exists()
    return parcel.fulfilment.state == STATE_AFTER[event.kind] and known.exists()


def carriers_poll(*, now: datetime, limit: int = 200) -> int:
    """
    Ask the systems of carriers what they know of parcels on the way; return how many reports were new.

    An account is claimed by moving its next time first: a slow carrier is asked by one worker alone.
    """
    total = 0
    for account in CarrierAccount.objects.filter(kind=CarrierKind.REST, poll_at__lte=now).order_by("poll_at"):
        claimed = CarrierAccount.objects.filter(pk=account.pk, poll_at=account.poll_at)
        if claimed.update(poll_at=now + POLL_EVERY):
            total += _poll(account, now=now, limit=limit)
    return total


def _poll(account: CarrierAccount, *, now: datetime, limit: int) -> int:
    carrier = carrier_of(account, account.organisation_id)
    on_the_way = CarrierBooking.objects.filter(
        account=account, state=BookingState.BOOKED, parcel__fulfilment__state__in=OPEN_STATES
    )
    new = 0
    for reference in on_the_way.order_by("booked_at").values_list("reference", flat=True)[:limit]:
        try:
            rows = carrier.events(reference)
        except (CarrierUnreachable, CarrierRefused):
            CarrierAccount.objects.filter(pk=account.pk).update(poll_at=now + POLL_LATER)
            break
        for payload in rows:
            try:
                new += _keep(account, payload, now=now)
            except InvalidInput:
                continue  # without an id it could be counted twice; the carrier tells it again with one
    return new


@transaction.atomic
def carrier_report_settle(
    *, actor: Actor, report_id: int, again: bool, hub_organisation_id: int, now: datetime
) -> CarrierReport:
    """
    Let a report that was given up be tried again, or set it aside for good.

    :param hub_organisation_id: for which hub the actor answers
    :raises NotFound: if there is none
    :raises NotAllowed: if the actor does not run that hub
    :raises Conflict: if it was dealt with meanwhile
    """
    require(may_run_hub(actor, hub_organisation_id), _("Only the people of this hub may do this."))
    row = CarrierReport.objects.select_for_update(no_key=True).filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("There is no such report."), field="report")
    if row.state != ReportState.DEAD:
        raise Conflict(_("Somebody has dealt with this report already."), field="report")
    row.state = ReportState.DUE if again else ReportState.SET_ASIDE
    row.due_at, row.attempts = now, 0
    row.save(update_fields=["state", "due_at", "attempts"])
    return row
