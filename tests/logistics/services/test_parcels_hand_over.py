"""parcels_hand_over: test that ..."""

from typing import Any

import pytest

from logistics.models.parcel import Manifest, Parcel
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.states import DeliveryKind
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    DeliveryMethodFactory,
    WarehouseFactory,
    organisation_once,
    packed_parcel,
    stocked_variant,
)

pytestmark = pytest.mark.django_db


def hand_over(parcel: Parcel, **values: Any) -> Manifest:
    """To the parcel's carrier."""
    values.setdefault("actor", MACHINE)
    values.setdefault("carrier_id", parcel.carrier_id)
    return parcels_hand_over(warehouse_id=parcel.fulfilment.warehouse_id, now=NOON, **values)


def states(*parcels: Parcel) -> list[str]:
    """Where they stand."""
    for parcel in parcels:
        parcel.fulfilment.refresh_from_db()
    return [parcel.fulfilment.state for parcel in parcels]


def test_all_waiting_parcels_of_the_carrier_go_on_one_manifest_and_each_is_told() -> None:
    first, second = (packed_parcel((stocked_variant(5), 1), name=name) for name in "12")
    other_method = DeliveryMethodFactory.create(code="post", carrier=organisation_once("post", carrier=True))
    other = packed_parcel((stocked_variant(5), 1), name="3", method=other_method)

    manifest = hand_over(first)

    assert set(manifest.parcels.values_list("number", flat=True)) == {first.number, second.number}
    assert states(first, second, other) == ["handed_over", "handed_over", "packed"]
    told = Message.objects.filter(topic="logistics.parcel-handed-over.v1").order_by("id")
    assert [(m.body["parcel_number"], m.body["manifest_number"]) for m in told] == [
        (first.number, manifest.number),
        (second.number, manifest.number),
    ]
    assert first.tracking_events.filter(kind="handed_over", happened_at=NOON).count() == 1


def test_only_the_chosen_parcels_go() -> None:
    first, second = (packed_parcel((stocked_variant(5), 1), name=name) for name in "12")

    hand_over(first, parcel_ids=[second.pk])

    assert states(first, second) == ["packed", "handed_over"]


def test_a_parcel_that_has_left_or_belongs_to_another_carrier_refuses_the_whole_list() -> None:
    first, second = (packed_parcel((stocked_variant(5), 1), name=name) for name in "12")
    hand_over(first, parcel_ids=[first.pk])

    with pytest.raises(IllegalMove):
        hand_over(first, parcel_ids=[first.pk, second.pk])
    with pytest.raises(NotFound):
        hand_over(first, carrier_id=OrganisationFactory.create(carrier=True).pk, parcel_ids=[second.pk])

    assert (states(second), Manifest.objects.count()) == (["packed"], 1)


def test_a_parcel_that_waits_at_the_counter_never_goes_on_a_manifest() -> None:
    hub = WarehouseFactory.create()
    counter = DeliveryMethodFactory.create(
        code="pickup", kind=DeliveryKind.PICKUP, warehouse=hub, carrier=hub.organisation
    )
    parcel = packed_parcel((stocked_variant(5), 1), method=counter)

    with pytest.raises(InvalidInput):
        hand_over(parcel)
    assert states(parcel) == ["packed"]


def test_nothing_waiting_and_strangers_are_refused() -> None:
    parcel = packed_parcel((stocked_variant(5), 1))
    strangers = [member_actor(parcel.carrier), member_actor(OrganisationFactory.create(), "hub")]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            hand_over(parcel, actor=actor)
    assert states(parcel) == ["packed"]

    hand_over(parcel, actor=member_actor(parcel.fulfilment.warehouse.organisation, "hub"))
    with pytest.raises(InvalidInput):
        hand_over(parcel)
    assert Manifest.objects.count() == 1
