"""After the commit, ask a worker to send now; without a waker the periodic task finds the work."""

from collections.abc import Callable

from django.db import connection, transaction

_waker: list[Callable[[], None]] = []


def wake_with(waker: Callable[[], None]) -> None:
    """Say how workers are woken."""
    _waker[:] = [waker]


def wake_after_commit() -> None:
    """Wake a worker once this transaction is safe, however many messages it wrote."""
    if not any(entry[1] is _wake for entry in connection.run_on_commit):
        transaction.on_commit(_wake)


def _wake() -> None:
    for waker in _waker:
        waker()
