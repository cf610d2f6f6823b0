"""month_sales_fold: test that ..."""

from importlib import import_module

import pytest
from django.db import connection

from marketplace.kernel.errors import NotAllowed
from orders.checks import order_findings
from orders.models.month_sale import MonthSale
from orders.models.order import OrderLine, SubOrder
from orders.selectors.seasons import Seasons, seasons_of
from orders.services.month_sales_fold import month_sales_fold
from tests.factories.ground import NOON, member_actor
from tests.factories.orders import VISITOR, Market, market

pytestmark = pytest.mark.django_db


def _shown(shop: Market, seller: int = 0) -> Seasons:
    organisation = shop.sellers[seller]
    return seasons_of(actor=member_actor(organisation), organisation_id=organisation.pk, now=NOON)


def _kept() -> list[tuple[int, int]]:
    return list(MonthSale.objects.order_by("variant_id").values_list("variant_id", "units"))


def test_a_night_makes_one_row_of_many_and_changes_no_sum() -> None:
    shop = market()
    orders = [shop.order({0: units, 1: 1}) for units in (2, 3, 4)]
    OrderLine.objects.filter(order=orders[0], variant=shop.variants[0]).update(refunded_quantity=1)
    SubOrder.objects.filter(order=orders[1]).update(state="refused")
    before = _shown(shop)
    assert [row.this[-1] for row in before.products] == [5]
    assert len(_kept()) > 5

    assert month_sales_fold() == 2

    first, second = (shop.variants[number].pk for number in (0, 1))
    assert _kept() == [(first, 5), (second, 2)]
    assert _shown(shop) == before
    assert month_sales_fold() == 0
    # A refused parcel that went out after all, and one that moves to another year
    SubOrder.objects.filter(order=orders[1]).update(state="delivered")
    SubOrder.objects.filter(order=orders[2]).update(placed_at=NOON.replace(year=2025))
    shown = _shown(shop).products[0]
    assert (shown.this[-1], shown.last[-1]) == (4, 4)
    assert order_findings() == []
    with pytest.raises(NotAllowed):
        seasons_of(actor=VISITOR, organisation_id=shop.sellers[0].pk, now=NOON)

    # A row changed behind everybody's back is found, and what was sold before the table was is filled in
    MonthSale.objects.filter(variant=first).update(units=99)
    assert {finding.code for finding in order_findings()} == {"month_sales"}
    operation = import_module("orders.migrations.0017_month_sales").Migration.operations[1]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(operation.reverse_sql)
        assert _kept() == []
        cursor.execute(operation.sql)
    assert order_findings() == []
    assert _shown(shop).products[0] == shown
    line = OrderLine.objects.filter(order=orders[0], variant=shop.variants[1])
    line.update(variant=shop.variants[0])
    assert order_findings() == []
