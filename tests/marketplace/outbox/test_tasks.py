"""Celery's face of the outbox: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from marketplace.outbox import tasks
from marketplace.outbox.models import Message, Receipt, ReceiptState
from tests.marketplace.outbox.facts import listening, told

pytestmark = pytest.mark.django_db


def heard(_event: Any, *, now: Any) -> None:
    """Hear and do nothing."""


def test_a_task_delivers_batch_by_batch_until_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "BATCH", 2)
    with listening(one=heard):
        for _cup in range(5):
            told()
        Receipt.objects.update(due_at=timezone.now() - timedelta(seconds=1))

        assert tasks.deliver_pending(added_by_later_code=1) == 5


def test_the_sweep_parks_the_exhausted_and_delivers_the_rest() -> None:
    with listening(one=heard):
        told()
        told()
        Receipt.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        first = Receipt.objects.order_by("id")[0]
        Receipt.objects.filter(pk=first.pk).update(attempts=5)

        assert tasks.sweep() == 1

    assert list(Receipt.objects.order_by("id").values_list("state", flat=True)) == ["dead", "done"]


def test_facts_handled_more_than_thirty_days_ago_are_forgotten() -> None:
    with listening(one=heard):
        told()
        told()
    Receipt.objects.update(state=ReceiptState.DONE)
    old, young = Message.objects.order_by("id")
    Message.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    Message.objects.filter(pk=young.pk).update(created_at=timezone.now() - timedelta(days=29))

    assert tasks.forget_old() == 1

    assert list(Message.objects.values_list("pk", flat=True)) == [young.pk]


@pytest.mark.parametrize("error", [OperationalError("no broker"), ConnectionRefusedError("no broker")])
def test_a_broker_that_is_away_costs_no_more_than_a_warning(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(**_options: object) -> None:
        raise error

    monkeypatch.setattr(tasks.deliver_pending, "apply_async", refuse)

    tasks.wake()

    assert "the sweep will deliver" in caplog.text


def test_waking_asks_for_one_delivery_without_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(tasks.deliver_pending, "apply_async", lambda **options: asked.append(options))

    tasks.wake()

    assert asked == [{"retry": False, "ignore_result": True}]
