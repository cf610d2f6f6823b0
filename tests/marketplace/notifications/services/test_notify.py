import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.kernel.errors import InvalidInput
from marketplace.notifications.models import Message
from marketplace.notifications.states import MessageState
from tests.marketplace.notifications.telling import NOON, SHIPPED, tell


@pytest.mark.django_db
def test_a_message_waits_to_be_sent() -> None:
    message = tell()

    assert message.state == MessageState.QUEUED
    assert message.to == "+212612345678"
    assert message.context == SHIPPED
    assert (message.attempts, message.due_at, message.created_at, message.sent_at) == (0, NOON, NOON, None)


@pytest.mark.django_db
def test_the_same_key_is_written_once_and_the_first_words_stay() -> None:
    first = tell()
    again = tell(context=SHIPPED | {"carrier": "Autre"}, now=NOON + timedelta(hours=1))

    assert again.pk == first.pk
    assert again.context["carrier"] == "Amana"
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_transaction_that_fails_was_never_written(wakes: list[str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        tell()
        raise IntegrityError

    assert Message.objects.count() == 0
    assert wakes == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken_once_after_the_commit_of_many(wakes: list[str]) -> None:
    with transaction.atomic():
        tell(key="a")
        tell(key="b")
        assert wakes == []

    assert wakes == ["woken"]


@pytest.mark.django_db(transaction=True)
def test_a_message_for_later_wakes_nobody(wakes: list[str]) -> None:
    message = tell(due_at=NOON + timedelta(hours=1))

    assert message.due_at == NOON + timedelta(hours=1)
    assert wakes == []


@pytest.mark.django_db(transaction=True)
def test_two_handlers_at_once_write_one_message() -> None:
    together = threading.Barrier(4)
    written: list[int] = []

    def handle() -> None:
        together.wait()
        written.append(tell().pk)
        connection.close()

    threads = [threading.Thread(target=handle) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(written) == 4
    assert len(set(written)) == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"key": ""}, "key"),
        ({"key": "x" * 201}, "key"),
        ({"channel": "pigeon"}, "channel"),
        ({"to": "0412"}, "to"),
        ({"channel": "email", "to": "no address"}, "to"),
        ({"channel": "email", "to": "a@b.ma\nBcc: c@d.ma"}, "to"),
        ({"channel": "inbox", "to": "12"}, "to"),
        ({"channel": "inbox", "to": "user:x"}, "to"),
        ({"language": "de"}, "language"),
        ({"template": "../secret"}, "template"),
        ({"context": {"order": "1"}}, "context"),
        ({"context": SHIPPED | {"url": ""}}, "context"),
        ({"context": SHIPPED | {"more": "1"}}, "context"),
        ({"context": SHIPPED | {"order": ["1"]}}, "context"),
        (
            {
                "channel": "inbox",
                "to": "user:1",
                "template": "sign_in_code",
                "context": {"code": "1", "minutes": 5},
            },
            "channel",
        ),
    ],
)
def test_a_wrong_message_is_refused_and_nothing_is_written(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        tell(**given)

    assert refused.value.field == field
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_the_refusal_names_the_missing_value() -> None:
    with pytest.raises(InvalidInput, match="carrier"):
        tell(context={name: value for name, value in SHIPPED.items() if name != "carrier"})
