"""Write down how warm a zone is; outside its limits an alarm opens, and stays until somebody has acted."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.events import TemperatureOutside
from logistics.models.storage import TemperatureAlarm, TemperatureReading
from logistics.models.warehouse import StorageZone
from logistics.policies import may_run_hub
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus

COLDEST_C: Final = Decimal(-60)
WARMEST_C: Final = Decimal(80)
# Clocks of phones run ahead a little
CLOCK_SLACK: Final = timedelta(minutes=10)


@transaction.atomic
def temperature_note(
    *,
    actor: Actor,
    zone_id: int,
    celsius: Decimal,
    key: str,
    now: datetime,
    note: str = "",
    read_at: datetime | None = None,
) -> TemperatureReading:
    """
    Keep a reading; the same key again returns the first one.

    :param read_at: when somebody looked, if that was before `now`
    :raises NotFound: if there is no such zone
    :raises NotAllowed: if the actor does not run its warehouse
    :raises InvalidInput: if the reading, its moment or its key cannot be
    :raises Conflict: if the key was used for another zone
    """
    zone = _zone_locked(actor, zone_id)
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A reading needs a key of at most 80 characters."), field="key")
    if not COLDEST_C <= celsius <= WARMEST_C:
        raise InvalidInput(_("This is not a temperature of a store."), field="celsius")
    moment = read_at or now
    if moment > now + CLOCK_SLACK:
        raise InvalidInput(_("This lies in the future."), field="read_at")
    known = TemperatureReading.objects.filter(key=key).first()
    if known is not None:
        if known.zone_id != zone.pk:
            raise Conflict(_("Something else was read under this key."), field="key")
        return known
    reading = TemperatureReading.objects.create(
        zone=zone,
        key=key,
        celsius=celsius,
        is_outside=zone.is_outside(celsius),
        note=note.strip()[:300],
        read_by=actor.name,
        read_at=moment,
    )
    if reading.is_outside:
        _alarm(zone, reading, now=now)
    return reading


@transaction.atomic
def temperature_alarm_close(*, actor: Actor, alarm_id: int, action: str, now: datetime) -> TemperatureAlarm:
    """
    Close an alarm with what was done about the goods; the zone must be back within its limits.

    :raises NotFound: if there is no such alarm
    :raises NotAllowed: if the actor does not run its warehouse
    :raises InvalidInput: if nothing says what was done
    :raises IllegalMove: if it is closed already, or the newest reading is still outside
    """
    found = TemperatureAlarm.objects.filter(pk=alarm_id).values_list("zone", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such alarm."), field="alarm")
    zone = _zone_locked(actor, found)
    alarm = TemperatureAlarm.objects.get(pk=alarm_id)
    if alarm.closed_at is not None:
        raise IllegalMove(_("This alarm is closed already."), field="alarm")
    if not action.strip():
        raise InvalidInput(_("Please say what was done."), field="action")
    newest = zone.readings.order_by("-read_at", "-id").first()
    if newest is None or newest.is_outside:
        raise IllegalMove(
            _("The zone is still outside its limits: read the thermometer again."), field="alarm"
        )
    alarm.closed_at, alarm.closed_by, alarm.action = now, actor.name, action.strip()[:500]
    alarm.save(update_fields=["closed_at", "closed_by", "action"])
    return alarm


def _zone_locked(actor: Actor, zone_id: int) -> StorageZone:
    rows = StorageZone.objects.select_for_update(no_key=True, of=("self",)).select_related("warehouse")
    zone = rows.filter(pk=zone_id).first()
    if zone is None:
        raise NotFound(_("There is no such zone."), field="zone")
    require(may_run_hub(actor, zone.warehouse.organisation_id), _("Only the people of this hub may do this."))
    return zone


def _alarm(zone: StorageZone, reading: TemperatureReading, *, now: datetime) -> None:
    """Open an alarm and tell the hub, or note that the open one got worse."""
    alarm = TemperatureAlarm.objects.filter(zone=zone, closed_at=None).first()
    if alarm is None:
        alarm = TemperatureAlarm.objects.create(zone=zone, opened_at=reading.read_at, worst_c=reading.celsius)
        bus.publish(
            TemperatureOutside(
                happened_at=now,
                alarm_id=alarm.pk,
                hub_organisation_id=zone.warehouse.organisation_id,
                warehouse=zone.warehouse.slug,
                zone_id=zone.pk,
                zone=zone.code,
                celsius=str(reading.celsius),
                coldest_c=str(zone.coldest_c),
                warmest_c=str(zone.warmest_c),
            )
        )
    elif _degrees_off(zone, reading.celsius) > _degrees_off(zone, alarm.worst_c):
        alarm.worst_c = reading.celsius
        alarm.save(update_fields=["worst_c"])


def _degrees_off(zone: StorageZone, celsius: Decimal) -> Decimal:
    return max(zone.coldest_c - celsius, celsius - zone.warmest_c)
