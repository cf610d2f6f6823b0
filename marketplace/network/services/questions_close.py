"""Questions whose time is over are nobody's answer."""

from datetime import datetime

from marketplace.network.models import Question
from marketplace.network.states import QuestionState


def questions_close(*, now: datetime) -> int:
    """Mark open questions that nobody answered in time; they stay on the call list. Return how many."""
    late = Question.objects.filter(state=QuestionState.OPEN, closes_at__lte=now)
    return late.update(state=QuestionState.OVERDUE)
