"""Waking the workers: test that ..."""

import os
import threading
import time
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from marketplace.outbox import waking


class FakeTask:
    """A task that notes how and when it was sent, or fails as a broker would."""

    def __init__(self, name: str, error: Exception | None = None) -> None:
        self.name = name
        self.error = error
        self.gate = threading.Event()
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.gate.set()

    def apply_async(self, **options: Any) -> None:
        self.gate.wait(timeout=10)
        self.sent.append((threading.current_thread().name, options))
        if self.error:
            raise self.error


def wait_until(what: Any) -> None:
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_task_is_sent_from_another_thread_without_a_retry_or_a_result() -> None:
    task = FakeTask("tea")

    waking.wake(task)

    wait_until(lambda: task.sent)
    assert task.sent == [("waking", {"retry": False, "ignore_result": True})]


def test_whoever_wakes_does_not_wait_for_a_broker_that_swallows_everything() -> None:
    stuck, later = FakeTask("stuck"), FakeTask("later")
    stuck.gate.clear()
    bell = waking.Bell()

    began = time.monotonic()
    bell.ring(stuck)
    wait_until(lambda: not bell._wished)
    for _wish in range(100):
        bell.ring(later)
    assert time.monotonic() - began < 1
    assert later.sent == []
    stuck.gate.set()

    wait_until(lambda: later.sent)
    time.sleep(0.05)
    assert (len(stuck.sent), len(later.sent)) == (1, 1)


@pytest.mark.parametrize("error", [OperationalError("no broker"), ConnectionRefusedError("no broker")])
def test_a_broker_that_is_away_costs_no_more_than_a_warning(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    assert waking.ask(FakeTask("tea", error)) is False

    assert "The broker is away; the sweep will call tea." in caplog.text


# What newer Pythons warn of is what is tested here: a fork beside a running thread.
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_rings_a_bell_of_its_own() -> None:
    parents = FakeTask("parent")
    waking.wake(parents)
    wait_until(lambda: parents.sent)
    reading, writing = os.pipe()

    child = os.fork()
    if child == 0:  # nothing of pytest may run in here
        own = FakeTask("child")
        waking.wake(own)
        deadline = time.monotonic() + 5
        while not own.sent and time.monotonic() < deadline:
            time.sleep(0.005)
        os.write(writing, b"sent" if own.sent else b"lost")
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 4) == b"sent"
    os.close(reading)
    os.close(writing)
