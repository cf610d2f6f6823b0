"""An organisation answers: yes, so many, or no; the first answer counts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.network.events import QuestionAnswered
from marketplace.network.models import Question
from marketplace.network.policies import may_answer, may_ask
from marketplace.network.states import ANSWERS, QUESTION_FLOW, QuestionState, Way
from marketplace.outbox.bus import publish


def question_answer(
    *, actor: Actor, question_id: int, answer: str, quantity: int | None, via: Way, now: datetime
) -> Question:
    """
    Note the answer that somebody of the organisation gives, or that the hub heard on the telephone.

    The same answer again changes nothing.

    :param quantity: pieces, where the answer is "fewer"
    :raises NotFound: if there is no such question, or it is not the actor's to see
    :raises NotAllowed: if the actor may not answer for the organisation
    :raises IllegalMove: if something else was answered, or the question was withdrawn
    :raises InvalidInput: if the answer is none, or a number of pieces does not fit it
    """
    with transaction.atomic():
        question = question_locked(question_id)
        if not (actor.belongs_to(question.organisation_id) or may_ask(actor)):
            raise NotFound(_("There is no such question."), field="question")
        allowed = may_ask(actor) if via == Way.CALL else may_answer(actor, question.organisation_id)
        require(allowed, _("You may not answer for this cooperative."))
        return answered(question, answer, quantity, by=actor.name, via=via, now=now)


def question_locked(question_id: int) -> Question:
    """
    Return a question under its lock.

    :raises NotFound: if there is none
    """
    found = Question.objects.select_for_update().filter(pk=question_id).first()
    if found is None:
        raise NotFound(_("There is no such question."), field="question")
    return found


def answered(
    question: Question, answer: str, quantity: int | None, *, by: str, via: Way, now: datetime
) -> Question:
    """
    Write an answer to a question whose lock is held, and tell it; the caller has asked who may.

    :raises IllegalMove: if something else was answered, or the question was withdrawn
    :raises InvalidInput: if the answer is none, or a number of pieces does not fit it
    """
    pieces = _pieces(question, answer, quantity)
    state = QuestionState(answer)
    if question.state == state and question.answered_quantity == pieces:
        return question
    QUESTION_FLOW.check(QuestionState(question.state), state)
    question.state = state
    question.answered_quantity = pieces
    question.answered_at = now
    question.answered_by = by
    question.answered_via = via
    question.save(update_fields=["state", "answered_quantity", "answered_at", "answered_by", "answered_via"])
    publish(
        QuestionAnswered(
            happened_at=now,
            question_id=question.pk,
            organisation_id=question.organisation_id,
            subject=question.subject,
            quantity=pieces,
            day=question.day.isoformat(),
            answered_by=by,
        )
    )
    return question


def _pieces(question: Question, answer: str, quantity: int | None) -> int:
    if answer not in ANSWERS:
        raise InvalidInput(_("Answer yes, less or no."), field="answer")
    if answer == QuestionState.YES:
        return question.quantity
    if answer == QuestionState.NO:
        return 0
    if quantity is None or not 1 <= quantity < question.quantity:
        message = _("Say how many: a number from 1 to %(most)s.") % {"most": question.quantity - 1}
        raise InvalidInput(message, field="quantity")
    return quantity
