"""Pooled sales are allocated by the alliance's rule and prepared so: test that ..."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from logistics.models.fulfilment import LotAllocation
from logistics.models.pooled import LineOwner
from logistics.services.lot_hold import lot_hold
from logistics.states import LotState
from marketplace.cooperatives.models.closure import Closure
from orders.models.order import Order
from orders.models.pooled import PoolDecision, PoolTurn
from orders.services.order_release import order_release
from tests.factories.ground import NOON
from tests.factories.pooled import Pooled, pooled
from tests.orders.journey import HUB, packed, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pooled:
    return pooled()


def bought(pool: Pooled, quantity: int) -> Order:
    order = pool.shop.order({0: quantity})
    told()
    return order


def decision_of(order: Order) -> PoolDecision:
    return PoolDecision.objects.get(line__order=order)


def served(order: Order) -> dict[int, int]:
    """Units by owner of the lots that went into the parcel."""
    rows = LotAllocation.objects.filter(line__reference__in=[line.reference for line in order.lines.all()])
    return {row.lot.organisation_id: row.quantity for row in rows.select_related("lot_stock__lot")}


def test_a_sale_goes_to_whose_turn_it_is_and_the_log_says_why(pool: Pooled) -> None:
    first, second, third = (member.pk for member in pool.members)
    orders = [bought(pool, 2) for _ in range(4)]

    decisions = [decision_of(order) for order in orders]

    chosen = [
        [row["organisation_id"] for row in each.verdicts if row["reason"] == "chosen"] for each in decisions
    ]
    assert chosen == [[first], [second], [third], [first]]
    assert [each.turn for each in decisions] == [1, 2, 3, 4]
    assert [(row["organisation_id"], row["free"], row["reason"]) for row in decisions[1].verdicts] == [
        (second, 20, "chosen"), (third, 20, "not_its_turn"), (first, 18, "not_its_turn"),
    ]  # fmt: skip
    assert {turn.organisation_id: turn.served for turn in PoolTurn.objects.all()} == {
        first: 4, second: 2, third: 2,
    }  # fmt: skip


def test_the_hub_packs_the_goods_of_whom_was_chosen_though_others_expire_sooner(pool: Pooled) -> None:
    pool.ruled("quota", quotas={str(pool.members[2].pk): 3, str(pool.members[1].pk): 1})
    order = pool.shop.order({0: 4})

    packed(order, NOON)

    assert served(order) == {pool.members[2].pk: 3, pool.members[1].pk: 1}


def test_by_date_the_earliest_goods_serve_and_several_fill_one_line(pool: Pooled) -> None:
    pool.ruled("fefo")
    order = pool.shop.order({0: 25})

    packed(order, NOON)

    assert served(order) == {pool.members[1].pk: 20, pool.members[2].pk: 5}
    owners = LineOwner.objects.order_by("pk").values_list("organisation_id", "quantity")
    assert dict(owners) == served(order)


def test_what_is_chosen_for_others_is_not_free_before_it_is_bound(pool: Pooled) -> None:
    pool.ruled("fefo")
    bought(pool, 15)

    verdicts = decision_of(bought(pool, 10)).verdicts

    assert [(row["free"], row["taken"]) for row in verdicts] == [(5, 5), (20, 5), (20, 0)]


def test_others_stand_in_for_goods_that_may_not_leave_any_more(pool: Pooled) -> None:
    pool.ruled("fefo")
    order = bought(pool, 3)
    lot_hold(actor=HUB, lot_id=pool.lots[1].pk, state=LotState.QUARANTINE, reason="trop humide", now=NOON)

    packed(order, NOON)

    assert served(order) == {pool.members[2].pk: 3}


def test_a_decision_is_taken_once(pool: Pooled) -> None:
    order = bought(pool, 2)
    before = list(PoolTurn.objects.values())

    order_release(order_id=order.pk, now=NOON + timedelta(hours=1))

    assert PoolDecision.objects.count() == 1
    assert list(PoolTurn.objects.values()) == before


def test_what_is_not_pooled_is_nobodys_turn(pool: Pooled) -> None:
    order = pool.shop.order({1: 2})

    packed(order, NOON)

    assert (PoolDecision.objects.count(), LineOwner.objects.count()) == (0, 0)
    assert served(order) == {pool.members[1].pk: 2}


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_never_get_the_same_turn() -> None:
    pool = pooled()
    orders = [pool.shop.order({0: 2}) for _ in range(2)]
    gate = threading.Barrier(2)

    def release(order: Order) -> None:
        gate.wait()
        order_release(order_id=order.pk, now=NOON)
        connection.close()

    threads = [threading.Thread(target=release, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    decisions = PoolDecision.objects.order_by("turn")
    assert [each.turn for each in decisions] == [1, 2]
    chosen = [next(row["organisation_id"] for row in each.verdicts if row["taken"]) for each in decisions]
    assert chosen == [pool.members[0].pk, pool.members[1].pk]


@pytest.mark.parametrize("sells_on", [True, False])
def test_who_is_closed_is_passed_over_unless_its_goods_are_sold_meanwhile(
    pool: Pooled, sells_on: bool
) -> None:
    _first, second, third = pool.members
    # Messages are delivered long after NOON in tests
    Closure.objects.create(
        organisation=second, from_date=NOON.date(), until_date=NOON.date() + timedelta(days=2_000),
        reason="rest", sells_on=sells_on, announced_by="test", announced_at=NOON,
    )  # fmt: skip
    bought(pool, 2)

    verdicts = decision_of(bought(pool, 2)).verdicts

    found = {row["organisation_id"]: row["reason"] for row in verdicts}
    assert found[(second if sells_on else third).pk] == "chosen"
    assert found[second.pk] == ("chosen" if sells_on else "closed")
