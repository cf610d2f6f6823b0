"""What is told of parcels, and what becomes of those that come back."""

import pytest
from django.test import Client

from logistics.events import ParcelLost
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import LotStock
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.states import FulfilmentState
from marketplace.kernel.money import Money
from marketplace.outbox.models import Message
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import page_of


def state_of(parcel: Parcel) -> str:
    """Where it is now."""
    return Parcel.objects.select_related("fulfilment").get(pk=parcel.pk).fulfilment.state


def test_a_scan_leads_to_the_parcel(world: HubWorld, worker: Client) -> None:
    parcel = world.packed[0]

    response = worker.post("/en/hub/parcels/", {"code": f" {parcel.number.lower()} "})

    assert response["Location"] == f"/en/hub/parcels/{parcel.number}/"


@pytest.mark.parametrize("code", ["P404", "", "'; DROP TABLE", "\x00"])
def test_an_unknown_number_is_refused_beside_the_field(world: HubWorld, worker: Client, code: str) -> None:
    response = worker.post("/en/hub/parcels/", {"code": code})

    assert response.status_code == 422
    assert 'id="id_code_error"' in page_of(response)


def test_a_delivery_notes_the_cash_as_it_was(world: HubWorld, worker: Client) -> None:
    parcel = world.handed_over[0]

    worker.post(
        f"/en/hub/parcels/{parcel.number}/track/",
        {"kind": "delivered", "cash_collected": "149,50", "key": "k1"},
    )

    event = TrackingEvent.objects.get(parcel=parcel, kind="delivered")
    assert state_of(parcel) == FulfilmentState.DELIVERED
    assert event.cash_collected == Money(14_950)
    assert event.cash_difference_minor == -50


def test_the_same_form_twice_counts_once(world: HubWorld, worker: Client) -> None:
    parcel = world.handed_over[0]
    data = {"kind": "attempt_failed", "reason": "absent", "key": "k1"}

    for _press in range(2):
        worker.post(f"/en/hub/parcels/{parcel.number}/track/", data)

    parcel.refresh_from_db()
    assert parcel.attempts == 1
    assert TrackingEvent.objects.filter(parcel=parcel, kind="attempt_failed").count() == 1


@pytest.mark.parametrize(
    ("_case", "data", "said"),
    [
        ("no cash said", {"kind": "delivered"}, "Please say how much cash was collected."),
        ("cash as words", {"kind": "delivered", "cash_collected": "all of it"}, "Please write an amount"),
        ("cash below zero", {"kind": "delivered", "cash_collected": "-5"}, "Please write an amount"),
        ("half a centime", {"kind": "delivered", "cash_collected": "1,005"}, "Please write an amount"),
        ("no reason", {"kind": "refused"}, "Please choose why."),
        ("a made-up reason", {"kind": "refused", "reason": "weather"}, "weather"),
        ("no key", {"kind": "out_for_delivery", "key": ""}, "A report needs a key"),
    ],
)
def test_a_bad_report_is_refused_and_moves_nothing(
    world: HubWorld, worker: Client, _case: str, data: dict[str, str], said: str
) -> None:
    parcel, before = world.handed_over[0], TrackingEvent.objects.count()

    response = worker.post(f"/en/hub/parcels/{parcel.number}/track/", {"key": "k1", **data})

    assert response.status_code == 422
    assert said in page_of(response)
    assert state_of(parcel) == FulfilmentState.HANDED_OVER
    assert TrackingEvent.objects.count() == before


def test_a_report_of_no_known_kind_is_not_found(world: HubWorld, worker: Client) -> None:
    parcel = world.handed_over[0]

    response = worker.post(f"/en/hub/parcels/{parcel.number}/track/", {"kind": "packed", "key": "k"})

    assert response.status_code == 404
    assert state_of(parcel) == FulfilmentState.HANDED_OVER


def test_a_parcel_that_is_delivered_offers_no_more_reports(world: HubWorld, worker: Client) -> None:
    parcel = world.handed_over[0]
    worker.post(
        f"/en/hub/parcels/{parcel.number}/track/", {"kind": "delivered", "cash_collected": "150", "key": "k"}
    )

    page = page_of(worker.get(f"/en/hub/parcels/{parcel.number}/"))
    refused = worker.post(
        f"/en/hub/parcels/{parcel.number}/track/", {"kind": "refused", "reason": "absent", "key": "k2"}
    )

    assert 'name="kind"' not in page
    assert refused.status_code == 422
    assert state_of(parcel) == FulfilmentState.DELIVERED


def test_a_lost_parcel_is_told_once_by_its_button_and_its_holder_answers_for_it(
    world: HubWorld, worker: Client
) -> None:
    for parcel, is_at_hub in ((world.handed_over[0], False), (world.packed[0], True)):
        address = f"/en/hub/parcels/{parcel.number}/"
        assert 'value="lost"' in page_of(worker.get(address))

        for _press in range(2):
            worker.post(f"{address}track/", {"kind": "lost", "key": f"lost-{parcel.number}"})

        told = Message.objects.get(topic=ParcelLost.topic, body__parcel_number=parcel.number)
        hub = parcel.fulfilment.warehouse.organisation_id
        assert told.body["holder_organisation_id"] == (hub if is_at_hub else parcel.carrier_id)
        assert (told.body["is_at_hub"], state_of(parcel)) == (is_at_hub, FulfilmentState.LOST)
        assert 'name="kind"' not in page_of(worker.get(address))


def share_of(parcel: Parcel) -> LotAllocation:
    """The one share of its contents."""
    return LotAllocation.objects.get(line__fulfilment=parcel.fulfilment)


def test_what_came_back_whole_stands_on_its_shelf_again(world: HubWorld, worker: Client) -> None:
    parcel = world.returned[0]
    share = share_of(parcel)
    before = LotStock.objects.get(pk=share.lot_stock_id).quantity

    worker.post(f"/en/hub/parcels/{parcel.number}/inspect/", {f"share-{share.pk}": "1"})

    assert LotStock.objects.get(pk=share.lot_stock_id).quantity == before + 1
    assert state_of(parcel) == FulfilmentState.INSPECTED


def test_what_came_back_broken_is_destroyed(world: HubWorld, worker: Client) -> None:
    parcel = world.returned[0]
    share = share_of(parcel)
    before = LotStock.objects.get(pk=share.lot_stock_id).quantity

    worker.post(f"/en/hub/parcels/{parcel.number}/inspect/", {f"share-{share.pk}": "0", "note": "cassé"})

    assert LotStock.objects.get(pk=share.lot_stock_id).quantity == before
    assert state_of(parcel) == FulfilmentState.INSPECTED


@pytest.mark.parametrize("kept", ["2", "-1", "", "some"])
def test_a_verdict_that_does_not_add_up_is_refused(world: HubWorld, worker: Client, kept: str) -> None:
    parcel = world.returned[0]
    share = share_of(parcel)

    response = worker.post(f"/en/hub/parcels/{parcel.number}/inspect/", {f"share-{share.pk}": kept})

    assert response.status_code == 422
    assert f'id="id_share-{share.pk}_error"' in page_of(response)
    assert state_of(parcel) == FulfilmentState.RETURNED


def test_inspecting_twice_moves_the_goods_once(world: HubWorld, worker: Client) -> None:
    parcel = world.returned[0]
    share = share_of(parcel)
    data = {f"share-{share.pk}": "1"}
    worker.post(f"/en/hub/parcels/{parcel.number}/inspect/", data)
    after_first = LotStock.objects.get(pk=share.lot_stock_id).quantity

    response = worker.post(f"/en/hub/parcels/{parcel.number}/inspect/", data)

    assert response.status_code == 422
    assert LotStock.objects.get(pk=share.lot_stock_id).quantity == after_first
