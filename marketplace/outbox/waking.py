"""
Wake a worker without waiting for the messenger.

Whoever has just committed must not stand in line for a broker that is away: refused connections take six seconds
to be given up, swallowed ones ten. So a thread of its own asks, one ask per task however many wished for it; and
what is never asked is found by the periodic sweep.
"""

import logging
import os
import threading
from typing import Any, Protocol

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


class Task(Protocol):
    """What a Celery task looks like from here."""

    name: str

    def apply_async(self, **options: Any) -> Any:
        """Send it to the workers."""
        ...


class Bell:
    """The wishes of this process, and the thread that passes them on; it starts with the first wish."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wished: dict[str, Task] = {}
        self._thread: threading.Thread | None = None

    def ring(self, task: Task) -> None:
        """Wish for a task; returns at once."""
        with self._changed:
            self._wished[task.name] = task
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._pass_on, name="waking", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _pass_on(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wished)
                wished, self._wished = self._wished, {}
            for task in wished.values():
                ask(task)


def ask(task: Task) -> bool:
    """Send a task to the workers now; a broker that is away costs a warning. Say whether it was sent."""
    try:
        task.apply_async(retry=False, ignore_result=True)
    except (OperationalError, OSError):
        logger.warning("The broker is away; the sweep will call %s.", task.name)
        return False
    return True


_bell = Bell()


def _start_anew() -> None:
    """Give a forked process a bell of its own: its parent's thread did not come along."""
    global _bell  # noqa: PLW0603
    _bell = Bell()


os.register_at_fork(after_in_child=_start_anew)


def wake(task: Task) -> None:
    """Ask for a task soon, from another thread; whoever calls goes on at once, broker or not."""
    _bell.ring(task)
