from datetime import timedelta
from typing import Any

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.notifications.models import Message
from marketplace.notifications.selectors import inbox_messages, inbox_unread_count
from marketplace.notifications.services.inbox_mark_read import inbox_mark_read
from tests.marketplace.notifications.telling import NOON, tell

OWNER = Actor(user_id=12)


def told(number: int, user_id: int = 12) -> Message:
    return tell(key=f"inbox:{user_id}:{number}", channel="inbox", to=f"user:{user_id}")


@pytest.mark.django_db
def test_a_reader_sees_their_inbox_in_their_language_newest_first(django_assert_num_queries: Any) -> None:
    first, second = told(1), told(2)
    told(3, user_id=99)

    with django_assert_num_queries(1):
        page = inbox_messages(actor=OWNER, user_id=12, language="ar")

    assert [message.id for message in page] == [second.pk, first.pk]
    assert page[0].subject == "طلبيتك CM-2026-0012 في الطريق"
    assert page[0].url == "https://exemple.ma/c/12"
    assert page[0].read is False


@pytest.mark.django_db
def test_the_next_page_begins_after_the_last_message() -> None:
    messages = [told(number) for number in range(3)]

    page = inbox_messages(actor=OWNER, user_id=12, language="fr", before_id=messages[2].pk, limit=1)

    assert [message.id for message in page] == [messages[1].pk]


@pytest.mark.django_db
@pytest.mark.parametrize("stranger", [Actor.anonymous(), Actor(user_id=13), Actor.of_machine("x")])
def test_another_inbox_is_neither_read_nor_marked(stranger: Actor) -> None:
    message = told(1)

    with pytest.raises(NotAllowed):
        inbox_messages(actor=stranger, user_id=12, language="fr")
    with pytest.raises(NotAllowed):
        inbox_mark_read(actor=stranger, user_id=12, up_to_id=message.pk, now=NOON)

    message.refresh_from_db()
    assert message.read_at is None


@pytest.mark.django_db
def test_reading_marks_up_to_the_message_that_was_shown_and_keeps_the_first_time() -> None:
    shown, unseen = told(1), told(2)

    assert inbox_mark_read(actor=OWNER, user_id=12, up_to_id=shown.pk, now=NOON) == 1
    assert inbox_mark_read(actor=OWNER, user_id=12, up_to_id=shown.pk, now=NOON + timedelta(hours=1)) == 0

    shown.refresh_from_db()
    unseen.refresh_from_db()
    assert (shown.read_at, unseen.read_at) == (NOON, None)
    assert inbox_unread_count(user_id=12) == 1
