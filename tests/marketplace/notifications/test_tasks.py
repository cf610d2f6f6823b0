import pytest
import time_machine
from kombu.exceptions import OperationalError

from marketplace.notifications import tasks
from marketplace.notifications.states import MessageState
from tests.marketplace.notifications.telling import NOON, tell


@pytest.mark.django_db
def test_the_task_sends_what_is_due_now() -> None:
    message = tell()

    with time_machine.travel(NOON, tick=False):
        assert tasks.send_due(unknown_later_argument=1) == 1

    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_a_broker_that_is_away_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_options: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(tasks.send_due, "apply_async", away)

    tasks.wake()
