"""Thermometers and alarms: test that ..."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from logistics.models.storage import TemperatureAlarm, TemperatureReading
from logistics.models.warehouse import StorageZone
from logistics.selectors.storage import zone_log, zones_of_warehouse
from logistics.services.temperature_note import temperature_alarm_close, temperature_note
from logistics.states import StorageKind
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE, storage_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cold() -> StorageZone:
    """A cold room, 0 to 4 degrees."""
    return storage_zone("cold", StorageKind.POSITIVE)


def read(zone: StorageZone, degrees: str, **values: Any) -> TemperatureReading:
    """Look at the thermometer."""
    count = TemperatureReading.objects.count()
    return temperature_note(
        **{
            "actor": MACHINE,
            "zone_id": zone.pk,
            "celsius": Decimal(degrees),
            "key": f"k{count}",
            "now": NOON + timedelta(minutes=count),
            **values,
        }
    )


def close(alarm: TemperatureAlarm, **values: Any) -> TemperatureAlarm:
    """Say what was done."""
    return temperature_alarm_close(
        **{"actor": MACHINE, "alarm_id": alarm.pk, "action": "porte fermée", "now": NOON, **values}
    )


def test_an_alarm_opens_once_grows_and_closes_when_the_zone_is_back_and_somebody_has_acted(
    cold: StorageZone,
) -> None:
    member_actor(cold.warehouse.organisation, Role.HUB.value)
    for degrees in ("4", "0", "4.1", "9", "6"):
        read(cold, degrees)
    alarm = TemperatureAlarm.objects.get()
    assert (alarm.worst_c, alarm.closed_at) == (Decimal("9.0"), None)
    assert zones_of_warehouse(actor=MACHINE, warehouse_id=cold.warehouse_id)[0].alarm_id == alarm.pk
    with pytest.raises(IllegalMove):
        close(alarm)

    read(cold, "3.5")
    with pytest.raises(InvalidInput):
        close(alarm, action=" ")
    close(alarm)

    log = zone_log(actor=MACHINE, warehouse_id=cold.warehouse_id, zone_id=cold.pk)
    assert (log.alarm, [row.action for row in log.closed], len(log.readings)) == (None, ["porte fermée"], 6)
    with pytest.raises(IllegalMove):
        close(alarm)
    read(cold, "-3")
    assert TemperatureAlarm.objects.filter(closed_at=None).count() == 1


def test_the_people_of_the_hub_are_told_once(cold: StorageZone) -> None:
    member_actor(cold.warehouse.organisation, Role.HUB.value)
    read(cold, "9")
    read(cold, "10")

    deliver(now=NOON, limit=20)

    assert Message.objects.filter(template="temperature_alarm").exists()


def test_the_same_key_is_read_once_and_another_zones_key_is_refused(cold: StorageZone) -> None:
    first = read(cold, "3", key="k")

    assert read(cold, "9", key="k").pk == first.pk
    with pytest.raises(Conflict):
        read(storage_zone("other", aisle="B"), "3", key="k")
    assert (TemperatureReading.objects.count(), TemperatureAlarm.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"celsius": Decimal(99)}, "celsius"),
        ({"key": ""}, "key"),
        ({"read_at": NOON + timedelta(hours=1)}, "read_at"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(cold: StorageZone, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(cold, "3", **values)
    assert (refusal.value.field, TemperatureReading.objects.count()) == (field, 0)


def test_the_moment_of_the_look_counts_not_the_moment_of_the_upload(cold: StorageZone) -> None:
    read(cold, "9", read_at=NOON - timedelta(hours=3))

    assert TemperatureAlarm.objects.get().opened_at == NOON - timedelta(hours=3)


def test_only_the_hub_reads_and_closes(cold: StorageZone) -> None:
    read(cold, "9")
    stranger = member_actor(OrganisationFactory.create(active=True))

    with pytest.raises(NotAllowed):
        read(cold, "3", actor=stranger)
    with pytest.raises(NotAllowed):
        close(TemperatureAlarm.objects.get(), actor=stranger)
    with pytest.raises(NotFound):
        read(StorageZone(pk=0), "3")
    with pytest.raises(NotFound):
        close(TemperatureAlarm(pk=0))
    with pytest.raises(NotFound):
        zone_log(actor=MACHINE, warehouse_id=cold.warehouse_id, zone_id=0)
