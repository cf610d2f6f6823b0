"""delivery_wish: test that ..."""

from datetime import date, timedelta
from typing import Any

import pytest

from logistics.carrying import CarrierKind
from logistics.doorstep import MOST_WISHES, days_to_choose
from logistics.models.carrier import CarrierAccount
from logistics.models.doorstep import DeliveryWish
from logistics.models.parcel import Parcel
from logistics.services.delivery_wish import delivery_wish
from logistics.services.parcel_track import parcel_track
from logistics.states import TrackingKind, WishKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, TODAY, handed_over_parcel, packed_parcel, stocked_variant

pytestmark = pytest.mark.django_db
DAYS = days_to_choose(TODAY)


@pytest.fixture
def parcel() -> Parcel:
    return handed_over_parcel((stocked_variant(5), 1))


def wish(parcel: Parcel, **values: Any) -> DeliveryWish:
    given = {"kind": WishKind.AGAIN, "day": DAYS[0], "actor": Actor.anonymous(), "holds_secret": True}
    return delivery_wish(parcel_id=parcel.pk, now=NOON, **{**given, **values})


def test_a_week_can_be_chosen_without_its_sunday() -> None:
    days = days_to_choose(date(2026, 1, 1))

    assert (days[0], len(days), [day for day in days if day.weekday() == 6]) == (date(2026, 1, 2), 6, [])


def test_the_newest_wish_counts_and_is_told(parcel: Parcel) -> None:
    wish(parcel)
    last = wish(parcel, kind=WishKind.NEIGHBOUR, words=" Fatima, 2e étage ")

    assert (last.words, DeliveryWish.objects.count()) == ("Fatima, 2e étage", 2)
    told = Message.objects.filter(topic="logistics.parcel-wished.v1").values_list("body", flat=True)
    assert [(body["kind"], body["day"]) for body in told] == [
        ("again", DAYS[0].isoformat()),
        ("neighbour", DAYS[0].isoformat()),
    ]


def test_the_same_wish_twice_is_one(parcel: Parcel) -> None:
    assert wish(parcel).pk == wish(parcel).pk


@pytest.mark.parametrize(
    "values",
    [
        {"day": TODAY},
        {"day": TODAY + timedelta(days=60)},
        {"kind": WishKind.NEIGHBOUR},
        {"kind": WishKind.PLACE, "words": "x"},
        {"kind": WishKind.PLACE, "words": "x" * 201},
    ],
)
def test_a_wish_that_no_driver_could_fulfil_is_refused(parcel: Parcel, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        wish(parcel, **values)
    assert not DeliveryWish.objects.exists()


def test_a_parcel_is_moved_three_times_and_no_more(parcel: Parcel) -> None:
    for number in range(MOST_WISHES):
        wish(parcel, day=DAYS[number])
    with pytest.raises(IllegalMove):
        wish(parcel, day=DAYS[MOST_WISHES])


def test_a_parcel_that_goes_back_is_not_moved(parcel: Parcel) -> None:
    CarrierAccount.objects.create(organisation=parcel.carrier, kind=CarrierKind.OWN, most_attempts=1)
    parcel_track(
        actor=MACHINE,
        parcel_id=parcel.pk,
        kind=TrackingKind.ATTEMPT_FAILED,
        reason="absent",
        happened_at=NOON,
        key="1",
        now=NOON,
    )
    with pytest.raises(IllegalMove):
        wish(parcel)


def test_what_is_not_on_its_way_is_not_moved() -> None:
    with pytest.raises(IllegalMove):
        wish(packed_parcel((stocked_variant(5), 1)))


def test_only_who_ordered_and_the_hub_may_wish(parcel: Parcel) -> None:
    with pytest.raises(NotAllowed):
        wish(parcel, holds_secret=False)
    with pytest.raises(NotFound):
        delivery_wish(actor=MACHINE, parcel_id=0, kind=WishKind.AGAIN, day=DAYS[0], now=NOON)
    assert wish(parcel, actor=MACHINE, holds_secret=False).pk
