"""Messages of the tests, and a provider that does what a test says."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from marketplace.notifications.models import Message
from marketplace.notifications.rendering import Outgoing
from marketplace.notifications.services.notify import notify

NOON = datetime(2026, 8, 16, 12, tzinfo=UTC)
SHIPPED = {
    "order": "CM-2026-0012",
    "parcel": "PC-2026-000123",
    "carrier": "Amana",
    "url": "https://exemple.ma/c/12",
}


def tell(**given: Any) -> Message:
    told: dict[str, Any] = {
        "key": "order:12:shipped:sms",
        "channel": "sms",
        "to": "06 12 34 56 78",
        "language": "fr",
        "template": "order_shipped",
        "context": SHIPPED,
        "now": NOON,
    }
    return notify(**(told | given))


class Killed(BaseException):
    """The process dies at this instant: nothing of ours catches it."""


class ScriptedProvider:
    """Keeps what it was handed, and fails as the script says: one entry per call, None to succeed."""

    handed: ClassVar[list[Outgoing]] = []
    before: ClassVar[list[BaseException | None]] = []
    after: ClassVar[list[BaseException | None]] = []

    @classmethod
    def reset(cls) -> None:
        cls.handed, cls.before, cls.after = [], [], []

    def send(self, message: Outgoing) -> str:
        self._maybe_raise(self.before)
        self.handed.append(message)
        self._maybe_raise(self.after)
        return f"scripted:{len(self.handed)}"

    @staticmethod
    def _maybe_raise(script: list[BaseException | None]) -> None:
        failure = script.pop(0) if script else None
        if failure is not None:
            raise failure
