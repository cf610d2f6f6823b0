"""The store on the console: test that ..."""

from decimal import Decimal

import pytest
from django.test import Client

from logistics.models.lot import LotStock
from logistics.models.processing import Consumable
from logistics.models.storage import CountLine, CycleCount, Placement, TemperatureAlarm
from logistics.models.warehouse import Bin, StorageZone
from logistics.services.temperature_note import temperature_note
from logistics.states import StorageKind
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, storage_zone
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import hub_worker, page_of


@pytest.fixture
def hall(world: HubWorld) -> StorageZone:
    """The hall with three bins."""
    return storage_zone(warehouse=world.warehouse)


def bin_of(world: HubWorld) -> str:
    """Where the first lot stands."""
    found = LotStock.objects.select_related("bin").get(lot=world.lots[0]).bin
    return found.code if found else ""


def test_a_scan_leads_to_the_bin_or_to_the_place_of_the_lot(
    world: HubWorld, worker: Client, hall: StorageZone
) -> None:
    lot = world.lots[0]
    found = [
        worker.get("/en/hub/storage/", {"code": code}).headers.get("Location")
        for code in ("a-01", lot.code.lower())
    ]
    lost = worker.get("/en/hub/storage/", {"code": "NOTHING"})

    assert found == ["/en/hub/storage/bins/A-01/", f"/en/hub/lots/{lot.pk}/place/"]
    assert (lost.status_code, "NOTHING is not known here" in page_of(lost)) == (422, True)


def test_a_lot_is_put_away_by_scan_shown_in_its_bin_and_taken_back_with_one_press(
    world: HubWorld, worker: Client, hall: StorageZone
) -> None:
    lot = world.lots[0]
    place = f"/en/hub/lots/{lot.pk}/place/"
    assert "A-03" in page_of(worker.get(place))
    assert "A-03" in page_of(worker.get("/en/hub/storage/"))

    answers = [worker.post(place, {"bin_code": code}).status_code for code in ("Z-9", "", "a-03")]
    assert (answers, bin_of(world)) == ([422, 422, 302], "A-03")
    assert lot.code in page_of(worker.get("/en/hub/storage/bins/A-03/"))
    assert "Undo the last placing" in page_of(worker.get("/en/hub/storage/"))

    worker.post("/en/hub/storage/undo/")
    worker.post("/en/hub/storage/undo/")
    assert (bin_of(world), Placement.objects.count()) == ("", 2)


def test_a_move_asks_for_its_reason_and_the_lots_page_says_where_it_stood(
    world: HubWorld, worker: Client, hall: StorageZone
) -> None:
    place = f"/en/hub/lots/{world.lots[0].pk}/place/"
    worker.post(place, {"bin_code": "A-01"})

    unsaid = worker.post(place, {"bin_code": "A-02"})
    worker.post(place, {"bin_code": "A-02", "reason": "found", "note": "mal rangé"})

    assert (unsaid.status_code, 'id="id_reason_error"' in page_of(unsaid), bin_of(world)) == (
        422,
        True,
        "A-02",
    )
    assert "mal rangé" in page_of(worker.get(f"/en/hub/lots/{world.lots[0].pk}/"))


def test_a_warm_cold_room_is_an_alarm_on_the_board_until_somebody_has_acted(
    world: HubWorld, worker: Client
) -> None:
    cold = storage_zone("cold", StorageKind.POSITIVE, warehouse=world.warehouse)
    place = f"/en/hub/storage/zones/{cold.pk}/"
    for degrees, key in (("9,5", "a"), ("9,5", "a"), ("warm", "b"), ("−70", "c")):
        worker.post(place, {"act": "read", "celsius": degrees, "key": key})
    alarm = TemperatureAlarm.objects.get()
    assert (alarm.worst_c, "Temperature alarm" in page_of(worker.get(place))) == (Decimal("9.5"), True)
    assert "heap--late" in page_of(worker.get("/en/hub/storage/"))

    early = worker.post(place, {"act": "close", "action": "porte fermée"})
    worker.post(place, {"act": "read", "celsius": "3", "key": "d"})
    worker.post(place, {"act": "close", "action": "porte fermée"})

    alarm.refresh_from_db()
    assert (early.status_code, alarm.action) == (422, "porte fermée")
    assert "porte fermée" in page_of(worker.get(place))
    assert worker.post(place, {"act": "burn"}).status_code == 404


def test_zones_and_bins_are_made_on_the_page(world: HubWorld, worker: Client) -> None:
    sent = {
        "code": "cold-2",
        "name_fr": "Froid",
        "name_ar": "تبريد",
        "kind": "positive",
        "coldest_c": "0",
        "warmest_c": "4",
    }
    bad = worker.post("/en/hub/storage/zones/", {**sent, "warmest_c": "-3"})
    made = worker.post("/en/hub/storage/zones/", sent)
    zone = StorageZone.objects.get()
    assert (bad.status_code, made["Location"]) == (422, f"/en/hub/storage/zones/{zone.pk}/")

    bins = {"act": "bins", "aisle": "F", "first": "1", "last": "3"}
    worker.post(made["Location"], {**bins, "capacity": "1,5"})
    worse = worker.post(made["Location"], {**bins, "first": "9"})

    assert (Bin.objects.filter(zone=zone, capacity_g=1_500).count(), worse.status_code) == (3, 422)
    assert "F-03" in page_of(worker.get(made["Location"]))


def test_a_count_is_blind_and_a_second_person_decides(world: HubWorld, worker: Client) -> None:
    opened = worker.post("/en/hub/counts/", {"limit": "2"})
    count = CycleCount.objects.get()
    place = f"/en/hub/counts/{count.pk}/"
    assert opened["Location"] == place
    first, second = count.lines.order_by("pk")
    standing = first.lot_stock.quantity
    bad = worker.post(place, {"line": str(first.pk), "counted": "-1"})
    worker.post(place, {"line": str(first.pk), "counted": str(standing)})
    worker.post(place, {"line": str(second.pk), "counted": str(second.lot_stock.quantity + 3)})
    assert bad.status_code == 422
    assert "You counted this" in page_of(worker.get(place))

    decide = {"line": str(second.pk), "act": "correct", "note": "oublié à la réception"}
    mine = worker.post(f"{place}decide/", decide)
    other = hub_worker(world.hub)
    unsaid = other.post(f"{place}decide/", {**decide, "note": ""})
    other.post(f"{place}decide/", decide)

    assert (mine.status_code, unsaid.status_code) == (403, 422)
    assert list(CountLine.objects.order_by("pk").values_list("state", flat=True)) == ["matched", "corrected"]
    assert "Everything of this count is done" in page_of(worker.get(place))
    assert count.number in page_of(worker.get("/en/hub/counts/"))
    for data in ({"line": "0", "act": "correct"}, {"line": "x"}):
        assert other.post(f"{place}decide/", data).status_code == 404
    assert worker.post(place, {"line": str(second.pk), "counted": "1"}).status_code == 404


def test_a_lot_sent_back_is_counted_again(world: HubWorld, worker: Client) -> None:
    lot = world.lots[0]
    answer = worker.post(f"/en/hub/lots/{lot.pk}/count/", {"counted": "4"})
    line = CountLine.objects.get()
    assert (answer["Location"], line.state) == (f"/en/hub/counts/{line.count_id}/", "differs")

    hub_worker(world.hub).post(
        f"{answer['Location']}decide/", {"line": str(line.pk), "act": "again", "note": "regarde derrière"}
    )

    assert "regarde derrière" in page_of(worker.get(answer["Location"]))
    assert worker.post("/en/hub/counts/", {"limit": "0"}).status_code == 422
    assert worker.post("/en/hub/counts/", {"limit": "5", "zone": "999"}).status_code == 422


def test_a_kind_of_packaging_is_added_and_changed_on_the_page(world: HubWorld, worker: Client) -> None:
    sent = {
        "code": "POT-250",
        "name_fr": "Pot",
        "name_ar": "وعاء",
        "reorder_level": "40",
        "unit_cost": "2,40",
    }
    worker.post("/en/hub/packaging/", sent)
    worker.post("/en/hub/packaging/", {**sent, "reorder_level": "50"})
    bad = worker.post("/en/hub/packaging/", {**sent, "unit_cost": "-1"})

    item = Consumable.objects.get()
    assert (item.reorder_level, item.unit_cost_minor, item.quantity, bad.status_code) == (50, 240, 0, 422)
    # A carton needs both its room and what it carries
    half = worker.post("/en/hub/packaging/", {**sent, "holds": "18"})
    worker.post("/en/hub/packaging/", {**sent, "holds": "18", "carries": "12,5", "weight_g": "480"})
    item.refresh_from_db()
    assert (half.status_code, item.holds_cm3, item.carries_g, item.weight_g) == (422, 18_000, 12_500, 480)
    bought = {"item": str(item.pk), "pieces": "3", "paid": "7,01", "note": "facture 12"}
    worker.post("/en/hub/packaging/", bought)
    refused = worker.post("/en/hub/packaging/", {**bought, "pieces": "-1"})
    item.refresh_from_db()
    assert (item.quantity, item.value_minor, refused.status_code) == (3, 701, 422)
    assert "worth" in page_of(worker.get("/en/hub/packaging/"))


def test_the_board_counts_what_waits_in_the_store(world: HubWorld, worker: Client, hall: StorageZone) -> None:
    temperature_note(actor=MACHINE, zone_id=hall.pk, celsius=Decimal(40), key="hot", now=NOON)

    page = page_of(worker.get("/en/hub/"))

    assert all(words in page for words in ("Lots to put away", "Temperature alarms", "Counts to decide"))
