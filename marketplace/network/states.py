"""The states of a question and what can come of a reply."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class QuestionState(models.TextChoices):
    """What was answered."""

    OPEN = "open", _("No answer yet")
    YES = "yes", _("Yes")
    LESS = "less", _("Less")
    NO = "no", _("No")
    OVERDUE = "overdue", _("Nobody answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Way(models.TextChoices):
    """How an answer came."""

    MESSAGE = "message", _("By text message")
    PORTAL = "portal", _("In the portal")
    CALL = "call", _("By telephone")


class VoiceLanguage(models.TextChoices):
    """In what recordings are spoken; Darija is spoken by those who read the Arabic pages."""

    DARIJA = "ary", _("Darija")
    TAMAZIGHT = "zgh", _("Tamazight")
    ARABIC = "ar", _("Arabic")
    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")


class ReplyOutcome(models.TextChoices):
    """What came of a text message that somebody sent us."""

    APPLIED = "applied", _("Counted")
    REPEATED = "repeated", _("The same answer again")
    ANSWERED = "answered", _("Something else was answered before")
    LATE = "late", _("Too late")
    UNCLEAR = "unclear", _("Not understood")
    STOPPED = "stopped", _("Wants no more questions")
    STRANGER = "stranger", _("From a number that was asked nothing")


_Q = QuestionState
QUESTION_FLOW: Flow[QuestionState] = Flow(
    {
        _Q.OPEN: frozenset({_Q.YES, _Q.LESS, _Q.NO, _Q.OVERDUE, _Q.WITHDRAWN}),
        # Somebody is called after all
        _Q.OVERDUE: frozenset({_Q.YES, _Q.LESS, _Q.NO, _Q.WITHDRAWN}),
        _Q.YES: frozenset(),
        _Q.LESS: frozenset(),
        _Q.NO: frozenset(),
        _Q.WITHDRAWN: frozenset(),
    }
)
ANSWERS = (_Q.YES, _Q.LESS, _Q.NO)
