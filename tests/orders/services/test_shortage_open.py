"""shortage_open: test that ..."""

from datetime import timedelta

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import LotAllocation
from logistics.models.stock import Shortage
from logistics.models.warehouse import Warehouse
from logistics.services.line_pick import line_pick
from logistics.services.wave_create import wave_create
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from orders.models.order import Order
from orders.models.shortage import LineShortage, ShortageTerm
from orders.services.order_cancel import order_cancel
from orders.services.order_release import order_release
from orders.services.shortage_answer import shortages_close
from orders.services.shortage_open import shortages_open, supply_refuse
from orders.shortage_states import Remedy, ShortageReason
from tests.factories.ground import NOON, member_actor
from tests.factories.logistics import MACHINE, stock_of
from tests.factories.orders import VISITOR, Market, market
from tests.factories.refunds import line_of
from tests.factories.shortages import answered, counted_away, fulfilment_of, other_product, short
from tests.once import fresh, once
from tests.orders.journey import told

pytestmark = pytest.mark.django_db

built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def walk(order: Order) -> None:
    """Let the hub bind lots to what it prepares for an order."""
    warehouse = Warehouse.objects.get(is_online=True)
    wave_create(actor=MACHINE, warehouse_id=warehouse.pk, fulfilment_ids=[fulfilment_of(order).pk], now=NOON)


def test_what_the_hub_counts_away_is_asked_about_once_with_the_nearest_product_instead(shop: Market) -> None:
    other_product(shop, price=5_000)
    nearest = other_product(shop, price=9_000)
    other_product(shop, price=10_001)
    other_product(shop, 1, price=6_000)
    order = shop.order({0: 2, 1: 1})
    told()

    counted_away(shop.variants[0], 49)
    told()

    row = LineShortage.objects.get()
    assert (row.quantity, row.origin, row.reason, row.state) == (1, "hub", "not_found", "open")
    assert (row.substitute, row.substitute_unit_minor) == (nearest, 9_000)
    assert shortages_open(references=[row.key, "order-line:x", "loss:1"], reported_by="hub", now=NOON) == []
    counted_away(shop.variants[0], 1, now=NOON + timedelta(hours=2))
    row.refresh_from_db()
    assert (row.quantity, LineShortage.objects.count()) == (2, 1)
    assert line_of(order).reference == row.key


def test_an_order_that_waits_for_its_money_is_asked_about_once_it_is_prepared(shop: Market) -> None:
    order = shop.order({0: 2}, pay="transfer")
    counted_away(shop.variants[0], 49)
    assert not LineShortage.objects.exists()
    order.sub_orders.update(state="released")

    order_release(order_id=order.pk, now=NOON)

    assert LineShortage.objects.get().quantity == 1


def test_a_cooperative_refuses_what_is_promised_of_its_own_and_not_more(shop: Market) -> None:
    order = shop.order({0: 2, 1: 1})
    told()
    line = line_of(order)
    sales = member_actor(shop.sellers[0], Role.SALES.value)
    known = {"line_id": line.pk, "quantity": 1, "reason": ShortageReason.SPOILT, "now": NOON}

    with pytest.raises(NotFound):
        supply_refuse(actor=member_actor(shop.sellers[1]), **known)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        supply_refuse(actor=member_actor(shop.sellers[0], Role.CASHIER.value), **known)  # type: ignore[arg-type]
    for wrong in (
        {"quantity": 3},
        {"quantity": 0},
        {"reason": ShortageReason.NOT_FOUND},
        {"wait_until": NOON.date()},
        {"substitute_id": shop.variants[1].pk},
    ):
        with pytest.raises(InvalidInput):
            supply_refuse(actor=sales, **{**known, **wrong})  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        supply_refuse(actor=sales, **{**known, "line_id": 0})  # type: ignore[arg-type]
    assert (LineShortage.objects.count(), stock_of(shop.variants[0])) == (0, (50, 2))

    chosen = other_product(shop, price=3_000)
    other_product(shop, price=9_000)
    row = supply_refuse(actor=sales, **known, substitute_id=chosen.pk)  # type: ignore[arg-type]
    assert (row.substitute, row.reported_by) == (chosen, sales.name)
    assert stock_findings() == []


def test_what_the_hub_has_in_its_hands_cannot_be_refused_but_what_is_only_bound_can(shop: Market) -> None:
    order = shop.order({0: 2, 1: 1})
    told()
    walk(order)
    row = short(shop, order, 1)
    assert (row.quantity, stock_of(shop.variants[0]), stock_findings()) == (1, (1, 1), [])
    answered(row, Remedy.LEAVE_OUT)
    other = shop.order({1: 2})
    told()
    walk(other)
    for share in LotAllocation.objects.filter(line__fulfilment=fulfilment_of(other)):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment_of(other).pk, allocation_id=share.pk, now=NOON)

    with pytest.raises(IllegalMove):
        short(shop, other, 1)

    other.sub_orders.update(state="packed")
    with pytest.raises(IllegalMove):
        short(shop, other, 1)


def test_a_given_up_order_asks_nothing_any_more(shop: Market) -> None:
    order = shop.order({0: 2})
    row = short(shop, order, 1)

    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON)

    row.refresh_from_db()
    assert (row.state, Shortage.objects.count()) == ("void", 0)
    assert shortages_close(actor=MACHINE, now=NOON + timedelta(days=3), limit=9) == 0


def test_without_a_dated_term_nobody_is_asked(shop: Market) -> None:
    order = shop.order({0: 2})
    told()
    ShortageTerm.objects.all().delete()

    with pytest.raises(NotFound):
        short(shop, order, 1)

    assert stock_of(shop.variants[0]) == (50, 2)
