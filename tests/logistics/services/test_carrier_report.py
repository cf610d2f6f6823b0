"""What carriers' systems tell, in any order and as often as they like: test that ..."""

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from logistics.carrying import CarrierKind, ReportState
from logistics.events import ParcelLost
from logistics.gateways.rest import signature_of
from logistics.models.carrier import CarrierAccount, CarrierBooking, CarrierReport
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.services.carrier_report import (
    carrier_report_record,
    carrier_report_settle,
    carrier_reports_act,
    carriers_poll,
)
from logistics.services.parcels_hand_over import parcels_hand_over
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    DeliveryMethodFactory,
    handed_over_parcel,
    packed_parcel,
    stocked_variant,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECRET = "whisper"


def booked(parcel: Parcel) -> Parcel:
    """The parcel under the carrier's name DEL1."""
    account, _new = CarrierAccount.objects.get_or_create(
        organisation=parcel.carrier, defaults={"kind": CarrierKind.REST}
    )
    CarrierBooking.objects.create(
        parcel=parcel, account=account, state="booked", reference="DEL1", due_at=NOON, created_at=NOON
    )
    return parcel


@pytest.fixture
def parcel() -> Parcel:
    """A parcel on its way, 250.00 to collect."""
    return booked(handed_over_parcel((stocked_variant(5), 1), cash_minor=25_000))


def told(status: str, hours: int, **values: Any) -> dict[str, Any]:
    """A report of the carrier."""
    at = (NOON + hours * HOUR).isoformat()
    return {"id": f"{status}-{hours}", "code": "DEL1", "status": status, "at": at, **values}


def keep(*payloads: dict[str, Any]) -> list[bool]:
    slug = DeliveryMethodFactory.create().carrier.slug
    return [
        carrier_report_record(carrier_slug=slug, body=json.dumps(payload).encode(), now=NOON)
        for payload in payloads
    ]


def act(hours: int = 12) -> int:
    return carrier_reports_act(now=NOON + hours * HOUR)


def state(parcel: Parcel) -> str:
    parcel.fulfilment.refresh_from_db()
    return parcel.fulfilment.state


DAY = [
    told("OUT_FOR_DELIVERY", 1),
    told("NO_ANSWER", 2),
    told("OUT_FOR_DELIVERY", 3),
    told("DELIVERED", 4, amount="250.00"),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_reports_in_any_order_end_the_same(parcel: Parcel, order: tuple[int, ...]) -> None:
    for place in order:
        keep(DAY[place])
        act()

    for turn in range(6):
        act(12 + turn)
    assert state(parcel) == "delivered"
    event = TrackingEvent.objects.get(kind="delivered")
    assert (event.cash_collected_minor, event.happened_at) == (25_000, NOON + 4 * HOUR)
    assert not CarrierReport.objects.exclude(state=ReportState.DONE).exists()


def test_a_carrier_that_says_lost_answers_for_the_parcel(parcel: Parcel) -> None:
    keep(told("LOST", 5), told("LOST", 5))

    assert act() == 1

    fact = Message.objects.get(topic=ParcelLost.topic)
    assert (state(parcel), fact.body["is_at_hub"]) == ("lost", False)
    assert fact.body["holder_organisation_id"] == parcel.carrier_id


def test_the_same_report_twice_counts_once_and_so_does_the_same_fact_under_another_name(
    parcel: Parcel,
) -> None:
    assert keep(DAY[1], DAY[1]) == [True, False]
    keep({**DAY[1], "id": "again"})
    assert act() == 2
    keep(DAY[3])
    assert act() == 1
    keep({**DAY[3], "id": "again too"})
    assert act() == 1

    parcel.refresh_from_db()
    assert (parcel.attempts, TrackingEvent.objects.filter(kind="delivered").count()) == (1, 1)


def test_a_delivery_told_before_the_hand_over_is_written_down_waits_for_it() -> None:
    parcel = booked(packed_parcel((stocked_variant(5), 1)))
    keep(told("DELIVERED", 4))

    assert act() == 0
    assert state(parcel) == "packed"
    parcels_hand_over(
        actor=MACHINE,
        warehouse_id=parcel.fulfilment.warehouse_id,
        carrier_id=parcel.carrier_id,
        now=NOON + HOUR,
    )

    assert act(13) == 1
    assert state(parcel) == "delivered"


@pytest.mark.parametrize(
    "values",
    [
        {"status": "TELEPORTED"},
        {"status": 7},
        {"code": None},
        {"code": "DEL999"},
        {"at": "yesterday"},
        {"at": "2026-01-01T10:00:00"},
        {"amount": "many"},
        {"amount": "1.234"},
        {"amount": "-250"},
        {"amount": "NaN"},
        {"at": "2099-01-01T10:00:00+00:00"},
    ],
)
def test_nonsense_moves_nothing_and_waits_for_a_person(parcel: Parcel, values: dict[str, Any]) -> None:
    keep({**DAY[3], **values})

    assert act() == 0

    row = CarrierReport.objects.get()
    assert (row.state, bool(row.error), state(parcel)) == ("dead", True, "handed_over")


def test_what_moves_nothing_is_read_and_done(parcel: Parcel) -> None:
    keep(told("IN_TRANSIT", 1), told("PICKED_UP", 1))

    assert (act(), state(parcel)) == (2, "handed_over")


def test_a_person_tries_a_report_again_or_sets_it_aside(parcel: Parcel) -> None:
    keep({**DAY[3], "code": "DEL2"}, {**DAY[3], "status": "?", "id": "b"})
    act()
    first, second = CarrierReport.objects.order_by("id")
    hub_id = parcel.fulfilment.warehouse.organisation_id
    CarrierBooking.objects.update(reference="DEL2")

    def settle(row: CarrierReport, *, again: bool, actor: Actor = MACHINE) -> CarrierReport:
        return carrier_report_settle(
            actor=actor, report_id=row.pk, again=again, hub_organisation_id=hub_id, now=NOON
        )

    with pytest.raises(NotAllowed):
        settle(first, again=True, actor=Actor())
    settle(first, again=True)
    assert settle(second, again=False).state == ReportState.SET_ASIDE
    assert (act(), state(parcel)) == (1, "delivered")
    with pytest.raises(Conflict):
        settle(second, again=True)
    with pytest.raises(NotFound):
        carrier_report_settle(actor=MACHINE, report_id=0, again=True, hub_organisation_id=hub_id, now=NOON)


def post(visitor: Client, body: bytes, *, slug: str = "carrier", secret: str = SECRET) -> int:
    return visitor.post(
        f"/webhooks/carriers/{slug}/",
        body,
        content_type="application/json",
        headers={"X-Carrier-Signature": signature_of(body, secret)},
    ).status_code


def test_the_carrier_calls_us_signed(parcel: Parcel, visitor: Client, settings: Any) -> None:
    settings.CARRIER_WEBHOOK_SECRET = SECRET
    body = json.dumps(DAY[0]).encode()

    assert [post(visitor, body), post(visitor, body)] == [200, 200]
    assert post(visitor, body, secret="guessed") == 400
    assert post(visitor, body, slug="nobody") == 404
    for nonsense in (b"[]", b"<html>", b'{"id": ""}', b'{"id": 5}', b'{"id": "x\\u0000"}', b" " * 65_000):
        assert post(visitor, nonsense) == 400
    settings.CARRIER_WEBHOOK_SECRET = ""
    assert post(visitor, body, secret="") == 400
    assert CarrierReport.objects.count() == 1


def test_what_was_not_told_is_asked_for(
    parcel: Parcel, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from logistics.gateways import rest
    from logistics.gateways.base import CarrierUnreachable

    asked: list[str] = []

    def events(_self: object, reference: str) -> list[dict[str, Any]]:
        asked.append(reference)
        return [DAY[0], {"status": "nameless"}]

    monkeypatch.setattr(rest.RestCarrier, "events", events)
    assert carriers_poll(now=NOON) == 0
    CarrierAccount.objects.update(poll_at=NOON)

    assert (carriers_poll(now=NOON), carriers_poll(now=NOON)) == (1, 0)
    assert (asked, act(), state(parcel)) == (["DEL1"], 1, "out_for_delivery")

    def silent(_self: object, reference: str) -> list[dict[str, Any]]:
        raise CarrierUnreachable("away")

    monkeypatch.setattr(rest.RestCarrier, "events", silent)
    assert carriers_poll(now=NOON + HOUR) == 0
    assert CarrierAccount.objects.get().poll_at == NOON + 3 * HOUR
