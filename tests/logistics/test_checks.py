"""stock_findings: test that each thing that does not add up is found and named."""

import pytest
from django.db import connection

from logistics.checks import stock_findings
from logistics.models.lot import Lot, LotStock
from logistics.models.stock import Stock
from tests.factories.catalog import VariantFactory
from tests.factories.logistics import (
    packed_parcel,
    picked_fulfilment,
    quarantined_lot,
    received_goods,
    released_lot,
    stocked_variant,
)

pytestmark = pytest.mark.django_db


def codes() -> list[str]:
    """What was found."""
    return [finding.code for finding in stock_findings()]


def run(statement: str) -> None:
    """Change rows behind the services' back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


def test_a_worked_through_stock_adds_up() -> None:
    packed_parcel((stocked_variant(5), 1), (stocked_variant(5), 5), name="1")
    picked_fulfilment((stocked_variant(5), 2), name="2")
    quarantined_lot(quantity=3)

    assert stock_findings() == []


def test_a_sellable_quantity_that_is_not_that_of_the_lots_is_found_with_both_figures() -> None:
    variant = stocked_variant(5)
    Stock.objects.update(quantity=7)

    (finding,) = stock_findings()

    assert (finding.code, finding.subject) == ("STOCK_QUANTITY_DIFFERS", f"variant:{variant.pk} in hub")
    assert finding.message == "The sellable quantity is 7, the sellable lots hold 5."


def test_sellable_lots_without_a_stock_are_found() -> None:
    released_lot(quantity=5)
    Stock.objects.all().delete()

    assert codes() == ["STOCK_ROW_MISSING"]


def test_a_lot_that_is_not_what_the_gate_counted_is_found() -> None:
    received_goods(VariantFactory.create())
    assert codes() == []
    Lot.objects.update(quantity_received=25)

    assert codes() == ["RECEIPT_LOT_DIFFERS"]


def test_a_promise_that_nobody_holds_is_found() -> None:
    stocked_variant(5)
    Stock.objects.update(reserved=1)

    assert codes() == ["STOCK_RESERVED_DIFFERS"]


def test_units_that_no_movement_explains_are_found() -> None:
    lot = quarantined_lot(quantity=5)
    LotStock.objects.filter(lot=lot).update(quantity=6)

    assert codes() == ["LOT_QUANTITY_DIFFERS"]


def test_units_that_moved_to_where_nothing_stands_are_found() -> None:
    quarantined_lot(quantity=5)
    LotStock.objects.all().delete()

    assert codes() == ["LOT_QUANTITY_DIFFERS"]


def test_bound_units_without_an_allocation_are_found() -> None:
    lot = released_lot(quantity=5)
    LotStock.objects.filter(lot=lot).update(allocated=2)

    assert codes() == ["LOT_ALLOCATED_DIFFERS"]


def test_a_held_lot_that_is_still_bound_is_found() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    picked_fulfilment((variant, 2))
    type(lot).objects.filter(pk=lot.pk).update(state="recalled")

    assert codes() == ["STOCK_QUANTITY_DIFFERS", "LOT_HELD_BUT_BOUND"]


def test_a_negative_stock_is_found_even_where_the_constraint_was_dropped() -> None:
    stocked_variant(5)
    run("ALTER TABLE logistics_stock DROP CONSTRAINT logistics_stock_not_oversold")
    run("UPDATE logistics_stock SET reserved = 6")

    assert codes() == ["STOCK_RESERVED_DIFFERS", "STOCK_NEGATIVE"]


def test_a_parcel_whose_goods_never_left_the_stock_is_found() -> None:
    parcel = packed_parcel((stocked_variant(5), 2))
    run("ALTER TABLE logistics_movement DISABLE TRIGGER USER")
    run("DELETE FROM logistics_movement WHERE reason = 'pack'")

    assert sorted(codes()) == ["LOT_QUANTITY_DIFFERS", "PACKED_NOT_MOVED"]
    assert f"parcel:{parcel.number}" in [finding.subject for finding in stock_findings()]
