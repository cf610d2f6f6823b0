"""The moment after the commit, and a messenger that is away: test that ..."""

import multiprocessing
import os
import signal
import time
from contextlib import suppress

import pytest
from django.db import connections, transaction
from django.utils import timezone

from logistics.models.fulfilment import Fulfilment
from logistics.models.stock import Reservation
from marketplace.outbox import bus
from marketplace.outbox.models import Message
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.services.checkout_place import checkout_place
from tests.chaos.accounts import all_adds_up, drained, each_became_one_order
from tests.chaos.customers import TOTAL_MINOR, baskets
from tests.chaos.house import House, NotAnswered, in_threads, wait_for
from tests.factories.orders import VISITOR, Market

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def order_of(checkout: Checkout) -> Order | None:
    return Order.objects.filter(checkout_id=checkout.pk).first()


def test_an_order_whose_answer_was_lost_with_the_web_server_is_found_again(
    house: House, shop: Market
) -> None:
    (checkout,) = baskets(shop, 1)

    def press_and_hear_nothing() -> None:
        with suppress(NotAnswered):
            house.press(checkout, TOTAL_MINOR)

    (customer,) = in_threads(press_and_hear_nothing)
    while order_of(checkout) is None:
        time.sleep(0.001)
    house.kill("web")
    customer.join()
    house.start_web()
    link = house.order(checkout, TOTAL_MINOR)
    again = house.order(checkout, TOTAL_MINOR)
    drained()

    (order,) = each_became_one_order([checkout])
    assert link.split("/")[-2] == again.split("/")[-2] == order.access_token
    all_adds_up()


def in_a_process_that_dies(act: object) -> int:
    """Run it in a forked process and return how that ended."""
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=act)  # type: ignore[arg-type]
    child.start()
    child.join(timeout=60)
    return child.exitcode or 0


def test_an_order_whose_process_died_between_commit_and_waking_is_swept(house: House, shop: Market) -> None:
    (checkout,) = baskets(shop, 1)

    def place_and_die_before_waking() -> None:
        bus.wake_with(lambda: os.kill(os.getpid(), signal.SIGKILL))
        checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=timezone.now())

    assert in_a_process_that_dies(place_and_die_before_waking) == -signal.SIGKILL
    assert order_of(checkout) is not None
    drained(seconds=30)

    each_became_one_order([checkout])
    all_adds_up()


def test_an_order_whose_process_died_before_the_commit_was_never_placed_nor_told(
    house: House, shop: Market
) -> None:
    (checkout,) = baskets(shop, 1)
    told = Message.objects.count()

    def place_and_die_before_the_commit() -> None:
        with transaction.atomic():
            checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=timezone.now())
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_process_that_dies(place_and_die_before_the_commit) == -signal.SIGKILL

    assert order_of(checkout) is None
    assert Message.objects.count() == told
    assert not Reservation.objects.filter(key__startswith="checkout-line:").exists()
    house.order(checkout, TOTAL_MINOR)
    drained()
    each_became_one_order([checkout])


def test_placing_an_order_answers_at_once_while_the_broker_is_dead(house: House, shop: Market) -> None:
    checkouts = baskets(shop, 3)
    house.kill("redis")

    began = time.monotonic()
    for checkout in checkouts:
        house.press(checkout, TOTAL_MINOR)
    took = time.monotonic() - began
    assert house.get("/fr/basket/") == 200
    numbers = [str(order.number) for row in checkouts if (order := order_of(row)) is not None]
    assert len(numbers) == len(checkouts)
    assert Fulfilment.objects.filter(order_number__in=numbers).count() == 0
    house.start_redis()

    assert took < 5
    drained(seconds=30)
    each_became_one_order(checkouts)
    all_adds_up()


def test_placing_an_order_answers_at_once_while_the_broker_swallows_everything(
    house: House, shop: Market
) -> None:
    checkouts = baskets(shop, 3)

    with house.frozen("redis"):
        began = time.monotonic()
        for checkout in checkouts:
            house.press(checkout, TOTAL_MINOR)
        took = time.monotonic() - began

    assert took < 5
    drained(seconds=60)
    each_became_one_order(checkouts)


def test_a_worker_that_dies_in_the_middle_of_handling_leaves_no_half(house: House, shop: Market) -> None:
    (checkout,) = baskets(shop, 1)
    with house.blocked("logistics_fulfilmentline"):
        house.order(checkout, TOTAL_MINOR)
        wait_for(
            lambda: house.someone_waits_for("logistics_fulfilmentline"),
            seconds=30,
            why="a worker is in the middle",
        )
        house.kill("worker")
    began = time.monotonic()
    house.start("worker")
    order = order_of(checkout)
    assert order is not None
    wait_for(
        lambda: Fulfilment.objects.filter(reference=f"order:{order.pk}").exists(),
        seconds=60,
        why="it was done",
    )
    recovered = time.monotonic() - began

    drained()
    each_became_one_order([checkout])
    all_adds_up()
    assert recovered < 45
