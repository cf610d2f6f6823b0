"""After the commit, ask a worker to work now; without a waker the periodic tasks find the work."""

from collections.abc import Callable

from django.db import transaction

_wakers: dict[str, Callable[[], None]] = {}


def wake_with(**wakers: Callable[[], None]) -> None:
    """Say how workers are woken, by what there is to do."""
    _wakers.update(wakers)


def wake_after_commit(what: str) -> None:
    """Wake a worker for this once the transaction is safe."""
    waker = _wakers.get(what)
    if waker is not None:
        transaction.on_commit(waker)
