"""How a question to a cooperative is shown."""

from frontend.cards import Chip
from marketplace.network.models import Question
from marketplace.network.states import QuestionState

_TONES = {
    QuestionState.OPEN: ("info", "clock"),
    QuestionState.YES: ("success", "thumb-up"),
    QuestionState.LESS: ("warning", "scale"),
    QuestionState.NO: ("danger", "thumb-down"),
    QuestionState.OVERDUE: ("warning", "alert"),
    QuestionState.WITHDRAWN: ("", "undo"),
}


def question_chip(question: Question) -> Chip:
    """Return where a question stands, in a word with its colour and icon."""
    state = QuestionState(question.state)
    return Chip(str(state.label), *_TONES[state])
