import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotAllowed
from marketplace.notifications.gateways.base import ProviderFailed, ProviderRefused
from marketplace.notifications.models import ConsoleDelivery, Message
from marketplace.notifications.selectors import console_deliveries, message_backlog
from marketplace.notifications.services.message_retry import message_retry
from marketplace.notifications.services.messages_send_due import (
    LEASE,
    MAX_ATTEMPTS,
    messages_send_due,
    pause_after,
)
from marketplace.notifications.states import MessageState
from tests.marketplace.notifications.telling import NOON, Killed, ScriptedProvider, tell

ADMIN = Actor(user_id=1, is_superuser=True)


@pytest.fixture(autouse=True)
def provider(settings: LazySettings) -> type[ScriptedProvider]:
    ScriptedProvider.reset()
    path = "tests.marketplace.notifications.telling.ScriptedProvider"
    settings.NOTIFICATION_PROVIDERS = dict.fromkeys(("sms", "email", "whatsapp", "inbox"), path)
    return ScriptedProvider


def send(after: timedelta = timedelta(0), limit: int = 10) -> int:
    return messages_send_due(now=NOON + after, limit=limit)


@pytest.mark.django_db
def test_a_due_message_is_sent_once(provider: type[ScriptedProvider]) -> None:
    message = tell()

    assert send() == 1
    assert send() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts, message.sent_at) == (MessageState.SENT, 1, NOON)
    assert message.provider_reference == "scripted:1"
    assert [(out.to, out.language) for out in provider.handed] == [("+212612345678", "fr")]
    assert provider.handed[0].text == (
        "Commande CM-2026-0012 en route avec Amana, colis PC-2026-000123 : https://exemple.ma/c/12"
    )


@pytest.mark.django_db
def test_a_message_for_later_is_not_sent_early(provider: type[ScriptedProvider]) -> None:
    tell(due_at=NOON + timedelta(hours=1))

    assert send() == 0
    assert provider.handed == []
    assert send(timedelta(hours=1)) == 1


@pytest.mark.django_db
def test_no_more_than_the_limit_are_taken_and_the_oldest_first(provider: type[ScriptedProvider]) -> None:
    for number in (3, 1, 2):
        tell(key=f"k{number}", due_at=NOON - timedelta(minutes=number))

    assert send(limit=2) == 2
    assert [out.key for out in provider.handed] == ["k3", "k2"]


@pytest.mark.django_db
def test_a_failed_message_is_tried_again_after_longer_and_longer_pauses(
    provider: type[ScriptedProvider],
) -> None:
    message = tell()
    provider.before = [ProviderFailed("busy")] * MAX_ATTEMPTS
    moment = timedelta(0)
    pauses = []
    for _attempt in range(1, MAX_ATTEMPTS):
        assert send(moment) == 1
        message.refresh_from_db()
        assert (message.state, message.error) == (MessageState.FAILED, "busy")
        pauses.append(message.due_at - NOON - moment)
        assert send(moment + pauses[-1] - timedelta(seconds=1)) == 0
        moment += pauses[-1]

    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 4, 16, 64)]
    assert send(moment) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.DEAD, MAX_ATTEMPTS)
    assert send(moment + timedelta(days=30)) == 0
    assert provider.handed == []


@pytest.mark.django_db
def test_a_message_that_failed_once_is_sent_the_second_time(provider: type[ScriptedProvider]) -> None:
    message = tell()
    provider.before = [ProviderFailed("busy")]

    send()
    send(pause_after(1))

    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (MessageState.SENT, 2, "")
    assert len(provider.handed) == 1


@pytest.mark.django_db
def test_a_message_that_is_refused_for_good_is_given_up_at_once(provider: type[ScriptedProvider]) -> None:
    message = tell()
    provider.before = [ProviderRefused("no such number")]

    send()

    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (MessageState.DEAD, 1, "no such number")


@pytest.mark.django_db
def test_one_failure_does_not_hold_back_the_others(provider: type[ScriptedProvider]) -> None:
    tell(key="a")
    tell(key="b")
    provider.before = [ProviderFailed("busy"), None]

    assert send() == 2
    assert [out.key for out in provider.handed] == ["b"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_handing_over_loses_nothing(provider: type[ScriptedProvider]) -> None:
    message = tell()
    provider.before = [Killed()]

    with pytest.raises(Killed):
        send()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENDING, 1)
    assert send(LEASE - timedelta(seconds=1)) == 0
    assert send(LEASE) == 1

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENT, 2)
    assert len(provider.handed) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_handing_over_sends_one_copy_more_under_the_same_key(
    provider: type[ScriptedProvider],
) -> None:
    tell()
    provider.after = [Killed()]

    with pytest.raises(Killed):
        send()
    send(LEASE)
    send(LEASE * 2)

    assert [out.key for out in provider.handed] == ["order:12:shipped:sms"] * 2


@pytest.mark.django_db(transaction=True)
def test_a_message_that_kills_every_worker_is_given_up(provider: type[ScriptedProvider]) -> None:
    message = tell()
    provider.before = [Killed()] * MAX_ATTEMPTS
    for attempt in range(MAX_ATTEMPTS):
        with pytest.raises(Killed):
            send(LEASE * attempt)

    assert send(LEASE * MAX_ATTEMPTS) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.DEAD, MAX_ATTEMPTS)
    assert message.error == "The worker died each time."
    assert send(LEASE * 100) == 0


def workers_at_once(count: int) -> None:
    together = threading.Barrier(count)

    def work() -> None:
        together.wait()
        # Without the lock the constraint on sent_at stops some of the workers.
        with suppress(IntegrityError):
            send(limit=100)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_message_once(provider: type[ScriptedProvider]) -> None:
    for number in range(40):
        tell(key=f"k{number}")

    workers_at_once(4)

    assert sorted(out.key for out in provider.handed) == sorted(f"k{number}" for number in range(40))
    assert message_backlog() == {"queued": 0, "sending": 0, "sent": 40, "failed": 0, "dead": 0}


@pytest.fixture
def both_read_before_either_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two workers, each waits with its first write until the other has read, and with sending until both wrote."""
    for owner, name in ((Message, "save"), (ScriptedProvider, "send")):
        monkeypatch.setattr(owner, name, once_together(getattr(owner, name)))


def once_together(act: Callable[..., Any]) -> Callable[..., Any]:
    together, done = threading.Barrier(2), threading.local()

    def waiting(*given: Any, **options: Any) -> Any:
        if threading.current_thread() is not threading.main_thread() and not hasattr(done, "once"):
            done.once = True
            together.wait(timeout=10)
        return act(*given, **options)

    return waiting


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("both_read_before_either_writes")
def test_two_workers_that_read_at_the_same_instant_take_different_messages(
    provider: type[ScriptedProvider],
) -> None:
    tell(key="k0")
    tell(key="k1")

    workers_at_once(2)

    assert sorted(out.key for out in provider.handed) == ["k0", "k1"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("both_read_before_either_writes")
def test_without_the_lock_the_same_race_sends_twice(
    provider: type[ScriptedProvider], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(key="k0")
    tell(key="k1")

    def unlocked(self: QuerySet[Any], **_options: bool) -> QuerySet[Any]:
        return self

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    workers_at_once(2)

    assert [out.key for out in provider.handed].count("k0") == 2


@pytest.mark.django_db
def test_a_late_outcome_does_not_overwrite_that_of_the_worker_who_took_over(
    provider: type[ScriptedProvider], monkeypatch: pytest.MonkeyPatch
) -> None:
    message = tell()
    Message.objects.update(state=MessageState.QUEUED)

    def taken_over(self: ScriptedProvider, out: Any) -> str:
        Message.objects.update(state=MessageState.SENDING, attempts=2)
        return "late"

    monkeypatch.setattr(ScriptedProvider, "send", taken_over)
    send()

    message.refresh_from_db()
    assert (message.state, message.attempts, message.provider_reference) == (MessageState.SENDING, 2, "")


@pytest.mark.django_db
def test_a_secret_is_forgotten_once_it_is_sent(provider: type[ScriptedProvider]) -> None:
    message = tell(template="sign_in_code", context={"code": "482913", "minutes": 10})

    send()

    message.refresh_from_db()
    assert provider.handed[0].text == "482913 est votre code, valable 10 minutes. Ne le donnez à personne."
    assert message.context == {}


@pytest.mark.django_db(transaction=True)
def test_sending_inside_a_transaction_is_refused(provider: type[ScriptedProvider]) -> None:
    tell()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send()

    assert provider.handed == []


@pytest.mark.django_db
def test_a_dead_message_can_be_sent_round_again(provider: type[ScriptedProvider]) -> None:
    message = tell()
    provider.before = [ProviderRefused("no such number")]
    send()

    assert message_retry(actor=ADMIN, message_ids=[message.pk], now=NOON) == 1
    send()

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENT, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "actor", [Actor.anonymous(), Actor(user_id=2), Actor(user_id=2, permissions=frozenset({"manage_orders"}))]
)
def test_a_stranger_may_not_retry_and_nothing_moves(actor: Actor, provider: type[ScriptedProvider]) -> None:
    message = tell()
    provider.before = [ProviderRefused("no such number")]
    send()

    with pytest.raises(NotAllowed):
        message_retry(actor=actor, message_ids=[message.pk], now=NOON)

    message.refresh_from_db()
    assert message.state == MessageState.DEAD


@pytest.mark.django_db
def test_a_message_that_was_sent_cannot_be_sent_round_again(provider: type[ScriptedProvider]) -> None:
    message = tell()
    send()

    with pytest.raises(IllegalMove):
        message_retry(actor=ADMIN, message_ids=[message.pk], now=NOON)

    message.refresh_from_db()
    assert message.state == MessageState.SENT


@pytest.mark.django_db
def test_the_console_twin_keeps_what_it_would_have_sent_once_per_key(settings: LazySettings) -> None:
    settings.NOTIFICATION_PROVIDERS = {"sms": "marketplace.notifications.gateways.console.ConsoleProvider"}
    tell(language="ar")

    send()
    Message.objects.update(state=MessageState.QUEUED, sent_at=None)
    send()

    assert ConsoleDelivery.objects.count() == 1
    shown = console_deliveries()[0]
    assert (shown.channel, shown.to, shown.language) == ("sms", "+212612345678", "ar")
    assert (
        shown.text == "طلبيتك CM-2026-0012 في الطريق مع Amana، الطرد PC-2026-000123: https://exemple.ma/c/12"
    )
