from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.notifications.models import Message, Preference
from marketplace.notifications.quiet_hours import end_of_quiet, preference_of
from marketplace.notifications.registry import TEMPLATES
from marketplace.notifications.services.messages_send_due import messages_send_due
from marketplace.notifications.services.notify import notify
from marketplace.notifications.services.notify_people import notify_people
from marketplace.notifications.services.preference_set import preference_set
from marketplace.notifications.states import Channel, MessageState
from marketplace.notifications.topics import TOPICS, URGENT
from tests.factories.ground import UserFactory

# 23:30 in Morocco
NIGHT = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)


def _local(hour, minute=0):
    return datetime(2026, 3, 5, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "now", "end"),
    [
        (22, 7, _local(21, 59), None),
        (22, 7, _local(22), _local(7) + timedelta(days=1)),
        (22, 7, _local(6, 59), _local(7)),
        (22, 7, _local(7), None),
        (0, 6, _local(0), _local(6)),
        (13, 15, _local(14), _local(15)),
        (13, 15, _local(15), None),
        (20, 0, _local(20), _local(0) + timedelta(days=1)),
    ],
)
def test_quiet_hours_may_go_past_midnight(settings, first, last, now, end):
    settings.TIME_ZONE = "UTC"

    assert end_of_quiet(first, last, now=now) == end


def test_what_cannot_be_switched_off_and_what_is_urgent_are_messages_of_ours():
    assert set(TOPICS) | URGENT <= set(TEMPLATES)
    assert set(TOPICS).isdisjoint(URGENT)
    assert not any(TEMPLATES[name].secret for name in TOPICS)


@pytest.mark.django_db(transaction=True)
def test_what_can_wait_rings_in_the_morning_and_what_cannot_rings_at_night(settings):
    settings.TIME_ZONE = "UTC"
    person, other = UserFactory.create(), UserFactory.create()
    preference_set(actor=Actor(user_id=person.pk), muted=(), quiet_from=22, quiet_until=7)

    def tell(key, reader, template, channel=Channel.SMS, **context):
        to = reader.email if channel == Channel.EMAIL else reader.phone
        notify(key=key, channel=channel, to=to, language="fr", template=template, context=context, now=NIGHT)

    placed = {"order": "1", "url": "https://x"}
    tell("waits", person, "order_delivered", **placed)
    tell("by mail", person, "order_delivered", Channel.EMAIL, **placed)
    tell("other", other, "order_delivered", **placed)
    tell("code", person, "sign_in_code", code="123456", minutes="5")

    messages_send_due(now=NIGHT, limit=10)

    states = dict(Message.objects.values_list("key", "state"))
    assert states.pop("waits") == MessageState.QUEUED
    assert set(states.values()) == {MessageState.SENT}
    waiting = Message.objects.get(key="waits")
    assert (waiting.due_at, waiting.attempts) == (NIGHT + timedelta(hours=7, minutes=30), 0)
    messages_send_due(now=waiting.due_at, limit=10)
    assert Message.objects.get(key="waits").state == MessageState.SENT


@pytest.mark.django_db
def test_a_way_that_is_switched_off_is_not_used_and_the_inbox_keeps_all():
    muted, usual = UserFactory.create(), UserFactory.create()
    preference_set(actor=Actor(user_id=muted.pk), muted=["waited:sms"], quiet_from=None, quiet_until=None)
    context = {"fr": dict.fromkeys(TEMPLATES["back_in_stock"].context, "x")}

    known: dict[str, Any] = {"key": "back", "template": "back_in_stock", "context": context, "now": NIGHT}
    notify_people(people=[muted, usual], prefer=(Channel.SMS, Channel.EMAIL), **known)

    ways = {
        person: sorted(
            Message.objects.filter(key__contains=f":{person.pk}:").values_list("channel", flat=True)
        )
        for person in (muted, usual)
    }
    assert ways == {muted: ["email", "inbox"], usual: ["inbox", "sms"]}


@pytest.mark.django_db
def test_wishes_that_make_no_sense_are_refused_and_nothing_is_kept():
    person = UserFactory.create()
    actor = Actor(user_id=person.pk)
    for muted, first, last in (
        (["orders:sms"], None, None), ([], 22, None), ([], None, 7), ([], 7, 7), ([], 24, 7), ([], 7, -1),
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            preference_set(actor=actor, muted=muted, quiet_from=first, quiet_until=last)
    with pytest.raises(NotAllowed):
        preference_set(actor=Actor.anonymous(), muted=[], quiet_from=None, quiet_until=None)
    assert Preference.objects.count() == 0
    assert preference_of(user_id=person.pk).muted == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(user=person, quiet_from=22)
