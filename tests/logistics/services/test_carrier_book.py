"""Bookings at a carrier's system, spoken to over HTTP through its twin: test that ..."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from logistics.carrying import BookingState, CarrierKind
from logistics.gateways.base import CarrierRefused, CarrierUnreachable
from logistics.gateways.rest import RestCarrier
from logistics.models.carrier import CarrierAccount, CarrierBooking, CarrierDistrict
from logistics.models.parcel import Parcel, ParcelDocument
from logistics.services.carrier_book import (
    carrier_booking_cancel,
    carrier_booking_queue,
    carrier_booking_retry,
    carrier_bookings_run,
    shipment_of,
)
from logistics.services.parcels_hand_over import parcels_hand_over
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.work import MAX_ATTEMPTS
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    DeliveryMethodFactory,
    DeliveryRateFactory,
    handed_over_parcel,
    packed_parcel,
    stocked_variant,
)
from tests.marketplace.sandbox.server import RunningSandbox, running_sandbox

pytestmark = pytest.mark.django_db
TOKEN = "carrier-token"
LATER = timedelta(hours=1)


class Twin:
    """The carrier's twin and its switches."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self.base = sandbox.base_url

    def switch(self, path: str, **body: Any) -> Any:
        """Turn a switch."""
        request = urllib.request.Request(f"{self.base}/carrier/_twin/{path}", json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def mood(self, mood: str, **values: Any) -> None:
        """Spoil the next call."""
        self.switch("moods", mood=mood, **values)

    def count(self) -> int:
        """How many bookings it holds."""
        return len(self.switch("deliveries"))


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with running_sandbox(arguments=("--carrier-token", TOKEN)) as sandbox:
        yield sandbox


@pytest.fixture
def twin(running: RunningSandbox, settings: Any) -> Twin:
    running.reset()
    settings.CARRIER_API_BASE = f"{running.base_url}/carrier/v1"
    settings.CARRIER_API_TOKEN = TOKEN
    return Twin(running)


@pytest.fixture
def parcel(twin: Twin) -> Parcel:
    """A packed parcel, 250.00 to collect, that is to be booked."""
    DeliveryRateFactory.create()
    carrier = DeliveryMethodFactory.create().carrier
    CarrierAccount.objects.create(organisation=carrier, kind=CarrierKind.REST)
    parcel = packed_parcel((stocked_variant(5), 1), cash_minor=25_000)
    carrier_booking_queue(parcel_id=parcel.pk, now=NOON)
    return parcel


def booking(parcel: Parcel) -> CarrierBooking:
    return CarrierBooking.objects.get(parcel=parcel)


def hand_over(parcel: Parcel, parcel_ids: list[int] | None = None) -> None:
    parcels_hand_over(
        actor=MACHINE,
        warehouse_id=parcel.fulfilment.warehouse_id,
        carrier_id=parcel.carrier_id,
        parcel_ids=parcel_ids,
        now=NOON,
    )


def test_a_parcel_gets_the_carriers_number_and_price_and_a_new_label(parcel: Parcel, twin: Twin) -> None:
    ParcelDocument.objects.create(parcel=parcel, kind="parcel_label", due_at=NOON, attempts=3)
    assert (parcel.tracking_number, parcel.carrier_cost_minor) == (parcel.number, 2500)

    assert carrier_bookings_run(now=NOON) == 1

    parcel.refresh_from_db()
    row = booking(parcel)
    assert (parcel.tracking_number, parcel.carrier_cost_minor) == ("TW00000001", 2700)
    assert (row.state, row.reference, row.fee_minor) == ("booked", "DEL000001", 2700)
    assert ParcelDocument.objects.get().attempts == 0
    assert CarrierAccount.objects.get().poll_at == NOON
    told = twin.switch("deliveries")["DEL000001"]
    assert (told["reference"], told["amount"], told["city"]) == (parcel.number, "250.00", "Marrakech")


@pytest.mark.parametrize("mood", ["silence", "lost", "html", "nameless", "dear", "other", "busy"])
def test_silence_and_nonsense_are_asked_again_and_book_once(parcel: Parcel, twin: Twin, mood: str) -> None:
    twin.mood(mood)

    assert carrier_bookings_run(now=NOON) == 0
    row = booking(parcel)
    assert (row.state, row.attempts, bool(row.error)) == ("due", 1, True)
    parcel.refresh_from_db()
    assert parcel.tracking_number == parcel.number

    assert carrier_bookings_run(now=NOON + LATER) == 1
    assert (booking(parcel).state, booking(parcel).error, twin.count()) == ("booked", "", 1)


def test_a_slow_answer_is_an_answer(parcel: Parcel, twin: Twin) -> None:
    twin.mood("slow", milliseconds=300)

    assert carrier_bookings_run(now=NOON) == 1


def test_after_five_attempts_a_person_must_look_and_may_try_again(parcel: Parcel, twin: Twin) -> None:
    twin.mood("busy", times=MAX_ATTEMPTS)
    for turn in range(MAX_ATTEMPTS):
        assert carrier_bookings_run(now=NOON + turn * LATER) == 0
    assert booking(parcel).state == BookingState.DEAD

    carrier_booking_retry(actor=MACHINE, booking_id=booking(parcel).pk, now=NOON)

    assert carrier_bookings_run(now=NOON) == 1
    with pytest.raises(IllegalMove):
        carrier_booking_retry(actor=MACHINE, booking_id=booking(parcel).pk, now=NOON)


def test_a_place_that_the_carrier_does_not_know_is_refused_before_it_is_asked(
    parcel: Parcel, twin: Twin
) -> None:
    CarrierDistrict.objects.create(account=CarrierAccount.objects.get(), province="MA-OUJ", code="12")

    carrier_bookings_run(now=NOON)

    row = booking(parcel)
    assert (row.state, "MA-MAR" in row.error, twin.count()) == ("dead", True, 0)


def test_a_refusal_is_final_and_says_why(parcel: Parcel, twin: Twin) -> None:
    CarrierDistrict.objects.create(account=CarrierAccount.objects.get(), province="MA-MAR", code="NOWHERE")

    carrier_bookings_run(now=NOON)

    assert (booking(parcel).state, "do not deliver" in booking(parcel).error) == ("dead", True)


def test_a_number_that_another_parcel_bears_is_not_believed(parcel: Parcel) -> None:
    Parcel.objects.filter(pk=packed_parcel((stocked_variant(5), 1), name="2").pk).update(
        tracking_number="TW00000001"
    )

    assert carrier_bookings_run(now=NOON) == 0
    assert booking(parcel).state == BookingState.DUE


def test_what_the_carrier_does_not_know_stays_here(parcel: Parcel) -> None:
    with pytest.raises(InvalidInput):
        hand_over(parcel)
    with pytest.raises(IllegalMove):
        hand_over(parcel, [parcel.pk])

    carrier_bookings_run(now=NOON)
    hand_over(parcel)

    parcel.fulfilment.refresh_from_db()
    assert parcel.fulfilment.state == "handed_over"


def test_a_booking_is_taken_back_once_and_only_before_the_parcel_leaves(parcel: Parcel, twin: Twin) -> None:
    carrier_bookings_run(now=NOON)

    carrier_booking_cancel(actor=MACHINE, booking_id=booking(parcel).pk, now=NOON)
    twin.mood("lost")
    assert carrier_bookings_run(now=NOON) == 0
    assert carrier_bookings_run(now=NOON + LATER) == 1

    assert (booking(parcel).state, twin.switch("deliveries")["DEL000001"]["state"]) == (
        "cancelled",
        "CANCELLED",
    )
    with pytest.raises(IllegalMove):
        carrier_booking_cancel(actor=MACHINE, booking_id=booking(parcel).pk, now=NOON)


def test_what_was_never_booked_is_taken_back_without_a_call(parcel: Parcel, twin: Twin) -> None:
    carrier_booking_cancel(actor=MACHINE, booking_id=booking(parcel).pk, now=NOON)

    assert carrier_bookings_run(now=NOON) == 1
    assert (booking(parcel).state, twin.count()) == ("cancelled", 0)


def test_a_parcel_that_has_left_is_not_taken_back(parcel: Parcel, twin: Twin) -> None:
    carrier_bookings_run(now=NOON)
    hand_over(parcel)

    with pytest.raises(IllegalMove):
        carrier_booking_cancel(actor=MACHINE, booking_id=booking(parcel).pk, now=NOON)


def test_the_carrier_refuses_to_take_back_what_it_has(parcel: Parcel, twin: Twin) -> None:
    carrier_bookings_run(now=NOON)
    twin.switch("events", code="DEL000001", status="PICKED_UP")
    carrier_booking_cancel(actor=MACHINE, booking_id=booking(parcel).pk, now=NOON)

    carrier_bookings_run(now=NOON)

    assert booking(parcel).state == BookingState.DEAD


def test_strangers_change_no_booking(parcel: Parcel) -> None:
    for change in (carrier_booking_cancel, carrier_booking_retry):
        with pytest.raises(NotAllowed):
            change(actor=Actor(), booking_id=booking(parcel).pk, now=NOON)
        with pytest.raises(NotFound):
            change(actor=MACHINE, booking_id=0, now=NOON)


def test_a_carrier_without_a_system_needs_no_booking() -> None:
    parcel = handed_over_parcel((stocked_variant(5), 1))

    assert carrier_booking_queue(parcel_id=parcel.pk, now=NOON) is None


def test_without_an_address_nothing_is_called(parcel: Parcel) -> None:
    shipment = shipment_of(parcel)

    with pytest.raises(CarrierRefused):
        RestCarrier(base_url="", token="").book(shipment)
    with pytest.raises(CarrierUnreachable):
        RestCarrier(base_url="http://127.0.0.1:9/", token="").events("x")
