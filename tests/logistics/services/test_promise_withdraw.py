"""promise_withdraw: test that ..."""

from collections.abc import Callable

import pytest

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.lot import Movement
from logistics.models.stock import Reservation, Shortage
from logistics.services.promise_withdraw import promise_withdraw
from logistics.services.wave_create import wave_create
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    WarehouseFactory,
    lot_stock_of,
    packed_parcel,
    picked_fulfilment,
    released_lot,
    requested_fulfilment,
    stock_of,
    stocked_variant,
)

pytestmark = pytest.mark.django_db
LINE = "order-line:a-1"


def withdraw(units: int, reference: str = LINE) -> None:
    """The cooperative cannot supply so many units."""
    promise_withdraw(actor=MACHINE, reference=reference, units=units, now=NOON)


def test_units_leave_the_newest_lots_with_all_that_nobody_was_promised_and_the_line_is_short() -> None:
    variant = stocked_variant(4)
    new = released_lot(variant, 6, now=NOON.replace(hour=13))
    requested_fulfilment((variant, 5), name="a")
    requested_fulfilment((variant, 2), name="b")

    withdraw(3)
    withdraw(1)

    # Ten less the three that nobody was promised, less three, less one
    assert (stock_of(variant), lot_stock_of(new)) == ((3, 3), (0, 0))
    assert dict(Reservation.objects.values_list("key", "quantity")) == {LINE: 1, "order-line:b-1": 2}
    assert dict(Shortage.objects.values_list("key", "quantity")) == {LINE: 4}
    assert set(Movement.objects.filter(quantity__lt=0).values_list("reason", "reference")) == {
        ("owner", LINE)
    }
    assert stock_findings() == []


def test_a_line_that_is_withdrawn_whole_is_promised_nothing_and_its_lots_are_free() -> None:
    variant = stocked_variant(5)
    requested_fulfilment((variant, 5), name="a")
    wave_create(actor=MACHINE, warehouse_id=WarehouseFactory.create().pk, now=NOON)

    withdraw(5)

    assert (stock_of(variant), Reservation.objects.count(), Shortage.objects.get().quantity) == ((0, 0), 0, 5)
    assert stock_findings() == []


def nothing(variant: Variant) -> None:
    """The hub was not asked."""


def waiting(variant: Variant) -> None:
    """Nobody has touched it."""
    requested_fulfilment((variant, 2), name="a")


def in_hand(variant: Variant) -> None:
    """A hand has it."""
    picked_fulfilment((variant, 2), name="a")


def packed(variant: Variant) -> None:
    """The parcel is closed."""
    packed_parcel((variant, 2), name="a")


@pytest.mark.parametrize(
    ("before", "units", "refusal"),
    [
        (nothing, 1, NotFound),
        (waiting, 0, InvalidInput),
        (waiting, 3, InvalidInput),
        (in_hand, 1, IllegalMove),
        (packed, 1, IllegalMove),
    ],
)
def test_what_cannot_be_withdrawn_stays(
    before: Callable[[Variant], None], units: int, refusal: type[Exception]
) -> None:
    variant = stocked_variant(10)
    before(variant)
    stock = stock_of(variant)

    with pytest.raises(refusal):
        withdraw(units)

    assert (stock_of(variant), Shortage.objects.count(), stock_findings()) == (stock, 0, [])
