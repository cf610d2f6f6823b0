"""What is due is told once taken, tried again when not, and given up visibly."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from marketplace.apps.models.webhook import DeliveryAttempt, EventDelivery
from marketplace.apps.services.deliveries_send_due import (
    BACK_OFF,
    LEASE,
    MAX_ATTEMPTS,
    deliveries_forget,
    deliveries_send_due,
)
from marketplace.apps.services.delivery_queue import delivery_queue, delivery_retry
from marketplace.apps.services.webhook_call import webhook_call
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, NotFound
from tests.factories.apps import AppFactory, receiving, webhook_of
from tests.factories.ground import NOON, staff_actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_this_machine(settings: Any) -> Any:
    settings.APPS_ON_LOOPBACK = True
    with translation.override("en"):
        yield


def queued(url: str, count: int = 1, **more: Any) -> EventDelivery:
    hook = webhook_of(AppFactory.create(), url, "", "order_created", **more)
    rows = [
        delivery_queue(webhook=hook, event="order_created", payload=f'{{"n":{number}}}', now=NOON)
        for number in range(count)
    ]
    return rows[-1]


def test_a_delivery_is_told_once_and_its_call_is_kept_without_secrets() -> None:
    with receiving() as receiver:
        receiver.headers["Set-Cookie"] = "secret=1"
        row = queued(f"{receiver.url}/hook", custom_headers={"X-Shop": "7", "Authorization": "Bearer abc"})
        assert deliveries_send_due(now=NOON, limit=10) == 1
        assert deliveries_send_due(now=NOON, limit=10) == 0

    (call,) = receiver.calls
    assert (call.path, call.body, call.headers["X-Shop"], call.headers["Authorization"]) == (
        "/hook",
        b'{"n":0}',
        "7",
        "Bearer abc",
    )
    row.refresh_from_db()
    attempt = DeliveryAttempt.objects.get()
    assert (row.state, row.attempts_made, attempt.state, attempt.status_code) == (
        "success",
        1,
        "success",
        200,
    )
    assert attempt.request_headers["Authorization"] == "***"
    assert attempt.response_headers["set-cookie"] == "***"


def test_a_failed_call_is_made_again_ever_later_and_given_up_in_the_end() -> None:
    now = NOON
    with receiving(lambda _call: (500, b"no \x00 today")) as receiver:
        row = queued(receiver.url)
        for pause in BACK_OFF:
            assert deliveries_send_due(now=now, limit=10) == 0
            row.refresh_from_db()
            assert (row.state, row.due_at) == ("pending", now + pause)
            assert deliveries_send_due(now=now + pause - timedelta(seconds=1), limit=10) == 0
            now += pause
        deliveries_send_due(now=now, limit=10)

    row.refresh_from_db()
    assert (row.state, row.attempts_made, len(receiver.calls)) == ("failed", MAX_ATTEMPTS, MAX_ATTEMPTS)
    assert {attempt.response for attempt in row.attempts.all()} == {"no  today"}


def test_an_app_that_is_away_or_moved_inside_is_a_failed_call() -> None:
    row = queued("http://127.0.0.1:1/")
    inside = queued("http://10.0.0.7/")

    assert deliveries_send_due(now=NOON, limit=10) == 0
    assert [each.attempts.get().status_code for each in (row, inside)] == [None, None]
    assert inside.attempts.get().response == "This host is not on the public internet."


def test_a_dead_workers_delivery_is_told_after_its_lease_and_a_deadly_one_is_given_up() -> None:
    with receiving() as receiver:
        row = queued(receiver.url)
        EventDelivery.objects.update(attempts_made=1, due_at=NOON + LEASE)
        assert deliveries_send_due(now=NOON, limit=10) == 0
        assert deliveries_send_due(now=NOON + LEASE, limit=10) == 1
        EventDelivery.objects.update(state="pending", attempts_made=MAX_ATTEMPTS)
        deliveries_send_due(now=NOON + timedelta(hours=1), limit=10)

    row.refresh_from_db()
    assert (row.state, len(receiver.calls)) == ("failed", 1)


def test_an_app_or_webhook_that_was_switched_off_is_told_no_more() -> None:
    with receiving() as receiver:
        row = queued(receiver.url)
        row.webhook.is_active = False
        row.webhook.save()
        assert deliveries_send_due(now=NOON, limit=10) == 0
    row.refresh_from_db()
    assert (row.state, receiver.calls) == ("failed", [])


@pytest.mark.race
def test_many_workers_tell_each_delivery_once() -> None:
    def work(_worker: int) -> int:
        try:
            return deliveries_send_due(now=NOON, limit=20)
        finally:
            connection.close()

    with receiving() as receiver:
        queued(receiver.url, count=20)
        with ThreadPoolExecutor(4) as pool:
            taken = sum(pool.map(work, range(4)))

    assert taken == 20
    assert sorted(call.json["n"] for call in receiver.calls) == list(range(20))


def test_sending_refuses_to_run_inside_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        deliveries_send_due(now=NOON, limit=1)


def test_who_looks_after_apps_has_it_told_again_and_a_stranger_does_not() -> None:
    with receiving() as receiver:
        row = queued(receiver.url)
        deliveries_send_due(now=NOON, limit=1)
        with pytest.raises(NotFound):
            delivery_retry(actor=Actor.of_app(0, frozenset()), delivery_id=row.pk, now=NOON)
        delivery_retry(actor=Actor.of_app(row.webhook.app_id, frozenset()), delivery_id=row.pk, now=NOON)
        deliveries_send_due(now=NOON, limit=1)
        assert len(receiver.calls) == 2
    row.webhook.is_active = False
    row.webhook.save()
    with pytest.raises(IllegalMove):
        delivery_retry(actor=staff_actor(Permission.MANAGE_APPS), delivery_id=row.pk, now=NOON)


def test_what_was_told_long_ago_is_forgotten_and_what_is_due_is_not() -> None:
    done, due = queued("http://127.0.0.1:1/"), queued("http://127.0.0.1:1/")
    EventDelivery.objects.filter(pk=done.pk).update(state="success")

    assert deliveries_forget(before=NOON + timedelta(days=1), limit=10) == 1
    assert EventDelivery.objects.get().pk == due.pk


@pytest.mark.parametrize(
    ("status", "said", "heard"),
    [
        (200, {"a": 1}, {"a": 1}),
        (200, b"[]", None),
        (200, b"no json", None),
        (500, {"a": 1}, None),
        (302, {"a": 1}, None),
    ],
)
def test_an_app_that_is_asked_is_believed_only_with_a_json_object(status: int, said: Any, heard: Any) -> None:
    with receiving(lambda _call: (status, said)) as receiver:
        hook = webhook_of(AppFactory.create(), receiver.url, "", "payment_gateway_initialize_session")
        assert webhook_call(webhook=hook, event="x", payload="{}", now=NOON) == heard
