"""The driver's page, and what a phone without a network sends later: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from logistics.carrying import CarrierKind
from logistics.delivery_code import delivery_code
from logistics.doorstep import days_to_choose
from logistics.models.carrier import CarrierAccount
from logistics.models.doorstep import DeliveryProof
from logistics.models.evidence import Evidence
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.services.delivery_wish import delivery_wish
from logistics.states import WishKind
from marketplace.cooperatives.states import Role
from tests.factories.ground import NOON, member_actor
from tests.factories.logistics import MACHINE, TODAY, handed_over_parcel, picture, stocked_variant
from tests.frontend.views.people import answers, browser_of, customer, hub_worker, page_of, queries_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _this_evening() -> Any:
    with time_machine.travel(NOON + 6 * HOUR, tick=False):
        yield


@pytest.fixture
def parcel() -> Parcel:
    """On board of our own van, 250.00 to collect."""
    parcel = handed_over_parcel((stocked_variant(9), 1), cash_minor=25_000)
    CarrierAccount.objects.create(organisation=parcel.carrier, kind=CarrierKind.OWN, most_attempts=2)
    return parcel


@pytest.fixture
def driver(parcel: Parcel) -> Client:
    return browser_of(member_actor(parcel.carrier, Role.DRIVER.value))


def tell(driver: Client, parcel: Parcel, *, queued: bool = False, **values: Any) -> Any:
    headers = {"X-Queued": "1"} if queued else {}
    return driver.post(f"/fr/driver/stops/{parcel.number}/", {"key": "k", **values}, headers=headers)


def state(parcel: Parcel) -> str:
    parcel.fulfilment.refresh_from_db()
    return parcel.fulfilment.state


def test_the_page_shows_the_drivers_own_stops_and_what_to_collect(driver: Client, parcel: Parcel) -> None:
    page = page_of(driver.get("/ar/driver/"))

    assert (parcel.number in page, "Amina Client" in page, "tel:+212600000001" in page) == (True, True, True)
    assert "openstreetmap.org/search?query=12%2C%20rue" in page
    other = browser_of(member_actor(parcel.fulfilment.warehouse.organisation, Role.DRIVER.value))
    assert parcel.number not in page_of(other.get("/fr/driver/"))
    assert tell(other, parcel, what="absent").status_code == 404
    assert state(parcel) == "handed_over"


def test_the_page_is_for_drivers_alone(driver: Client, parcel: Parcel) -> None:
    browsers = {
        "visitor": Client(),
        "customer": customer(),
        "hub": hub_worker(parcel.fulfilment.warehouse.organisation),
        "driver": driver,
    }

    assert answers("/fr/driver/", browsers) == {"visitor": 302, "customer": 403, "hub": 403, "driver": 200}
    for who in ("visitor", "customer", "hub"):
        assert tell(browsers[who], parcel, what="absent").status_code in (302, 403)
        assert browsers[who].post("/fr/driver/set-out/").status_code in (302, 403)
    assert TrackingEvent.objects.filter(parcel=parcel, kind="attempt_failed").count() == 0


def test_twenty_stops_are_read_as_often_as_one(driver: Client, parcel: Parcel) -> None:
    one = queries_of(driver, "/fr/driver/")
    variant = stocked_variant(9)
    for number in range(3):
        handed_over_parcel((variant, 1), name=f"more-{number}")

    assert queries_of(driver, "/fr/driver/") == one == 6


def test_setting_out_tells_of_every_parcel_of_today_and_of_no_later_one(
    driver: Client, parcel: Parcel
) -> None:
    later = handed_over_parcel((stocked_variant(5), 1), name="2")
    delivery_wish(
        actor=MACHINE, parcel_id=later.pk, kind=WishKind.AGAIN, day=days_to_choose(TODAY)[1], now=NOON
    )

    driver.post("/fr/driver/set-out/")

    assert (state(parcel), state(later)) == ("out_for_delivery", "handed_over")


def test_lesson_24_a_delivery_keeps_the_moment_of_the_tap_the_cash_and_the_proof(
    driver: Client, parcel: Parcel
) -> None:
    # lesson 24: action time is the moment of the tap, not of the upload
    tapped = NOON + 2 * HOUR
    values = {
        "what": "delivered",
        "cash_collected": "250,00",
        "code": delivery_code(parcel.number),
        "tapped_at": tapped.isoformat(),
    }
    photo = SimpleUploadedFile("door.jpg", picture(), "image/jpeg")

    answer = tell(driver, parcel, queued=True, photo=photo, **values)
    again = tell(driver, parcel, queued=True, **values)

    assert (answer.json()["ok"], again.json()["ok"]) == (True, True)
    event = TrackingEvent.objects.get(parcel=parcel, kind="delivered")
    assert (event.happened_at, event.recorded_at, event.cash_collected_minor) == (
        tapped,
        NOON + 6 * HOUR,
        25_000,
    )
    assert (DeliveryProof.objects.get().by_code, Evidence.objects.count()) == (True, 1)


@pytest.mark.parametrize("clock", ["", "nonsense", "2019-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00"])
def test_a_clock_that_is_wrong_counts_as_now(driver: Client, parcel: Parcel, clock: str) -> None:
    tell(driver, parcel, what="absent", tapped_at=clock)

    assert TrackingEvent.objects.get(kind="attempt_failed").happened_at == NOON + 6 * HOUR


@pytest.mark.parametrize(
    "values",
    [
        {"cash_collected": "250"},
        {"cash_collected": "250", "code": "x"},
        {"cash_collected": "viel", "received_by": "Amina"},
        {"received_by": "Amina"},
        {"cash_collected": "250", "photo": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")},
    ],
    ids=["no proof", "wrong code", "no sum", "no cash said", "no picture"],
)
def test_a_conflict_is_explained_and_moves_nothing(
    driver: Client, parcel: Parcel, values: dict[str, Any]
) -> None:
    answer = tell(driver, parcel, queued=True, what="delivered", **values)

    assert (answer.status_code, bool(answer.json()["text"]), state(parcel)) == (409, True, "handed_over")
    assert not Evidence.objects.exists()


def test_a_refused_parcel_goes_back_and_a_worn_out_one_too(driver: Client, parcel: Parcel) -> None:
    tell(driver, parcel, what="refused")
    assert state(parcel) == "refused"
    assert tell(driver, parcel, what="back", key="b").status_code == 303
    assert state(parcel) == "returning"

    worn = handed_over_parcel((stocked_variant(5), 1), name="2")
    for turn in range(2):
        tell(driver, worn, what="absent", key=f"turn-{turn}")
    answer = tell(driver, worn, queued=True, what="delivered", received_by="Amina", key="z")
    assert (answer.status_code, state(worn)) == (409, "handed_over")
    assert tell(driver, worn, what="nonsense").status_code == 404


def test_the_worker_of_the_phones_serves_the_whole_site(client: Client) -> None:
    answer = client.get("/worker.js")

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
