"""Telling facts: test that ..."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from marketplace.kernel.events import Event
from marketplace.outbox import bus
from marketplace.outbox.models import Message, Receipt, ReceiptState
from tests.factories.ground import NOON
from tests.marketplace.outbox.facts import KettleBoiled, listening, told


def ignored(_event: Any, *, now: datetime) -> None:
    """Hear and do nothing."""


@pytest.fixture
def woken() -> Iterator[list[str]]:
    """A waker that keeps a tally instead of calling Celery."""
    known, calls = list(bus._waker), []
    bus.wake_with(lambda: calls.append("woken"))
    yield calls
    bus._waker[:] = known


@pytest.mark.django_db(transaction=True)
def test_a_fact_told_outside_a_transaction_is_refused_and_nothing_is_written() -> None:
    with listening(one=ignored), pytest.raises(bus.OutsideTransaction):
        bus.publish(KettleBoiled(happened_at=NOON))

    assert (Message.objects.count(), Receipt.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_each_listener_gets_a_receipt_of_its_own() -> None:
    with listening(one=ignored, two=ignored):
        told(cups=3)

    message = Message.objects.get()
    assert (message.topic, message.body, message.created_at) == (
        "tests.kettle-boiled.v1",
        {"cups": 3, "happened_at": "2026-11-16T12:00:00+00:00"},
        NOON,
    )
    receipts = list(
        message.receipts.order_by("handler").values_list("handler", "state", "attempts", "due_at")
    )
    assert receipts == [("tests.one", "pending", 0, NOON), ("tests.two", "pending", 0, NOON)]


@pytest.mark.django_db
def test_a_fact_may_be_due_later() -> None:
    with listening(one=ignored), transaction.atomic():
        bus.publish(KettleBoiled(happened_at=NOON), due_at=NOON + timedelta(hours=1))

    assert Receipt.objects.get().due_at == NOON + timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_a_fact_nobody_listens_to_is_kept_and_wakes_nobody(woken: list[str]) -> None:
    told()

    assert (Message.objects.count(), Receipt.objects.count(), woken) == (1, 0, [])


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_tells_nothing_and_wakes_nobody(woken: list[str]) -> None:
    with listening(one=ignored), pytest.raises(ZeroDivisionError), transaction.atomic():
        bus.publish(KettleBoiled(happened_at=NOON))
        _ = 1 // 0

    assert (Message.objects.count(), Receipt.objects.count(), woken) == (0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_a_transaction_wakes_the_workers_once_and_only_after_its_commit(woken: list[str]) -> None:
    with listening(one=ignored), transaction.atomic():
        for _cup in range(5):
            bus.publish(KettleBoiled(happened_at=NOON))
        assert woken == []

    assert woken == ["woken"]


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_is_given_up_does_not_swallow_the_waking(woken: list[str]) -> None:
    with listening(one=ignored), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            bus.publish(KettleBoiled(happened_at=NOON, cups=1))
            _ = 1 // 0
        bus.publish(KettleBoiled(happened_at=NOON, cups=2))

    assert woken == ["woken"]
    assert [message.body["cups"] for message in Message.objects.all()] == [2]


@pytest.mark.django_db(transaction=True)
def test_without_a_waker_the_fact_waits_for_the_sweep(woken: list[str]) -> None:
    bus._waker.clear()
    with listening(one=ignored):
        told()

    assert Receipt.objects.get().state == ReceiptState.PENDING
    assert woken == []


def test_two_handlers_of_one_name_are_refused() -> None:
    def another(_event: Any, *, now: datetime) -> None:
        """Another handler."""

    with listening(one=ignored):
        assert bus.listens(KettleBoiled, name="tests.one")(ignored) is ignored
        with pytest.raises(ValueError, match=r"tests\.one"):
            bus.listens(KettleBoiled, name="tests.one")(another)
        found = bus.listener("tests.one")
        assert found is not None and found.handler is ignored


def test_a_part_added_by_later_code_is_passed_over() -> None:
    body = {**KettleBoiled(happened_at=NOON, cups=2).body(), "sugar": True}

    assert KettleBoiled.of_body(body) == KettleBoiled(happened_at=NOON, cups=2)
    assert Event.of_body(body) == Event(happened_at=NOON)
