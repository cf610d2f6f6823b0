"""Close boxes: with and without scales, too early, twice."""

import pytest
from django.test import Client

from logistics.models.parcel import Parcel
from logistics.services.line_pick import line_unpick
from logistics.states import FulfilmentState
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import page_of


def test_packing_makes_one_parcel_of_the_weight_on_the_scales(world: HubWorld, worker: Client) -> None:
    fulfilment = world.picked[0]

    response = worker.post(f"/en/hub/pack/{fulfilment.pk}/", {"weight": "640"})

    parcel = Parcel.objects.get(fulfilment=fulfilment)
    assert parcel.weight_g == 640
    assert response["Location"] == f"/en/hub/parcels/{parcel.number}/"


def test_without_scales_the_contents_count(world: HubWorld, worker: Client) -> None:
    fulfilment = world.picked[0]

    worker.post(f"/en/hub/pack/{fulfilment.pk}/", {"weight": ""})

    parcel = Parcel.objects.get(fulfilment=fulfilment)
    assert parcel.weight_g == parcel.expected_weight_g


def test_pressing_twice_leads_to_the_same_parcel(world: HubWorld, worker: Client) -> None:
    fulfilment = world.picked[0]
    first = worker.post(f"/en/hub/pack/{fulfilment.pk}/", {"weight": "640"})

    second = worker.post(f"/en/hub/pack/{fulfilment.pk}/", {"weight": "640"})

    assert second["Location"] == first["Location"]
    assert Parcel.objects.filter(fulfilment=fulfilment).count() == 1


@pytest.mark.parametrize("weight", ["0", "-1", "200001", "1000000000", "heavy", "1.5", "NaN", "9" * 400])
def test_a_weight_that_cannot_be_is_refused_beside_its_field_and_kept(
    world: HubWorld, worker: Client, weight: str
) -> None:
    fulfilment = world.picked[0]

    response = worker.post(f"/en/hub/pack/{fulfilment.pk}/", {"weight": weight})

    fulfilment.refresh_from_db()
    assert response.status_code == 422
    assert 'id="id_weight_error"' in page_of(response)
    assert f'value="{weight}"' in page_of(response)
    assert fulfilment.state == FulfilmentState.PICKING
    assert not Parcel.objects.filter(fulfilment=fulfilment).exists()


def test_what_is_not_picked_is_not_packed_and_the_article_is_named(world: HubWorld, worker: Client) -> None:
    fulfilment = world.picked[0]
    share = fulfilment.lines.get().allocations.get()
    line_unpick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)

    response = worker.post(f"/en/hub/pack/{fulfilment.pk}/", {"weight": "640"})

    assert response.status_code == 422
    assert f"{world.variant.sku} is not picked yet." in page_of(response)
    assert not Parcel.objects.filter(fulfilment=fulfilment).exists()


def test_the_label_and_the_slip_are_drawn_when_they_are_asked_for(world: HubWorld, worker: Client) -> None:
    number = world.packed[0].number

    for kind in ("parcel_label", "packing_slip"):
        response = worker.get(f"/en/hub/parcels/{number}/{kind}.pdf")
        assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
        assert response["Cache-Control"] == "private, no-store"
