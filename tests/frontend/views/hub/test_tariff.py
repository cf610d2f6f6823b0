"""Prices and costs on the console: test that ..."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from logistics.models.tariff import HubCost, HubTariff
from marketplace.cooperatives.states import Role
from tests.factories.ground import member_actor
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import browser_of, page_of


def test_the_president_announces_a_price_that_workers_only_see(world: HubWorld, worker: Client) -> None:
    president = browser_of(member_actor(world.hub, Role.PRESIDENT.value, Role.HUB.value))
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = {"service": "store", "price": "2", "kilograms": "100", "from_date": tomorrow.isoformat()}

    refused = [worker.post("/en/hub/tariff/", sent).status_code]
    refused.append(president.post("/en/hub/tariff/", {**sent, "from_date": "2020-01-01"}).status_code)
    assert (refused, HubTariff.objects.count()) == ([403, 422], 0)
    president.post("/en/hub/tariff/", sent)

    row = HubTariff.objects.get()
    assert (row.price_minor, row.per_g) == (200, 100_000)
    assert "Announce a price" not in page_of(worker.get("/en/hub/tariff/"))


def test_costs_are_recorded_and_shared_for_whoever_answers_for_the_hub(
    world: HubWorld, worker: Client
) -> None:
    president = browser_of(member_actor(world.hub, Role.PRESIDENT.value, Role.HUB.value))
    assert [worker.get("/en/hub/costs/").status_code, worker.post("/en/hub/costs/").status_code] == [403, 403]

    place = "/en/hub/costs/?month=2026-03"
    bad = president.post(place, {"service": "process", "amount": "5"})
    president.post(place, {"service": "pack", "amount": "1 000,00"})

    assert (bad.status_code, HubCost.objects.get().amount_minor) == (422, 100_000)
    assert "Recorded in all" in page_of(president.get(place))
    assert president.get("/en/hub/costs/?month=nonsense").status_code == 200
