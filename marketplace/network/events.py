"""What the network tells others."""

from dataclasses import dataclass
from typing import ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Event):
    """An organisation said how much it will bring; told once for each question."""

    topic: ClassVar[str] = "network.question-answered.v1"
    question_id: int
    organisation_id: int
    subject: str
    quantity: int
    day: str  # ISO 8601
    answered_by: str
