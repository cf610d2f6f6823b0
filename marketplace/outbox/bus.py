"""Tell a fact inside the transaction that made it true; listeners hear it at least once and act on it once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import connection, transaction

from marketplace.kernel.events import Event
from marketplace.outbox.models import Message, Receipt

E = TypeVar("E", bound=Event)


class Handler(Protocol):
    """What a listener looks like: it is given the fact and the time, inside a transaction of its own."""

    def __call__(self, event: Any, /, *, now: datetime) -> None:
        """Act on the fact."""
        ...


@dataclass(frozen=True, slots=True)
class Listener:
    """A handler under the name that its receipts carry."""

    name: str
    event_type: type[Event]
    handler: Handler


_listeners: dict[str, Listener] = {}
_names_of_topic: dict[str, list[str]] = {}
_waker: list[Callable[[], None]] = []


class OutsideTransaction(RuntimeError):
    """A fact was told outside a transaction: it could become known though the change is lost."""


def listens(event_type: type[E], *, name: str) -> Callable[[Handler], Handler]:
    """Register a handler for a fact under a stable name ("orders.fulfil_on_delivery")."""

    def register(handler: Handler) -> Handler:
        known = _listeners.get(name)
        if known is not None and known.handler is not handler:
            raise ValueError(f"Two handlers are called {name}.")
        if known is None:
            _listeners[name] = Listener(name, event_type, handler)
            _names_of_topic.setdefault(event_type.topic, []).append(name)
        return handler

    return register


def listener(name: str) -> Listener | None:
    """Return the listener of that name, if this code still has it."""
    return _listeners.get(name)


def wake_with(waker: Callable[[], None]) -> None:
    """Say how workers are woken after a commit; without it the periodic sweep finds the work."""
    _waker[:] = [waker]


def _wake() -> None:
    for waker in _waker:
        waker()


def publish(event: Event, *, due_at: datetime | None = None) -> None:
    """
    Write a fact and one pending receipt per listener into the current transaction.

    :param due_at: not before this time (default: at once)
    :raises OutsideTransaction: if no transaction is open
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(event.topic)
    names = _names_of_topic.get(event.topic, [])
    message = Message.objects.create(topic=event.topic, body=event.body(), created_at=event.happened_at)
    if not names:
        return
    Receipt.objects.bulk_create(
        Receipt(message=message, handler=name, due_at=due_at or event.happened_at) for name in names
    )
    if not any(call is _wake for _, call, *_ in connection.run_on_commit):
        transaction.on_commit(_wake)
