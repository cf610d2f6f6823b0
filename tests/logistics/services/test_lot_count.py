"""lot_count: test that ..."""

from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Movement
from logistics.models.stock import Shortage
from logistics.services.lot_count import lot_count
from logistics.services.stock_reserve import stock_reserve
from logistics.services.wave_create import wave_create
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, member_actor
from tests.factories.logistics import (
    MACHINE,
    lot_stock_of,
    picked_fulfilment,
    quarantined_lot,
    released_lot,
    requested_fulfilment,
    stock_of,
)

pytestmark = pytest.mark.django_db


def count(lot: Any, counted: int, **values: Any) -> int:
    """Write a count."""
    return lot_count(
        **{
            "actor": MACHINE,
            "lot_id": lot.pk,
            "warehouse_id": lot.warehouse_id,
            "counted": counted,
            "reason": "cycle count",
            "now": NOON,
            **values,
        }
    )


def test_more_and_less_are_movements_with_their_reason() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 10)

    assert (count(lot, 12), count(lot, 12), count(lot, 9)) == (2, 0, -3)

    assert (stock_of(variant), lot_stock_of(lot), stock_findings()) == ((9, 0), (9, 0), [])
    rows = Movement.objects.filter(reason="count").order_by("id").values_list("quantity", "note")
    assert list(rows) == [(2, "cycle count"), (-3, "cycle count")]


def test_a_lot_in_quarantine_is_counted_without_touching_the_stock() -> None:
    variant = VariantFactory.create()
    lot = quarantined_lot(variant, 10)

    assert (count(lot, 7), stock_of(variant), lot_stock_of(lot), stock_findings()) == (-3, (0, 0), (7, 0), [])


def test_missing_units_take_bindings_that_nobody_has_picked_first_and_leave_a_shortage() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    picked_fulfilment((variant, 2), name="1")
    second = requested_fulfilment((variant, 3), name="2")
    wave_create(actor=MACHINE, warehouse_id=second.warehouse_id, now=NOON)

    count(lot, 2)

    assert list(LotAllocation.objects.values_list("line__reference", flat=True)) == ["order-line:1-1"]
    assert list(Shortage.objects.values_list("key", "quantity")) == [("order-line:2-1", 3)]
    assert (stock_of(variant), lot_stock_of(lot), stock_findings()) == ((2, 2), (2, 2), [])


def test_units_that_are_found_again_fill_the_shortage() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    stock_reserve(key_quantities={"a": (variant.pk, 4)}, expires_at=None, now=NOON)
    count(lot, 1)

    count(lot, 5)

    assert (stock_of(variant), Shortage.objects.count(), stock_findings()) == ((5, 4), 0, [])


@pytest.mark.parametrize(
    ("values", "field"),
    [({"counted": -1}, "counted"), ({"counted": 10**9}, "counted"), ({"reason": " "}, "reason")],
)
def test_a_count_that_makes_no_sense_is_refused(values: dict[str, Any], field: str) -> None:
    lot = released_lot(quantity=5)

    with pytest.raises(InvalidInput) as refusal:
        count(lot, values.pop("counted", 3), **values)

    assert (refusal.value.field, lot_stock_of(lot)) == (field, (5, 0))


def test_only_the_hub_counts_and_only_where_the_lot_stands() -> None:
    lot = released_lot(quantity=5)

    with pytest.raises(NotAllowed):
        count(lot, 3, actor=member_actor(lot.organisation))
    with pytest.raises(NotFound):
        count(lot, 3, warehouse_id="00000000-0000-0000-0000-000000000000")
    assert lot_stock_of(lot) == (5, 0)
