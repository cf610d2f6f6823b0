"""The form of a fact: a frozen dataclass with a topic, made of plain values."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; subclasses add ids and plain values (str, int, bool, lists and dicts of them)."""

    topic: ClassVar[str] = ""

    happened_at: datetime

    def body(self) -> dict[str, Any]:
        """The fact as JSON-ready values."""
        values = asdict(self)
        values["happened_at"] = self.happened_at.isoformat()
        return values

    @classmethod
    def of_body(cls, body: dict[str, Any]) -> Self:
        """Read a fact back; parts added by a later version of the code are passed over."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in body.items() if key in known}
        values["happened_at"] = datetime.fromisoformat(values["happened_at"])
        return cls(**values)
