"""The hub needs no answer any more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.network.models import Question
from marketplace.network.policies import may_ask
from marketplace.network.services.question_answer import question_locked
from marketplace.network.states import QUESTION_FLOW, QuestionState


@transaction.atomic
def question_withdraw(*, actor: Actor, question_id: int, now: datetime) -> Question:
    """
    Take a question back; replies to it are too late from now on.

    :raises NotAllowed: if the actor may not ask
    :raises NotFound: if there is no such question
    :raises IllegalMove: if it was answered
    """
    require(may_ask(actor), _("Only the hub asks cooperatives what they can bring."))
    question = question_locked(question_id)
    if question.state != QuestionState.WITHDRAWN:
        QUESTION_FLOW.check(QuestionState(question.state), QuestionState.WITHDRAWN)
        question.state = QuestionState.WITHDRAWN
        question.answered_at = now
        question.save(update_fields=["state", "answered_at"])
    return question
