"""Facts that only these tests tell, and listeners that only these tests have."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction

from marketplace.kernel.events import Event
from marketplace.outbox import bus
from tests.factories.ground import NOON


@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiled(Event):
    """Something harmless that happened."""

    topic: ClassVar[str] = "tests.kettle-boiled.v1"

    cups: int = 1


@contextmanager
def listening(**handlers: bus.Handler) -> Iterator[None]:
    """Let these handlers hear of kettles under the names "tests.<key>", and of nothing afterwards."""
    before = dict(bus._listeners), {topic: list(names) for topic, names in bus._names_of_topic.items()}
    try:
        for key, handler in handlers.items():
            bus.listens(KettleBoiled, name=f"tests.{key}")(handler)
        yield
    finally:
        for registry, known in zip((bus._listeners, bus._names_of_topic), before, strict=True):
            registry.clear()  # type: ignore[attr-defined]
            registry.update(known)  # type: ignore[attr-defined]


def told(cups: int = 1) -> None:
    """Tell one fact in a transaction of its own."""
    with transaction.atomic():
        bus.publish(KettleBoiled(cups=cups, happened_at=NOON))
