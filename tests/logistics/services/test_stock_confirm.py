"""stock_confirm: test that ..."""

from datetime import timedelta

import pytest

from logistics.models.stock import Reservation
from logistics.services.reservations_expire import reservations_expire
from logistics.services.stock_confirm import stock_confirm
from logistics.services.stock_reserve import stock_reserve
from marketplace.kernel.errors import Conflict, OutOfStock
from tests.factories.ground import NOON
from tests.factories.logistics import stock_of, stocked_variant

LATER = NOON + timedelta(minutes=30)
pytestmark = pytest.mark.django_db


def rows() -> list[tuple[str, int, bool]]:
    """All reservations: key, quantity, firm."""
    return [(r.key, r.quantity, r.expires_at is None) for r in Reservation.objects.order_by("key")]


def test_it_makes_reservations_firm_under_the_keys_of_the_order() -> None:
    variant, other = stocked_variant(5), stocked_variant(5)
    stock_reserve(key_quantities={"a": (variant.pk, 2), "b": (other.pk, 1)}, expires_at=LATER, now=NOON)

    stock_confirm(keys={"a": "order-line:1", "b": "order-line:2"}, now=NOON)

    assert rows() == [("order-line:1", 2, True), ("order-line:2", 1, True)]
    assert reservations_expire(now=LATER + timedelta(days=9)) == []
    assert (stock_of(variant), stock_of(other)) == ((5, 2), (5, 1))


def test_twice_is_once() -> None:
    variant = stocked_variant(5)
    stock_reserve(key_quantities={"a": (variant.pk, 2)}, expires_at=LATER, now=NOON)

    stock_confirm(keys={"a": "order-line:1"}, now=NOON)
    stock_confirm(keys={"a": "order-line:1"}, now=NOON)

    assert (rows(), stock_of(variant)) == ([("order-line:1", 2, True)], (5, 2))


def test_one_reservation_that_is_gone_refuses_all() -> None:
    variant, other = stocked_variant(5), stocked_variant(5)
    stock_reserve(key_quantities={"a": (variant.pk, 2)}, expires_at=LATER, now=NOON)
    stock_reserve(key_quantities={"b": (other.pk, 1)}, expires_at=NOON + timedelta(minutes=1), now=NOON)
    assert reservations_expire(now=NOON + timedelta(minutes=2)) == ["b"]

    with pytest.raises(OutOfStock) as refusal:
        stock_confirm(keys={"a": "order-line:1", "b": "order-line:2"}, now=NOON)

    assert refusal.value.field == "b"
    assert rows() == [("a", 2, False)]


def test_keys_that_both_hold_units_are_refused() -> None:
    variant = stocked_variant(5)
    stock_reserve(key_quantities={"a": (variant.pk, 2), "b": (variant.pk, 1)}, expires_at=LATER, now=NOON)

    with pytest.raises(Conflict):
        stock_confirm(keys={"a": "b"}, now=NOON)

    assert rows() == [("a", 2, False), ("b", 1, False)]


def test_nothing_to_confirm_is_no_error() -> None:
    stock_confirm(keys={}, now=NOON)

    assert rows() == []
