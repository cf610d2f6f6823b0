"""preorder_book: test that a harvest is promised once, waited for, and asked about if it does not come."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from catalog.models.preorder import Preorder
from catalog.services.preorder_set import preorder_set
from logistics.checks import stock_findings
from logistics.models.fulfilment import Fulfilment
from logistics.models.stock import PreorderBooking, Reservation, Shortage
from logistics.services.preorder_book import (
    harvests_miss,
    preorder_book,
    preorder_release,
    preorder_stocks_lock,
)
from logistics.services.wave_create import wave_create
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import Conflict
from marketplace.notifications.models import Message
from orders.models.order import Order
from orders.models.shortage import LineShortage
from orders.services.checkout_place import BasketChanged
from orders.services.order_cancel import order_cancel
from orders.services.shortage_open import supply_refuse
from orders.shortage_states import ShortageReason
from tests.factories.ground import NOON, member_actor
from tests.factories.logistics import MACHINE, released_lot, stock_of
from tests.factories.orders import VISITOR, Market, market
from tests.factories.shortages import counted_away
from tests.logistics.racing import errors, race
from tests.once import fresh, once
from tests.orders.journey import told

built = once(market)
TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def shop(built: Market, db) -> Market:
    return fresh(built)


def preordered(shop: Market, *, most=5, arrives=30, now=NOON) -> Preorder:
    variant = shop.variants[0]
    return preorder_set(
        actor=member_actor(variant.product.organisation, Role.SALES), variant_id=variant.pk, most=most,
        until_date=timezone.localdate(now) + 10 * DAY, arrives_date=timezone.localdate(now) + arrives * DAY, now=now,
    )  # fmt: skip


def sold_out(shop: Market) -> None:
    counted_away(shop.variants[0], 50)


def reference(order: Order) -> str:
    return order.lines.get().reference


def test_an_order_waits_for_the_harvest_and_takes_nothing_of_the_stock(shop):
    row = preordered(shop)
    order = shop.order({0: 2, 1: 1})
    told()

    part, second = order.sub_orders.order_by("number")
    row.refresh_from_db()
    assert (row.taken, part.ready_date, second.ready_date) == (2, TODAY + 30 * DAY, None)
    assert Fulfilment.objects.get().ready_date == TODAY + 30 * DAY
    # What stood there already is theirs: they asked first
    assert (stock_of(shop.variants[0]), stock_of(shop.variants[1])) == ((50, 2), (50, 1))
    assert not LineShortage.objects.exists()
    assert stock_findings() == []


def test_goods_that_come_in_go_to_the_oldest_order_and_a_cancelled_one_gives_back(shop):
    sold_out(shop)
    row = preordered(shop, most=3)
    first, second = shop.order({0: 2}), shop.order({0: 1}, now=NOON + DAY)
    told()
    with pytest.raises(BasketChanged):
        shop.order({0: 1})
    assert (
        wave_create(actor=MACHINE, warehouse_id=Fulfilment.objects.all()[0].warehouse_id, now=NOON).wave
        is None
    )

    order_cancel(actor=VISITOR, order_id=first.pk, holds_secret=True, reason="", now=NOON)
    third = shop.order({0: 2}, now=NOON + 2 * DAY)
    told()
    released_lot(shop.variants[0], 2)
    told()

    row.refresh_from_db()
    assert row.taken == 3
    promised = dict(Reservation.objects.values_list("key", "quantity"))
    assert promised == {reference(second): 1, reference(third): 1}
    assert Shortage.objects.get().key == reference(third)
    assert not LineShortage.objects.exists()
    assert stock_findings() == []
    preorder_release(keys=["nobody"])


def test_a_harvest_that_moves_moves_the_parcels_and_is_told(shop):
    sold_out(shop)
    preordered(shop)
    order = shop.order({0: 2})
    told()

    preordered(shop, arrives=45)
    told()

    assert order.sub_orders.get().ready_date == Fulfilment.objects.get().ready_date == TODAY + 45 * DAY
    assert Shortage.objects.get().expected_date == TODAY + 45 * DAY
    assert Message.objects.filter(template="order_harvest_moved").count() == 1


def test_who_waits_for_a_harvest_that_does_not_come_is_asked(shop):
    sold_out(shop)
    preordered(shop)
    order, other = shop.order({0: 2}), shop.order({0: 1})
    told()
    line = order.lines.get()

    refused = supply_refuse(
        actor=member_actor(shop.variants[0].product.organisation, Role.PRESIDENT), line_id=line.pk, quantity=2,
        reason=ShortageReason.SPOILT, now=NOON + DAY,
    )  # fmt: skip
    on_the_day = harvests_miss(now=NOON + 30 * DAY, limit=10)
    after_it = harvests_miss(now=NOON + 31 * DAY, limit=10)
    told(NOON + 31 * DAY)

    assert (refused.quantity, on_the_day, after_it) == (2, 0, 1)
    assert set(LineShortage.objects.values_list("key", flat=True)) == {reference(order), reference(other)}
    assert harvests_miss(now=NOON + 32 * DAY, limit=10) == 0


def test_what_has_ended_is_not_promised(shop):
    preordered(shop, most=1)
    variant = shop.variants[0].pk
    preorder_stocks_lock([variant])
    with pytest.raises(Conflict):
        preorder_book(wanted={"a": (variant, 1)}, on=TODAY + 11 * DAY, now=NOON)
    assert preorder_book(wanted={}, on=TODAY, now=NOON) == {}
    assert not PreorderBooking.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_order_more_than_will_be_harvested():
    shop = market()
    sold_out(shop)
    preordered(shop, most=3)
    results = race(*(partial(shop.order, {0: 1}) for _time in range(8)))

    assert len(errors(results)) == 5
    assert {type(error).__name__ for error in errors(results)} <= {"NotEnoughLeft", "BasketChanged"}
    assert Preorder.objects.get().taken == Order.objects.count() == PreorderBooking.objects.count() == 3
    assert stock_findings() == []
