"""The driver's collecting page: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from logistics.models.collection import CollectionRound, StopLoad
from marketplace.cooperatives.states import Role
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, member_actor
from tests.factories.logistics import planned_round, to_collect
from tests.frontend.views.people import answers, browser_of, customer, hub_worker, page_of, queries_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _the_day_of_the_round() -> Any:
    with time_machine.travel(NOON + DAY, tick=False):
        yield


@pytest.fixture
def found() -> CollectionRound:
    notice = to_collect(VariantFactory.create(), collect_at="Tafoughalt", note="Sonner au portail")
    return planned_round(notice)


@pytest.fixture
def driver(found: CollectionRound) -> Client:
    return browser_of(member_actor(found.vehicle.carrier, Role.DRIVER.value))


def tell(driver: Client, found: CollectionRound, *, queued: bool = False, **values: Any) -> Any:
    headers = {"X-Queued": "1"} if queued else {}
    url = f"/fr/driver/rounds/stops/{found.stops.get().pk}/"
    return driver.post(url, {"key": "k", **values}, headers=headers)


def test_the_page_shows_the_drivers_rounds_up_to_today_in_order_and_nobody_elses(
    driver: Client, found: CollectionRound
) -> None:
    later = planned_round(
        to_collect(VariantFactory.create(), name="l"), name="l", day=(NOON + 9 * DAY).date()
    )

    page = page_of(driver.get("/ar/driver/rounds/"))

    assert all(text in page for text in (found.number, "Tafoughalt", "Sonner au portail"))
    assert "openstreetmap.org/search?query=Tafoughalt" in page
    assert later.number not in page
    driver.post(f"/fr/driver/rounds/{found.pk}/set-out/")
    found.refresh_from_db()
    assert found.state == "on_the_road"
    assert driver.get(f"/fr/driver/rounds/{found.pk}/sheet.pdf")["Content-Type"] == "application/pdf"


def test_the_page_is_for_the_drivers_of_that_vehicle_alone(driver: Client, found: CollectionRound) -> None:
    other = browser_of(member_actor(found.warehouse.organisation, Role.DRIVER.value))
    browsers = {
        "visitor": Client(),
        "customer": customer(),
        "hub": hub_worker(found.warehouse.organisation),
        "driver": driver,
    }

    assert answers("/fr/driver/rounds/", browsers) == {
        "visitor": 302,
        "customer": 403,
        "hub": 403,
        "driver": 200,
    }
    assert found.number not in page_of(other.get("/fr/driver/rounds/"))
    for who in (Client(), browsers["customer"], browsers["hub"], other):
        assert tell(who, found, what="picked_up").status_code in (302, 403, 404)
        assert who.post(f"/fr/driver/rounds/{found.pk}/set-out/").status_code in (302, 403, 404)
        assert who.get(f"/fr/driver/rounds/{found.pk}/sheet.pdf").status_code in (302, 403, 404)
    found.refresh_from_db()
    assert (found.state, found.stops.get().state) == ("planned", "planned")


def test_many_stops_are_read_as_often_as_one(driver: Client, found: CollectionRound) -> None:
    one = queries_of(driver, "/fr/driver/rounds/")
    planned_round(*(to_collect(VariantFactory.create(), name=f"n{n}") for n in range(3)), name="more")

    assert queries_of(driver, "/fr/driver/rounds/") == one == 7


def test_lesson_24_a_part_loaded_keeps_the_moment_of_the_tap_and_counts_once(
    driver: Client, found: CollectionRound
) -> None:
    # lesson 24: action time is the moment of the tap, not of the upload
    tapped = NOON + DAY - timedelta(hours=3)
    line = found.stops.get().notice.lines.get().pk
    values = {"what": "part", f"crates-{line}": "1", "tapped_at": tapped.isoformat()}

    answer = tell(driver, found, queued=True, **values)
    again = tell(driver, found, queued=True, **values)

    assert (answer.json()["ok"], again.json()["ok"]) == (True, True)
    stop = found.stops.get()
    assert (stop.state, stop.told_at, StopLoad.objects.get().crates) == ("part", tapped, 1)
    assert "C’était une erreur" in page_of(driver.get("/fr/driver/rounds/"))


def test_a_wrong_tap_is_explained_to_the_phone_and_to_the_person(
    driver: Client, found: CollectionRound
) -> None:
    empty = tell(driver, found, queued=True, what="part")
    odd = tell(driver, found, queued=True, what="stolen")
    plain = driver.post(f"/fr/driver/rounds/stops/{found.stops.get().pk}/", {"what": "part"}, follow=True)

    assert (empty.status_code, "caisses" in empty.json()["text"], odd.status_code) == (409, True, 409)
    assert "Combien de caisses" in page_of(plain)
    assert found.stops.get().state == "planned"
