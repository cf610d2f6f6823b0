import pytest
import time_machine

from marketplace.notifications import tasks
from marketplace.notifications.states import MessageState
from marketplace.outbox import waking
from tests.marketplace.notifications.telling import NOON, tell


@pytest.mark.django_db
def test_the_task_sends_what_is_due_now() -> None:
    message = tell()

    with time_machine.travel(NOON, tick=False):
        assert tasks.send_due(unknown_later_argument=1) == 1

    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_waking_asks_for_the_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    wished: list[object] = []
    monkeypatch.setattr(waking, "wake", wished.append)

    tasks.wake()

    assert wished == [tasks.send_due]
