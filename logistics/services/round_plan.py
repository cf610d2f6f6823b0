"""Plan a collection round: which vehicle calls where, in which order, on which day."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.collecting import HELD
from logistics.events import CollectionPlanned
from logistics.models.collection import CollectionRound, CollectionStop, Vehicle
from logistics.models.inbound import Notice
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.round_trip import Point, nearest_first, windows_of
from logistics.selectors.locked import notices_locked
from logistics.selectors.notice_weights import grams_announced
from logistics.services.numbers import next_serial, number_of
from logistics.states import Arrival, NoticeState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.geography import province
from marketplace.kernel.policy import require
from marketplace.outbox import bus

MOST_STOPS: Final = 40
FARTHEST: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Which vehicle drives on which day, and when it sets out."""

    vehicle_id: int
    day: date
    sets_out: time


@transaction.atomic
def round_plan(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    trip: Trip,
    notice_ids: Collection[int],
    key: str,
    now: datetime,
) -> CollectionRound:
    """
    Plan a round over these notices in the order of the nearest stop first; the same key again is the same round.

    :raises NotFound: if there is no such warehouse, vehicle or notice of it
    :raises NotAllowed: if the actor does not run this hub
    :raises InvalidInput: if the day or the number of stops cannot be, goods are not ready by then, or the load is
        heavier than the vehicle may carry
    :raises Conflict: if a notice is on another round, is not to be collected any more, or the key was used elsewhere
    """
    warehouse = Warehouse.objects.filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(may_run_hub(actor, warehouse.organisation_id), _("This is for the people of this hub."))
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A round needs a key of at most 80 characters."), field="key")
    notices = notices_locked(notice_ids)
    known = CollectionRound.objects.filter(key=key).first()
    if known is not None:
        if known.warehouse_id != warehouse.pk:
            raise Conflict(_("Something else was planned under this key."), field="key")
        return known
    vehicle = Vehicle.objects.filter(pk=trip.vehicle_id, is_active=True).first()
    if vehicle is None:
        raise NotFound(_("There is no such vehicle."), field="vehicle")
    _demand_sensible(trip, notices, notice_ids, warehouse, today=timezone.localdate(now))
    demand_room(vehicle, notices)
    made = CollectionRound.objects.create(
        number=number_of("round", next_serial("round")),
        key=key,
        warehouse=warehouse,
        vehicle=vehicle,
        day=trip.day,
        sets_out=trip.sets_out,
        created_by=actor.name,
        created_at=now,
    )
    _stops_made(made, warehouse, notices)
    bus.publish(CollectionPlanned(happened_at=now, round_id=made.pk, number=made.number))
    return made


def _demand_sensible(
    trip: Trip,
    notices: Mapping[int, Notice],
    wanted: Collection[int],
    warehouse: Warehouse,
    *,
    today: date,
) -> None:
    if not today <= trip.day <= today + FARTHEST:
        raise InvalidInput(_("Choose a day between today and 30 days from now."), field="day")
    if not 1 <= len(set(wanted)) <= MOST_STOPS:
        raise InvalidInput(
            _("A round has between 1 and %(most)d stops.") % {"most": MOST_STOPS}, field="notices"
        )
    if len(notices) < len(set(wanted)) or any(
        row.warehouse_id != warehouse.pk or row.arrival != Arrival.COLLECTION for row in notices.values()
    ):
        raise NotFound(_("There is no such notice."), field="notices")
    held = set(
        CollectionStop.objects.filter(notice__in=notices, state__in=HELD).values_list("notice", flat=True)
    )
    for row in notices.values():
        if row.state != NoticeState.ANNOUNCED:
            raise Conflict(
                _("%(number)s need not be collected any more.") % {"number": row.number}, field="notices"
            )
        if row.pk in held:
            raise Conflict(_("%(number)s is on another round.") % {"number": row.number}, field="notices")
        if row.ready_date > trip.day:
            raise InvalidInput(
                _("%(number)s is not ready by that day.") % {"number": row.number}, field="notices"
            )


def demand_room(vehicle: Vehicle, notices: Collection[int]) -> None:
    """
    Demand that a vehicle may carry what these notices announce; one query.

    :raises InvalidInput: if it is too heavy
    """
    load = sum(grams_announced(notices).values())
    if load > vehicle.capacity_g:
        raise InvalidInput(
            _("This load weighs %(load)s kg; the vehicle may carry %(most)s kg.")
            % {"load": -(-load // 1000), "most": vehicle.capacity_g // 1000},
            field="vehicle",
        )


def _point(code: str) -> Point:
    place = province(code)
    return Point(place.latitude, place.longitude)


def _stops_made(made: CollectionRound, warehouse: Warehouse, notices: Mapping[int, Notice]) -> None:
    start = _point(warehouse.province)
    places = {pk: _point(row.collect_province or row.organisation.province) for pk, row in notices.items()}
    order: Sequence[int] = nearest_first(start, places)
    windows = windows_of(start, [places[pk] for pk in order], sets_out=made.sets_out)
    CollectionStop.objects.bulk_create(
        CollectionStop(
            round=made,
            notice_id=pk,
            position=position,
            from_time=window.from_time if window else None,
            until_time=window.until_time if window else None,
        )
        for position, (pk, window) in enumerate(zip(order, windows, strict=True), start=1)
    )
