"""Collection rounds on the console: test that ..."""

from django.test import Client

from logistics.models.collection import CollectionRound, CollectionStop, Vehicle
from logistics.models.inbound import Notice
from tests.factories.catalog import VariantFactory
from tests.factories.logistics import own_vehicle, to_collect
from tests.frontend.views.hub.test_doors import round_wanted
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import page_of
from tests.marketplace.documents.reading import codes_in, text_of


def test_what_is_to_be_collected_is_ticked_planned_put_in_order_and_printed(
    world: HubWorld, worker: Client
) -> None:
    first, second = world.notice, to_collect(VariantFactory.create(), name="x", collect_at="Souk d’Ain")
    Notice.objects.filter(pk=first.pk).update(arrival="collection")
    assert "No vehicle is known yet" in page_of(worker.get("/en/hub/rounds/"))
    van = own_vehicle()
    assert first.number in page_of(worker.get("/en/hub/rounds/"))

    planned = worker.post(
        "/en/hub/rounds/",
        {
            "vehicle": str(van.pk),
            "day": f"{second.ready_date:%Y-%m-%d}",
            "sets_out": "06:30",
            "notices": [str(first.pk), str(second.pk)],
            "key": "k",
        },
    )

    found = CollectionRound.objects.get()
    assert planned["Location"] == f"/en/hub/rounds/{found.pk}/"
    page = page_of(worker.get(planned["Location"]))
    assert ("Souk d’Ain" in page, van.name in page) == (True, True)
    a, b = found.stops.order_by("position")
    times = {f"{name}-{stop.pk}": "" for stop in (a, b) for name in ("from", "until")}
    changed = {**times, f"position-{a.pk}": "2", f"position-{b.pk}": "1", f"from-{b.pk}": "09:00"}
    refused = worker.post(planned["Location"], changed)
    assert (refused.status_code, "A window has a beginning" in page_of(refused)) == (422, True)
    worker.post(planned["Location"], {**changed, f"until-{b.pk}": "10:30"})
    assert list(found.stops.order_by("position").values_list("pk", flat=True)) == [b.pk, a.pk]
    paper = worker.get(f"/fr/hub/rounds/{found.pk}/sheet.pdf").content
    assert codes_in(paper) == {("Code128", found.number)}
    words = text_of(paper)
    assert [text for text in (first.number, second.number, "09:00") if text not in words] == []
    worker.post(f"/en/hub/rounds/stops/{a.pk}/", {"what": "picked_up", "key": "t"})
    a.refresh_from_db()
    assert a.state == "picked_up"
    assert "Everything loaded" in page_of(worker.get(planned["Location"]))


def test_a_round_that_cannot_be_says_why_and_keeps_what_was_ticked(world: HubWorld, worker: Client) -> None:
    assert world.round.pk
    sent = {**round_wanted(world), "day": "2020-01-01"}

    answer = worker.post("/en/hub/rounds/", sent)

    assert answer.status_code == 422
    page = page_of(answer)
    assert "Choose a day between today and 30 days" in page
    assert f'value="{sent["notices"]}" checked' in page
    assert worker.post("/en/hub/rounds/", {**sent, "notices": "0"}).status_code == 422
    assert CollectionRound.objects.count() == 1


def test_a_round_is_called_off_and_a_vehicle_written_down(world: HubWorld, worker: Client) -> None:
    found = world.round
    worker.post(f"/en/hub/rounds/{found.pk}/cancel/")
    worker.post(
        "/en/hub/vehicles/",
        {"carrier": found.vehicle.carrier_id, "name": "Berlingo", "kilograms": "650", "is_active": "on"},
    )

    assert CollectionRound.objects.get(pk=found.pk).state == "cancelled"
    assert not CollectionStop.objects.exclude(state="dropped").exists()
    assert Vehicle.objects.get(name="Berlingo").capacity_g == 650_000
    assert "Berlingo" in page_of(worker.get("/en/hub/vehicles/"))
