"""Handing facts to their listeners: test that ..."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from marketplace.accounts.models import User
from marketplace.outbox.delivery import (
    BACK_OFF,
    LEASE,
    MAX_ATTEMPTS,
    backlog,
    bury_exhausted,
    deliver,
    forget,
    retry,
)
from marketplace.outbox.models import Message, Receipt, ReceiptState
from tests.factories.ground import NOON
from tests.marketplace.outbox.facts import KettleBoiled, listening, told

pytestmark = pytest.mark.django_db


def broken(_event: Any, *, now: datetime) -> None:
    """Fail each time."""
    raise ConnectionError("the kettle is empty")


def effect(event: Any, *, now: datetime) -> None:
    """Leave a row behind, so that an effect can be counted."""
    User.objects.create(phone=f"+21261{User.objects.count():07d}", full_name=f"{event.cups} cups")


def broken_after_its_effect(event: Any, *, now: datetime) -> None:
    """Leave a row behind, then fail."""
    effect(event, now=now)
    broken(event, now=now)


def test_a_listener_is_given_the_fact_and_the_time() -> None:
    heard = []

    def listen(event: Any, *, now: datetime) -> None:
        heard.append((event, now))

    with listening(one=listen):
        told(cups=4)
        assert deliver(now=NOON + timedelta(minutes=1)) == 1

    assert heard == [(KettleBoiled(cups=4, happened_at=NOON), NOON + timedelta(minutes=1))]
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.attempts, receipt.done_at) == ("done", 1, NOON + timedelta(minutes=1))


def test_what_is_done_or_not_due_yet_is_left_alone() -> None:
    with listening(one=effect):
        told()
        assert deliver(now=NOON - timedelta(seconds=1)) == 0
        assert deliver(now=NOON) == 1
        assert deliver(now=NOON + timedelta(days=1)) == 0

    assert User.objects.count() == 1


def test_effect_and_receipt_commit_together() -> None:
    with listening(one=broken_after_its_effect):
        told()
        assert deliver(now=NOON) == 0

    assert User.objects.count() == 0
    assert Receipt.objects.get().state == ReceiptState.PENDING


def test_the_facts_are_handed_out_in_order_and_no_more_than_asked_for() -> None:
    heard = []

    def listen(event: Any, *, now: datetime) -> None:
        heard.append(event.cups)

    with listening(one=listen):
        for cups in range(5):
            told(cups=cups)
        assert deliver(now=NOON, limit=3) == 3
        assert deliver(now=NOON, limit=3) == 2

    assert heard == [0, 1, 2, 3, 4]


def test_a_failure_is_tried_again_after_growing_pauses_and_then_parked() -> None:
    now = NOON
    with listening(one=broken):
        told()
        for attempt, pause in enumerate(BACK_OFF, start=1):
            assert deliver(now=now) == 0
            receipt = Receipt.objects.get()
            assert (receipt.state, receipt.attempts, receipt.due_at) == ("pending", attempt, now + pause)
            assert deliver(now=now + pause - timedelta(microseconds=1)) == 0
            assert Receipt.objects.get().attempts == attempt
            now += pause
        assert deliver(now=now) == 0

    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.attempts) == (ReceiptState.DEAD, MAX_ATTEMPTS)
    assert receipt.last_error == "ConnectionError: the kettle is empty"
    assert deliver(now=now + timedelta(days=30)) == 0


def test_one_failing_listener_holds_up_no_other() -> None:
    with listening(bad=broken, good=effect):
        told()
        assert deliver(now=NOON) == 1

    assert dict(Receipt.objects.values_list("handler", "state")) == {
        "tests.bad": "pending",
        "tests.good": "done",
    }


def test_a_listener_that_this_code_does_not_have_is_a_failure_told_by_name() -> None:
    with listening(gone=effect):
        told()
    assert deliver(now=NOON) == 0

    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.attempts) == (ReceiptState.PENDING, 1)
    assert receipt.last_error == "LookupError: No handler is called tests.gone."


def test_an_attempt_is_counted_before_it_is_made() -> None:
    counted = []

    def look(_event: Any, *, now: datetime) -> None:
        receipt = Receipt.objects.get()
        counted.append((receipt.attempts, receipt.due_at))

    with listening(one=look):
        told()
        deliver(now=NOON)

    assert counted == [(1, NOON + LEASE)]


def test_after_the_last_attempt_nobody_tries_a_sixth_time_and_the_sweep_parks_it() -> None:
    with listening(one=effect):
        told()
        Receipt.objects.update(attempts=MAX_ATTEMPTS, due_at=NOON + LEASE)
        assert deliver(now=NOON + LEASE) == 0
        assert bury_exhausted(now=NOON + LEASE - timedelta(seconds=1)) == 0
        assert bury_exhausted(now=NOON + LEASE) == 1

    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.attempts) == (ReceiptState.DEAD, MAX_ATTEMPTS)
    assert receipt.last_error == "The worker died in every attempt."
    assert User.objects.count() == 0


def test_the_last_words_of_an_earlier_attempt_survive_the_burial() -> None:
    with listening(one=effect):
        told()
    Receipt.objects.update(attempts=MAX_ATTEMPTS, last_error="ValueError: no sugar")

    assert bury_exhausted(now=NOON) == 1

    assert Receipt.objects.get().last_error == "ValueError: no sugar"


def test_a_receipt_settled_meanwhile_is_not_failed_afterwards() -> None:
    def settled_elsewhere(_event: Any, *, now: datetime) -> None:
        raise LookupError

    with listening(one=settled_elsewhere):
        told()
        receipt = Receipt.objects.get()
        receipt.state = ReceiptState.DONE
        receipt.save()
        from marketplace.outbox.delivery import _fail, _handle

        assert _handle(receipt.pk, now=NOON) is False
        _fail(receipt.pk, now=NOON, error="too late")

    receipt.refresh_from_db()
    assert (receipt.state, receipt.last_error) == (ReceiptState.DONE, "")


def test_a_dead_letter_can_be_sent_round_again_and_others_cannot() -> None:
    with listening(one=effect, two=effect):
        told()
    dead, living = Receipt.objects.order_by("id")
    Receipt.objects.filter(pk=dead.pk).update(state=ReceiptState.DEAD, attempts=MAX_ATTEMPTS)
    later = NOON + timedelta(days=1)

    assert retry(receipt_ids=[dead.pk, living.pk], now=later) == 1

    dead.refresh_from_db()
    living.refresh_from_db()
    assert (dead.state, dead.attempts, dead.due_at) == (ReceiptState.PENDING, 0, later)
    assert living.due_at == NOON
    with listening(one=effect, two=effect):
        assert deliver(now=later) == 2


def test_only_old_facts_that_everybody_has_handled_are_forgotten() -> None:
    with listening(one=effect):
        for _cup in range(4):
            told()
        told()
    receipts = list(Receipt.objects.order_by("id"))
    Receipt.objects.exclude(pk=receipts[4].pk).update(state=ReceiptState.DONE)
    Receipt.objects.filter(pk=receipts[3].pk).update(state=ReceiptState.DEAD)
    told()  # nobody listens any more: nothing is left to do for it
    Message.objects.filter(pk=receipts[0].message_id).update(created_at=NOON + timedelta(days=1))

    assert forget(before=NOON + timedelta(seconds=1), limit=2) == 2
    assert forget(before=NOON + timedelta(seconds=1), limit=2) == 1
    assert forget(before=NOON + timedelta(seconds=1), limit=2) == 0

    kept = set(Message.objects.values_list("pk", flat=True))
    assert kept == {receipts[0].message_id, receipts[3].message_id, receipts[4].message_id}


def test_the_backlog_is_counted_by_how_it_stands() -> None:
    with listening(one=effect):
        for _cup in range(4):
            told()
    first, second, third, _fourth = Receipt.objects.order_by("id")
    Receipt.objects.filter(pk=first.pk).update(state=ReceiptState.DONE)
    Receipt.objects.filter(pk=second.pk).update(state=ReceiptState.DEAD)
    Receipt.objects.filter(pk=third.pk).update(attempts=2)

    assert backlog() == {"pending": 2, "retrying": 1, "dead": 1}


@pytest.mark.django_db(transaction=True)
def test_delivering_inside_a_transaction_is_refused_because_it_would_undo_the_counting() -> None:
    with listening(one=effect):
        told()
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            deliver(now=NOON)

    assert Receipt.objects.get().attempts == 0


@pytest.mark.django_db(transaction=True)
def test_a_failure_of_the_database_itself_is_survived_and_tried_again() -> None:
    def refused(_event: Any, *, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with listening(bad=refused, good=effect):
        told()
        assert deliver(now=NOON) == 1

    assert Receipt.objects.get(handler="tests.bad").last_error.startswith("DataError: division by zero")
