"""fulfilment_amend: test that ..."""

import pytest

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.capacity import Capacity, CapacityBooking, CapacityPeriod
from logistics.models.fulfilment import Fulfilment, FulfilmentLine
from logistics.models.stock import Reservation, Shortage
from logistics.selectors.trace import lots_packed
from logistics.services.capacity_book import capacity_book
from logistics.services.fulfilment_amend import Instead, fulfilment_amend
from logistics.services.goods_take_back import TakenBack, goods_take_back
from logistics.services.line_pick import line_pick
from logistics.services.parcel_pack import parcel_pack
from logistics.services.promise_withdraw import promise_withdraw
from logistics.services.wave_create import wave_create
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound, OutOfStock
from marketplace.kernel.money import Money
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    WarehouseFactory,
    lot_stock_of,
    packed_parcel,
    requested_fulfilment,
    stock_of,
    stocked_variant,
)

pytestmark = pytest.mark.django_db
LINE = "order-line:a-1"
INSTEAD = f"{LINE}:7"


def amend(units: int, instead: Variant | None = None, reference: str = LINE) -> None:
    """So many units are left out, or something else goes out in their place."""
    other = Instead(reference=INSTEAD, variant_id=instead.pk, names={"fr": "Autre"}) if instead else None
    fulfilment_amend(reference=reference, units=units, cash_due=Money(700), now=NOON, instead=other)


def short_line(units: int, *, of: int = 5) -> Variant:
    """A line of five, of which so many cannot be supplied."""
    variant = stocked_variant(of)
    requested_fulfilment((variant, of), name="a")
    promise_withdraw(actor=MACHINE, reference=LINE, units=units, now=NOON)
    return variant


def test_what_is_left_out_is_waited_for_no_more_and_its_days_are_free() -> None:
    variant = stocked_variant(5)
    seller = variant.product.organisation
    most = Capacity.objects.create(
        organisation=seller,
        per="day",
        measure="piece",
        most=3,
        from_date=NOON.date(),
        set_by="t",
        set_at=NOON,
    )
    capacity_book(wanted={LINE: (variant.pk, 5)}, on=NOON.date())
    requested_fulfilment((variant, 5), name="a")
    promise_withdraw(actor=MACHINE, reference=LINE, units=4, now=NOON)

    amend(3)

    line = FulfilmentLine.objects.get()
    assert (line.quantity, Shortage.objects.get().quantity, line.fulfilment.cash_due) == (2, 1, Money(700))
    # Three on the first day and two on the next were booked: the next day is free, and one piece of the first
    taken = CapacityPeriod.objects.filter(capacity=most).order_by("from_date").values_list("taken", flat=True)
    assert (list(taken), CapacityBooking.objects.get().amount) == ([2, 0], 2)
    amend(1)
    assert (CapacityBooking.objects.get().amount, Shortage.objects.count()) == (1, 0)
    assert stock_findings() == []


def test_something_else_is_promised_bound_packed_and_comes_back_under_the_line_that_it_replaces() -> None:
    short_line(5)
    other = stocked_variant(6)
    also = requested_fulfilment((other, 1), name="b")

    amend(5, other)

    line = FulfilmentLine.objects.get(reference=INSTEAD)
    assert (line.quantity, line.variant, stock_of(other)) == (5, other, (6, 6))
    assert not FulfilmentLine.objects.filter(reference=LINE).exists()
    hub = WarehouseFactory.create().pk
    wave_create(actor=MACHINE, warehouse_id=hub, now=NOON)
    share = line.allocations.get()
    line_pick(actor=MACHINE, fulfilment_id=line.fulfilment_id, allocation_id=share.pk, now=NOON)
    parcel_pack(actor=MACHINE, fulfilment_id=line.fulfilment_id, now=NOON)
    lot = other.lots.get()
    assert lots_packed([LINE, "order-line:b-1"]) == {LINE: (lot.code,)}

    goods_take_back(
        actor=MACHINE, number="RET-1", taken=[TakenBack(reference=LINE, restocked=2, destroyed=1)], now=NOON
    )

    assert (lot_stock_of(lot), also.lines.count(), stock_findings()) == ((3, 1), 1, [])
    with pytest.raises(InvalidInput):
        goods_take_back(
            actor=MACHINE,
            number="RET-2",
            taken=[TakenBack(reference=LINE, restocked=3, destroyed=0)],
            now=NOON,
        )


def test_on_a_walk_already_the_lots_of_what_goes_out_instead_are_bound_at_once() -> None:
    kept = stocked_variant(2)
    short = stocked_variant(3)
    requested_fulfilment((kept, 2), (short, 3), name="a")
    wave_create(actor=MACHINE, warehouse_id=WarehouseFactory.create().pk, now=NOON)
    other = stocked_variant(3)
    promise_withdraw(actor=MACHINE, reference="order-line:a-2", units=3, now=NOON)

    amend(3, other, "order-line:a-2")

    assert (lot_stock_of(other.lots.get()), lot_stock_of(kept.lots.get())) == ((3, 3), (2, 2))
    assert stock_findings() == []


def test_what_cannot_be_amended_stays_as_it_was() -> None:
    variant = short_line(2)
    other = stocked_variant(1)

    for units, instead, reference, refusal in (
        (3, None, LINE, InvalidInput),
        (2, other, LINE, OutOfStock),
        (1, None, "order-line:nobody", NotFound),
    ):
        with pytest.raises(refusal):
            amend(units, instead, reference)
    packed_parcel((stocked_variant(1), 1), name="z")
    with pytest.raises(IllegalMove):
        amend(1, None, "order-line:z-1")

    assert (Shortage.objects.get().quantity, stock_of(variant), stock_of(other)) == (2, (3, 3), (1, 0))
    assert Reservation.objects.get(key=LINE).quantity == 3
    assert Fulfilment.objects.get(reference="order:a").cash_due != Money(700)
