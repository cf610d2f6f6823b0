"""parcel_unpack: test that ..."""

from datetime import timedelta

import pytest

from logistics.carrying import BookingState, CarrierKind
from logistics.checks import stock_findings
from logistics.models.carrier import CarrierAccount, CarrierBooking
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Movement
from logistics.models.parcel import Parcel, ParcelDocument
from logistics.models.stock import Reservation, Shortage
from logistics.selectors.lot_trace import balance_of, lot_trace
from logistics.selectors.parcels import parcel_by_number
from logistics.selectors.trace import parcels_with_lot
from logistics.services.line_pick import line_pick
from logistics.services.lot_hold import lot_recall
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcel_unpack import parcel_unpack
from logistics.services.wave_create import wave_create
from marketplace.kernel.errors import IllegalMove, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    handed_over_parcel,
    lot_stock_of,
    packed_parcel,
    released_lot,
    stock_of,
    stocked_variant,
)
from tests.orders.journey import told

pytestmark = pytest.mark.django_db


def packed_again(parcel: Parcel) -> Parcel:
    """The order's next parcel."""
    fulfilment = parcel.fulfilment
    wave_create(actor=MACHINE, warehouse_id=fulfilment.warehouse_id, now=NOON)
    for share in LotAllocation.objects.filter(line__fulfilment=fulfilment):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)
    return parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)


def test_every_unit_is_back_and_still_promised_and_the_order_can_be_packed_again() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 10)
    parcel = packed_parcel((variant, 4))
    fact = Message.objects.get(topic="logistics.parcel-packed.v1").body
    assert (stock_of(variant), lot_stock_of(lot)) == ((6, 0), (6, 0))

    parcel_unpack(actor=MACHINE, parcel_id=parcel.pk, now=NOON + timedelta(hours=1))

    assert (stock_of(variant), lot_stock_of(lot), stock_findings()) == ((10, 4), (10, 0), [])
    promise = Reservation.objects.get()
    assert (promise.key, promise.quantity, promise.expires_at) == ("order-line:1-1", 4, None)
    moves = Movement.objects.filter(reference=f"parcel:{parcel.number}").order_by("id")
    assert list(moves.values_list("reason", "quantity")) == [("pack", -4), ("unpack", 4)]
    parcel.fulfilment.refresh_from_db()
    assert (parcel.fulfilment.state, parcel.fulfilment.wave) == ("released", None)
    told = Message.objects.get(topic="logistics.parcel-unpacked.v1").body
    assert (told["parcel_number"], fact["parcel_id"]) == (parcel.number, parcel.pk)
    with pytest.raises(NotFound, match=parcel.number):
        parcel_by_number(actor=MACHINE, number=parcel.number)
    with pytest.raises(NotFound):
        parcel_unpack(actor=MACHINE, parcel_id=parcel.pk, now=NOON)

    second = packed_again(parcel)

    assert second.number != parcel.number
    assert (stock_of(variant), lot_stock_of(lot), stock_findings()) == ((6, 0), (6, 0), [])
    assert [each.parcel_number for each in parcels_with_lot(actor=MACHINE, lot_id=lot.pk)] == [second.number]
    trace = lot_trace(actor=MACHINE, lot_id=lot.pk)
    assert [each.parcel_number for each in trace.recipients] == [second.number]
    assert balance_of(lot).is_whole


def test_units_of_a_lot_recalled_meanwhile_cannot_be_promised_and_are_short() -> None:
    variant = VariantFactory.create()
    bad = released_lot(variant, 5)
    parcel = packed_parcel((variant, 5))
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)

    parcel_unpack(actor=MACHINE, parcel_id=parcel.pk, now=NOON)

    assert (stock_of(variant), lot_stock_of(bad), stock_findings()) == ((0, 0), (5, 0), [])
    assert list(Shortage.objects.values_list("key", "quantity")) == [("order-line:1-1", 5)]
    assert Message.objects.get(topic="logistics.stock-short.v1").body["keys"] == ["order-line:1-1"]
    good = released_lot(variant, 8)
    assert (Reservation.objects.get().quantity, Shortage.objects.count()) == (5, 0)
    packed_again(parcel)
    assert (lot_stock_of(good), stock_findings()) == ((3, 0), [])


def test_what_is_short_is_served_at_once_from_what_is_free() -> None:
    variant = VariantFactory.create()
    bad = released_lot(variant, 5)
    parcel = packed_parcel((variant, 5))
    released_lot(variant, 8)
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)

    parcel_unpack(actor=MACHINE, parcel_id=parcel.pk, now=NOON)

    assert (stock_of(variant), Shortage.objects.count(), stock_findings()) == ((8, 5), 0, [])


def test_a_parcel_that_left_stays_closed_and_strangers_open_none() -> None:
    parcel = handed_over_parcel((stocked_variant(10), 2))
    with pytest.raises(IllegalMove):
        parcel_unpack(actor=MACHINE, parcel_id=parcel.pk, now=NOON)
    with pytest.raises(NotAllowed):
        parcel_unpack(actor=member_actor(OrganisationFactory.create()), parcel_id=parcel.pk, now=NOON)
    assert Movement.objects.filter(reason="unpack").count() == 0


def test_its_papers_are_dropped_its_booking_is_taken_back_and_late_facts_find_nothing() -> None:
    parcel = packed_parcel((stocked_variant(10), 2))
    ParcelDocument.objects.create(parcel=parcel, kind="parcel_label", due_at=NOON)
    account = CarrierAccount.objects.create(organisation_id=parcel.carrier_id, kind=CarrierKind.REST)
    CarrierBooking.objects.create(parcel=parcel, account=account, due_at=NOON, created_at=NOON)

    parcel_unpack(actor=MACHINE, parcel_id=parcel.pk, now=NOON)

    assert ParcelDocument.objects.count() == 0
    booking = CarrierBooking.objects.get()
    assert (booking.is_unwanted, booking.state) == (True, BookingState.DUE)
    booking.delete()
    told()
    assert (ParcelDocument.objects.count(), CarrierBooking.objects.count()) == (0, 0)
