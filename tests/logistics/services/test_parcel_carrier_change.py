"""parcel_carrier_change: test that ..."""

import pytest

from logistics.carrying import CarrierKind
from logistics.models.carrier import CarrierAccount, CarrierBooking
from logistics.models.delivery import DeliveryMethod
from logistics.models.parcel import Parcel, ParcelDocument
from logistics.services.parcel_carrier_change import parcel_carrier_change
from logistics.states import DeliveryKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    DeliveryMethodFactory,
    DeliveryRateFactory,
    TrackingRangeFactory,
    WarehouseFactory,
    handed_over_parcel,
    organisation_once,
    packed_parcel,
    stocked_variant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> DeliveryMethod:
    """The post, at 18.00, with numbers of its own."""
    method: DeliveryMethod = DeliveryMethodFactory.create(
        code="post", carrier=organisation_once("post", carrier=True)
    )
    DeliveryRateFactory.create(method=method, cost_minor=1800)
    TrackingRangeFactory.create(carrier=method.carrier)
    return method


def change(parcel: Parcel, code: str = "post", actor: Actor = MACHINE) -> Parcel:
    return parcel_carrier_change(actor=actor, parcel_id=parcel.pk, method_code=code, now=NOON)


def test_the_parcel_takes_the_number_and_cost_of_its_new_carrier(post: DeliveryMethod) -> None:
    parcel = packed_parcel((stocked_variant(5), 1), cash_minor=25_000)
    ParcelDocument.objects.create(parcel=parcel, kind="parcel_label", due_at=NOON, attempts=2)

    change(parcel)

    parcel.refresh_from_db()
    parcel.fulfilment.refresh_from_db()
    assert (parcel.carrier, parcel.tracking_number, parcel.carrier_cost_minor) == (
        post.carrier,
        "LD000000014MA",
        1800,
    )
    assert parcel.fulfilment.method == post
    assert ParcelDocument.objects.get().attempts == 0
    with pytest.raises(InvalidInput):
        change(parcel)


def test_a_carrier_with_a_system_is_asked_to_book(post: DeliveryMethod) -> None:
    CarrierAccount.objects.create(organisation=post.carrier, kind=CarrierKind.REST)
    parcel = packed_parcel((stocked_variant(5), 1))

    change(parcel)

    parcel.refresh_from_db()
    assert (parcel.tracking_number, CarrierBooking.objects.get().state) == (parcel.number, "due")


def test_a_booking_that_stands_is_taken_back_first(post: DeliveryMethod) -> None:
    parcel = packed_parcel((stocked_variant(5), 1))
    account = CarrierAccount.objects.create(organisation=parcel.carrier, kind=CarrierKind.REST)
    booking = CarrierBooking.objects.create(
        parcel=parcel, account=account, state="booked", reference="D1", due_at=NOON, created_at=NOON
    )

    with pytest.raises(IllegalMove):
        change(parcel)
    CarrierBooking.objects.filter(pk=booking.pk).update(state="cancelled")
    change(parcel)

    assert not CarrierBooking.objects.exists()


def test_a_carrier_that_takes_no_cash_gets_no_parcel_with_cash(post: DeliveryMethod) -> None:
    DeliveryMethod.objects.filter(pk=post.pk).update(takes_cash=False)

    with pytest.raises(InvalidInput):
        change(packed_parcel((stocked_variant(5), 1), cash_minor=100))
    change(packed_parcel((stocked_variant(5), 1), name="2"))


def test_only_what_waits_here_for_a_carrier_changes_it(post: DeliveryMethod) -> None:
    parcel = packed_parcel((stocked_variant(5), 1))
    with pytest.raises(NotAllowed):
        change(parcel, actor=Actor())
    with pytest.raises(NotFound):
        change(parcel, "nobody")
    with pytest.raises(IllegalMove):
        change(handed_over_parcel((stocked_variant(5), 1), name="2"))
    counter = DeliveryMethodFactory.create(
        code="counter", kind=DeliveryKind.PICKUP, warehouse=WarehouseFactory.create()
    )
    with pytest.raises(IllegalMove):
        change(packed_parcel((stocked_variant(5), 1), name="3", method=counter))
