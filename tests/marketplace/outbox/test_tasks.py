"""Celery's face of the outbox: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

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


def test_waking_asks_for_a_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    wished: list[object] = []
    monkeypatch.setattr("marketplace.outbox.waking.wake", wished.append)

    tasks.wake()

    assert wished == [tasks.deliver_pending]
