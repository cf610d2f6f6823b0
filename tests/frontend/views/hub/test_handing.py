"""Hand parcels over: scanned, marked, all, none, twice, to the wrong carrier."""

from html import unescape

import pytest
from django.test import Client

from logistics.models.parcel import Manifest, Parcel
from logistics.states import FulfilmentState
from tests.factories.logistics import DeliveryMethodFactory, organisation_once, packed_parcel
from tests.frontend.views.hub.world import HubWorld, hub_world
from tests.frontend.views.people import hub_worker, page_of


def states(parcels: list[Parcel]) -> list[str]:
    """Where they are now."""
    return [
        Parcel.objects.select_related("fulfilment").get(pk=parcel.pk).fulfilment.state for parcel in parcels
    ]


def test_a_scanned_parcel_is_marked_and_nothing_moves_yet(world: HubWorld, worker: Client) -> None:
    parcel = world.packed[0]
    data = {"carrier": str(parcel.carrier_id), "act": "scan", "code": parcel.number.lower()}

    page = page_of(worker.post("/en/hub/hand-over/", data))

    assert f'value="{parcel.pk}" checked' in page
    assert states(world.packed) == [FulfilmentState.PACKED]


def test_scans_add_to_what_was_marked_before(db: None) -> None:
    world = hub_world(2)
    first, second = world.packed
    data = {
        "carrier": str(first.carrier_id),
        "act": "scan",
        "code": second.number,
        "parcels": [str(first.pk)],
    }

    page = page_of(hub_worker(world.hub).post("/en/hub/hand-over/", data))

    assert f'value="{first.pk}" checked' in page
    assert f'value="{second.pk}" checked' in page


def test_only_the_marked_leave(db: None) -> None:
    world = hub_world(2)
    first, _second = world.packed
    data = {"carrier": str(first.carrier_id), "act": "marked", "parcels": [str(first.pk)]}

    hub_worker(world.hub).post("/en/hub/hand-over/", data)

    assert states(world.packed) == [FulfilmentState.HANDED_OVER, FulfilmentState.PACKED]


def test_all_leave_at_once_and_the_list_is_a_pdf(db: None) -> None:
    world = hub_world(2)
    worker = hub_worker(world.hub)

    page = page_of(
        worker.post(
            "/en/hub/hand-over/", {"carrier": str(world.packed[0].carrier_id), "act": "all"}, follow=True
        )
    )

    manifest = Manifest.objects.latest("pk")
    assert states(world.packed) == [FulfilmentState.HANDED_OVER] * 2
    assert f"/en/hub/manifests/{manifest.pk}.pdf" in page
    assert worker.get(f"/en/hub/manifests/{manifest.pk}.pdf").content.startswith(b"%PDF-")


def test_pressing_twice_makes_one_list(world: HubWorld, worker: Client) -> None:
    parcel = world.packed[0]
    data = {"carrier": str(parcel.carrier_id), "act": "marked", "parcels": [str(parcel.pk)]}
    before = Manifest.objects.count()

    worker.post("/en/hub/hand-over/", data)
    again = worker.post("/en/hub/hand-over/", data, follow=True)

    assert Manifest.objects.count() == before + 1
    assert "This cannot be done any more" in page_of(again)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"act": "marked"}, "Please mark or scan at least one parcel."),
        ({"act": "marked", "parcels": ["x", "-1", "1e9"]}, "Please mark or scan at least one parcel."),
        ({"act": "all", "carrier": "999999"}, "No parcel is waiting for this carrier."),
        ({"act": "all", "carrier": "9" * 300}, "No parcel is waiting for this carrier."),
    ],
)
def test_nonsense_moves_nothing(world: HubWorld, worker: Client, data: dict[str, object], said: str) -> None:
    sent = {"carrier": str(world.packed[0].carrier_id), **data}

    page = page_of(worker.post("/en/hub/hand-over/", sent, follow=True))

    assert said in page
    assert states(world.packed) == [FulfilmentState.PACKED]


def test_an_unknown_scan_is_refused_beside_the_field_of_its_carrier(world: HubWorld, worker: Client) -> None:
    data = {"carrier": str(world.packed[0].carrier_id), "act": "scan", "code": "P123"}

    response = worker.post("/en/hub/hand-over/", data)

    assert response.status_code == 422
    assert "No parcel that waits here has the number P123." in page_of(response)
    assert 'value="P123"' in page_of(response)


def test_a_parcel_scanned_under_another_carrier_is_sent_back_to_its_own(
    world: HubWorld, worker: Client
) -> None:
    parcel = world.packed[0]
    method = DeliveryMethodFactory.create(code="other", carrier=organisation_once("carrier-2", carrier=True))
    packed_parcel((world.variant, 1), name="other", method=method)

    response = worker.post(
        "/en/hub/hand-over/", {"carrier": str(method.carrier_id), "act": "scan", "code": parcel.number}
    )

    assert response.status_code == 422
    assert f"{parcel.number} goes with {parcel.carrier.name('fr')}." in unescape(page_of(response))
    assert "checked" not in page_of(response)
    assert states(world.packed) == [FulfilmentState.PACKED]
