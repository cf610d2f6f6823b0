"""stock_release: test that ..."""

import pytest

from logistics.models.stock import Reservation, Shortage
from logistics.services.lot_hold import lot_recall
from logistics.services.stock_release import stock_release
from logistics.services.stock_reserve import stock_reserve
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, released_lot, stock_of, stocked_variant

pytestmark = pytest.mark.django_db


def test_it_frees_what_the_keys_hold_and_passes_over_unknown_ones() -> None:
    variant, other = stocked_variant(5), stocked_variant(5)
    stock_reserve(
        key_quantities={"a": (variant.pk, 2), "b": (other.pk, 3), "c": (other.pk, 1)},
        expires_at=None,
        now=NOON,
    )

    assert stock_release(keys=["a", "b", "never heard of"], now=NOON) == 5
    assert (stock_of(variant), stock_of(other)) == ((5, 0), (5, 1))
    assert list(Reservation.objects.values_list("key", flat=True)) == ["c"]


def test_twice_is_once() -> None:
    variant = stocked_variant(5)
    stock_reserve(key_quantities={"a": (variant.pk, 2)}, expires_at=None, now=NOON)

    assert [stock_release(keys=["a"], now=NOON) for _ in range(2)] == [2, 0]
    assert stock_of(variant) == (5, 0)


def test_who_was_left_short_gets_the_freed_units_and_gives_up_waiting_when_released() -> None:
    variant = VariantFactory.create()
    good, bad = released_lot(variant, 4), released_lot(variant, 3)
    stock_reserve(key_quantities={"old": (variant.pk, 4)}, expires_at=None, now=NOON)
    stock_reserve(key_quantities={"new": (variant.pk, 3)}, expires_at=None, now=NOON)
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)
    assert list(Shortage.objects.values_list("key", "quantity")) == [("new", 3)]

    stock_release(keys=["old"], now=NOON)
    assert (stock_of(variant), list(Shortage.objects.all())) == ((4, 3), [])
    assert list(Reservation.objects.values_list("key", "quantity")) == [("new", 3)]

    stock_release(keys=["new"], now=NOON)
    assert stock_of(variant) == (good.quantity_received, 0)
