"""round_plan, round_change, round_cancel and vehicle_write: test that ..."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from logistics.carrying import CarrierKind
from logistics.models.carrier import CarrierAccount
from logistics.models.collection import CollectionRound, CollectionStop, Vehicle
from logistics.services.notice_cancel import notice_cancel
from logistics.services.round_change import StopWanted, round_cancel, round_change
from logistics.services.round_plan import MOST_STOPS
from logistics.services.stop_tell import round_set_out
from logistics.services.vehicle_write import HEAVIEST_G, VehicleWanted, vehicle_write
from logistics.states import Arrival
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    WarehouseFactory,
    own_vehicle,
    planned_round,
    sent_notice,
    to_collect,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def of_province(code: str, name: str, **values: Any) -> Any:
    """A notice of a cooperative of that province."""
    owner = OrganisationFactory.create(province=code)
    return to_collect(VariantFactory.create(product__organisation=owner), name=name, **values)


def stops_of(found: CollectionRound) -> list[tuple[str, str]]:
    rows = found.stops.order_by("position").values_list("notice__number", "state")
    return list(rows)


def test_a_round_calls_at_the_nearest_first_with_an_hour_for_each_stop() -> None:
    far, near = of_province("MA-FIG", "far"), of_province("MA-BER", "near")

    found = planned_round(far, near)

    first, second = found.stops.order_by("position")
    assert (first.notice_id, second.notice_id) == (near.pk, far.pk)
    assert (first.from_time, first.until_time) == (time(8), time(9))
    assert second.from_time == time(14, 30)
    assert (found.state, found.number[0], found.day) == ("planned", "C", TOMORROW)
    assert Message.objects.get(topic="logistics.collection-planned.v1").body["round_id"] == found.pk
    assert planned_round(far, near).pk == found.pk
    assert CollectionRound.objects.count() == 1


def test_goods_are_collected_where_the_cooperative_says_or_at_its_own_address() -> None:
    owner = OrganisationFactory.create(province="MA-BER", commune="Tafoughalt", address="Route 1")
    variant = VariantFactory.create(product__organisation=owner)

    own = to_collect(variant, name="own")
    named = to_collect(variant, name="named", collect_at=" Souk ", collect_province="MA-JRA")
    brought = sent_notice(variant, name="brought", collect_at="Souk", collect_province="MA-JRA")

    assert (own.collect_at, own.collect_province) == ("Route 1, Tafoughalt", "MA-BER")
    assert (named.collect_at, named.collect_province) == ("Souk", "MA-JRA")
    assert (brought.collect_at, brought.collect_province) == ("", "")
    with pytest.raises(InvalidInput):
        to_collect(variant, name="nowhere", collect_province="MA-XXX")


def test_what_cannot_be_driven_is_refused_and_nothing_is_planned() -> None:
    notice = of_province("MA-FIG", "1")
    brought = sent_notice(VariantFactory.create(), name="brought", arrival=Arrival.DROP_OFF)
    small = Vehicle.objects.create(carrier=own_vehicle().carrier, name="small", capacity_g=1_000)
    resting = Vehicle.objects.create(carrier=small.carrier, name="rests", capacity_g=10**6, is_active=False)
    elsewhere = WarehouseFactory.create(slug="other", is_online=False)
    stranger = member_actor(OrganisationFactory.create(hub=True), Role.HUB.value)
    refusals: list[tuple[type[Exception], list[Any], dict[str, Any]]] = [
        (InvalidInput, [notice], {"vehicle": small.pk}),
        (NotFound, [notice], {"vehicle": resting.pk}),
        (NotFound, [notice], {"vehicle": 0}),
        (InvalidInput, [notice], {"day": TODAY}),
        (InvalidInput, [notice], {"day": TODAY - timedelta(days=1)}),
        (InvalidInput, [notice], {"day": TODAY + timedelta(days=31)}),
        (InvalidInput, [], {}),
        (InvalidInput, [notice], {"notice_ids": range(MOST_STOPS + 1)}),
        (InvalidInput, [notice], {"key": ""}),
        (NotFound, [notice, brought], {}),
        (NotFound, [notice], {"notice_ids": [notice.pk, 0]}),
        (NotFound, [notice], {"warehouse_id": elsewhere.pk}),
        (NotFound, [notice], {"warehouse_id": "00000000-0000-0000-0000-000000000000"}),
        (NotAllowed, [notice], {"actor": stranger}),
    ]

    for error, notices, values in refusals:
        with pytest.raises(error):
            planned_round(*notices, **values)
    assert (CollectionRound.objects.count(), CollectionStop.objects.count()) == (0, 0)

    planned_round(notice)
    with pytest.raises(Conflict):
        planned_round(notice, name="again")
    with pytest.raises(Conflict):
        planned_round(name="1", warehouse_id=elsewhere.pk)
    other = of_province("MA-FIG", "2")
    notice_cancel(actor=MACHINE, notice_id=other.pk, now=NOON)
    with pytest.raises(Conflict):
        planned_round(other, name="late")
    assert CollectionStop.objects.count() == 1


def test_the_order_and_the_times_change_until_the_van_sets_out_and_who_is_left_out_waits_again() -> None:
    a, b, c = (of_province("MA-BER", name) for name in "abc")
    found = planned_round(a, b, c)
    first, second, third = (stop.pk for stop in found.stops.order_by("position"))
    keep = [StopWanted(stop_id=third, from_time=time(9), until_time=time(10)), StopWanted(stop_id=first)]

    round_change(actor=MACHINE, round_id=found.pk, wanted=keep, now=NOON)

    rows = CollectionStop.objects.exclude(state="dropped").order_by("position")
    assert list(rows.values_list("pk", "position", "from_time")) == [(third, 1, time(9)), (first, 2, None)]
    assert Message.objects.filter(topic="logistics.collection-planned.v1").count() == 2
    assert planned_round(b, name="2").stops.get().notice_id == b.pk
    half = replace(keep[0], until_time=None)
    backwards = replace(keep[0], until_time=time(9))
    for wrong in ([], [keep[0], keep[0]], [StopWanted(stop_id=second)], [half], [backwards]):
        with pytest.raises(InvalidInput):
            round_change(actor=MACHINE, round_id=found.pk, wanted=wrong, now=NOON)
    with pytest.raises(NotAllowed):
        round_change(actor=member_actor(a.organisation), round_id=found.pk, wanted=keep, now=NOON)
    with pytest.raises(NotFound):
        round_change(actor=MACHINE, round_id=0, wanted=keep, now=NOON)
    round_set_out(actor=MACHINE, round_id=found.pk)
    with pytest.raises(IllegalMove):
        round_change(actor=MACHINE, round_id=found.pk, wanted=keep, now=NOON)
    with pytest.raises(IllegalMove):
        round_cancel(actor=MACHINE, round_id=found.pk, now=NOON)


def test_a_round_called_off_lets_its_notices_wait_and_a_notice_taken_back_ends_a_round() -> None:
    notice = of_province("MA-BER", "1")
    off = planned_round(notice)

    round_cancel(actor=MACHINE, round_id=off.pk, now=NOON)

    assert stops_of(off) == [(notice.number, "dropped")]
    again = planned_round(notice, name="2")
    notice_cancel(actor=MACHINE, notice_id=notice.pk, now=NOON)
    again.refresh_from_db()
    assert (again.state, again.closed_at) == ("closed", NOON)


def test_a_vehicle_is_written_by_the_hub_for_carriers_of_our_own_alone() -> None:
    hub = WarehouseFactory.create()
    carrier = own_vehicle().carrier
    post = OrganisationFactory.create(carrier=True)
    CarrierAccount.objects.create(organisation=post, kind=CarrierKind.POSTAL)
    wanted = VehicleWanted(carrier_id=carrier.pk, name="  Van  2 ", capacity_g=900_000)

    made = vehicle_write(actor=MACHINE, warehouse_id=hub.pk, wanted=wanted)
    changed = vehicle_write(actor=MACHINE, warehouse_id=hub.pk, wanted=replace(wanted, capacity_g=1_000))

    assert (made.name, made.pk, changed.capacity_g) == ("Van 2", changed.pk, 1_000)
    for wrong, error in (
        (replace(wanted, name=" "), InvalidInput),
        (replace(wanted, capacity_g=0), InvalidInput),
        (replace(wanted, capacity_g=HEAVIEST_G + 1), InvalidInput),
        (replace(wanted, carrier_id=post.pk), NotFound),
    ):
        with pytest.raises(error):
            vehicle_write(actor=MACHINE, warehouse_id=hub.pk, wanted=wrong)
    with pytest.raises(NotAllowed):
        vehicle_write(actor=member_actor(carrier, Role.DRIVER.value), warehouse_id=hub.pk, wanted=wanted)
    assert Vehicle.objects.count() == 2
