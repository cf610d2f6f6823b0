"""Several workers and sudden deaths: test that ... (each race with a control that shows the race exists)."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction

from marketplace.outbox import bus
from marketplace.outbox.delivery import LEASE, MAX_ATTEMPTS, bury_exhausted, deliver
from marketplace.outbox.models import Message, Receipt, ReceiptState
from tests.factories.ground import NOON
from tests.logistics.racing import errors, race
from tests.marketplace.outbox.facts import KettleBoiled, listening, told

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    # The children that are to be killed are forked beside the threads of earlier tests.
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
FACTS, WORKERS = 300, 4


@pytest.fixture(autouse=True)
def _effects(transactional_db: None) -> Any:
    """A table in which each effect leaves a row, twice if it happens twice."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effects (cups int)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE effects")


def effect(event: Any, *, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effects VALUES (%s)", [event.cups])


def effects() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cups FROM effects ORDER BY cups")
        return [row[0] for row in cursor.fetchall()]


def many_told() -> None:
    with transaction.atomic():
        for cups in range(FACTS):
            bus.publish(KettleBoiled(cups=cups, happened_at=NOON))


def until_empty(step: Callable[[], int]) -> int:
    total = 0
    while done := step():
        total += done
    return total


def test_four_workers_handle_three_hundred_facts_once_each() -> None:
    with listening(one=effect):
        many_told()
        results = race(*[partial(until_empty, partial(deliver, now=NOON, limit=50))] * WORKERS)

    assert errors(results) == []
    assert sum(int(str(result)) for result in results) == FACTS
    assert effects() == list(range(FACTS))
    assert set(Receipt.objects.values_list("state", "attempts")) == {("done", 1)}


def careless_deliver() -> None:
    """What delivering must not be: look what is pending, act, and note it afterwards; no lock, no receipt."""
    for receipt in list(Receipt.objects.filter(state=ReceiptState.PENDING).select_related("message")[:20]):
        time.sleep(0.001)
        effect(KettleBoiled.of_body(receipt.message.body), now=NOON)
        Receipt.objects.filter(pk=receipt.pk).update(state=ReceiptState.DONE)


def test_the_control_without_lock_and_receipt_acts_twice() -> None:
    with listening(one=effect):
        many_told()
    race(*[careless_deliver] * WORKERS)

    assert len(effects()) > len(set(effects()))


def test_a_handler_that_outlasts_its_lease_is_not_given_to_a_second_worker() -> None:
    def slow(event: Any, *, now: datetime) -> None:
        effect(event, now=now)
        time.sleep(0.4)

    def late() -> int:
        time.sleep(0.2)
        bury_exhausted(now=NOON + 2 * LEASE)
        return deliver(now=NOON + 2 * LEASE)

    with listening(one=slow):
        told()
        results = race(partial(deliver, now=NOON), late)

    assert results == [1, 0]
    assert effects() == [1]
    assert Receipt.objects.get().attempts == 1


def killed_while_delivering(now: datetime) -> int:
    """Deliver in a process of its own and return how it ended."""
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=deliver, kwargs={"now": now})
    child.start()
    child.join(timeout=30)
    return child.exitcode or 0


def test_a_worker_killed_after_its_effect_leaves_no_half_and_another_does_the_whole() -> None:
    def deadly(event: Any, *, now: datetime) -> None:
        effect(event, now=now)
        os.kill(os.getpid(), signal.SIGKILL)

    with listening(one=deadly):
        told()
        assert killed_while_delivering(NOON) == -signal.SIGKILL
    assert effects() == []
    with listening(one=effect):
        assert deliver(now=NOON) == 0
        assert deliver(now=NOON + LEASE) == 1

    assert effects() == [1]
    assert (Receipt.objects.get().state, Receipt.objects.get().attempts) == (ReceiptState.DONE, 2)


def test_a_fact_that_kills_every_worker_is_parked_after_five_and_takes_no_other_with_it() -> None:
    def deadly(event: Any, *, now: datetime) -> None:
        if event.cups == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        effect(event, now=now)

    now, deaths = NOON, 0
    with listening(one=deadly):
        for cups in (12, 13, 14, 15):
            told(cups)
        for _sweep in range(MAX_ATTEMPTS + 2):
            bury_exhausted(now=now)
            deaths += killed_while_delivering(now) == -signal.SIGKILL
            now += LEASE + timedelta(seconds=1)

    assert deaths == MAX_ATTEMPTS
    assert effects() == [12, 14, 15]
    dead = Receipt.objects.get(state=ReceiptState.DEAD)
    assert (dead.message.body["cups"], dead.attempts) == (13, MAX_ATTEMPTS)
    assert Receipt.objects.filter(state=ReceiptState.DONE).count() == Message.objects.count() - 1
