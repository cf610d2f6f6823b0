"""Many customers while processes die: test that ..."""

import random
import time

import pytest

from marketplace.outbox.models import Receipt
from tests.chaos.accounts import all_adds_up, drained, each_became_one_order
from tests.chaos.customers import Customers, baskets
from tests.chaos.house import House, wait_for
from tests.factories.orders import Market

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]


def test_sixty_orders_survive_a_worker_that_is_killed_again_and_again(house: House, shop: Market) -> None:
    checkouts = baskets(shop, 60)
    dice = random.Random(7)
    customers = Customers(house, checkouts)

    for _death in range(4):
        time.sleep(dice.uniform(0.1, 1.0))
        ready = house.started_workers()
        house.kill("worker")
        house.start("worker")

        def is_back(seen: int = ready) -> bool:
            return house.started_workers() > seen

        wait_for(is_back, seconds=60, why="the worker is back")
    secrets = customers.left()
    drained()

    orders = each_became_one_order(checkouts)
    assert sorted(secrets) == sorted(order.access_token for order in orders)
    assert set(Receipt.objects.values_list("state", flat=True)) == {"done"}
    all_adds_up()


def test_orders_survive_a_redis_that_is_killed_three_times_and_cut_connections(
    house: House, shop: Market
) -> None:
    checkouts = baskets(shop, 40)
    dice = random.Random(11)
    customers = Customers(house, checkouts)

    ready = house.started_workers()
    for _death in range(3):
        time.sleep(dice.uniform(0.2, 0.6))
        house.kill("redis")
        house.cut_connections()
        time.sleep(dice.uniform(0.2, 0.6))
        house.start_redis()
    secrets = customers.left()
    drained(seconds=30)

    orders = each_became_one_order(checkouts)
    assert sorted(secrets) == sorted(order.access_token for order in orders)
    assert house.started_workers() == ready, "nobody had to start the worker again"
    all_adds_up()
