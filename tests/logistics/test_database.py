"""The database's own refusals: test that ..."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from logistics.models.lot import LotStock, Movement
from logistics.models.stock import Stock
from tests.factories.logistics import released_lot, stock_of, stocked_variant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [{"reserved": 11}, {"reserved": -1}, {"quantity": -1}],
    ids=["oversold", "negative promise", "negative"],
)
def test_a_stock_that_promises_more_than_it_holds_is_refused(values: dict[str, int]) -> None:
    variant = stocked_variant(10)

    with pytest.raises(IntegrityError, match="logistics_stock_not_oversold"), transaction.atomic():
        Stock.objects.filter(variant=variant).update(**values)

    assert stock_of(variant) == (10, 0)


@pytest.mark.parametrize("values", [{"allocated": 11}, {"allocated": -1}, {"quantity": -1}])
def test_a_lot_that_is_bound_to_more_than_it_holds_is_refused(values: dict[str, int]) -> None:
    lot = released_lot(quantity=10)

    with pytest.raises(IntegrityError, match="logistics_lot_stock_covers"), transaction.atomic():
        LotStock.objects.filter(lot=lot).update(**values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE logistics_movement SET quantity = 99",
        "DELETE FROM logistics_movement",
        "TRUNCATE logistics_movement CASCADE",
    ],
)
def test_movements_are_never_rewritten(statement: str) -> None:
    lot = released_lot(quantity=10)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ledger.allow_rewrite = 'off'")
        cursor.execute(statement)

    assert list(Movement.objects.values_list("lot", "quantity")) == [(lot.pk, 10)]


@pytest.mark.parametrize(
    "values",
    [
        {"best_before_date": "2026-12-01", "last_sale_date": None},
        {"best_before_date": None, "last_sale_date": "2026-12-01"},
        {"best_before_date": "2026-12-01", "last_sale_date": "2026-12-02"},
    ],
)
def test_a_lot_that_ages_has_a_last_day_of_sale_before_its_end(values: dict[str, Any]) -> None:
    lot = released_lot(quantity=10)

    with pytest.raises(IntegrityError, match="logistics_lot_sold_before"), transaction.atomic():
        type(lot).objects.filter(pk=lot.pk).update(**values)
