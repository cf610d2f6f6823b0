"""reservations_expire: test that ..."""

from datetime import timedelta

import pytest

from logistics.models.stock import Reservation
from logistics.services.reservations_expire import reservations_expire
from logistics.services.stock_reserve import stock_reserve
from tests.factories.ground import NOON
from tests.factories.logistics import stock_of, stocked_variant

pytestmark = pytest.mark.django_db


def test_it_frees_what_is_over_its_time_and_nothing_else() -> None:
    variant = stocked_variant(10)
    for key, minutes in (("past", 1), ("now", 5), ("later", 6)):
        stock_reserve(
            key_quantities={key: (variant.pk, 2)}, expires_at=NOON + timedelta(minutes=minutes), now=NOON
        )
    stock_reserve(key_quantities={"firm": (variant.pk, 2)}, expires_at=None, now=NOON)

    assert reservations_expire(now=NOON + timedelta(minutes=5)) == ["past", "now"]

    assert stock_of(variant) == (10, 4)
    assert set(Reservation.objects.values_list("key", flat=True)) == {"later", "firm"}


def test_it_works_in_batches_from_the_oldest_on() -> None:
    variant = stocked_variant(10)
    for number in range(5):
        stock_reserve(
            key_quantities={f"k{number}": (variant.pk, 1)},
            expires_at=NOON + timedelta(minutes=number),
            now=NOON,
        )

    batches = [reservations_expire(now=NOON + timedelta(hours=1), limit=2) for _ in range(4)]

    assert batches == [["k0", "k1"], ["k2", "k3"], ["k4"], []]
    assert stock_of(variant) == (10, 0)
