"""The hub heard an answer on the telephone, or needs none any more."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from logistics.services.supply_ask import asker, demand_hub
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.network.models import Question
from marketplace.network.services.question_answer import question_answer
from marketplace.network.services.question_withdraw import question_withdraw
from marketplace.network.states import Way


def supply_hear(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    question_id: int,
    answer: str,
    quantity: int | None,
    now: datetime,
) -> Question:
    """
    Note what a cooperative said on the telephone.

    :raises NotFound: if this hub asked no such question
    :raises NotAllowed: if the actor does not run the hub
    :raises IllegalMove: if something else was answered
    :raises InvalidInput: if the answer is none, or a number of pieces does not fit it
    """
    _demand_own(actor, warehouse_id, question_id)
    return question_answer(
        actor=actor, question_id=question_id, answer=answer, quantity=quantity, via=Way.CALL, now=now
    )


def supply_unask(*, actor: Actor, warehouse_id: uuid.UUID, question_id: int, now: datetime) -> Question:
    """
    Take a question back.

    :raises NotFound: if this hub asked no such question
    :raises NotAllowed: if the actor does not run the hub
    :raises IllegalMove: if it was answered
    """
    _demand_own(actor, warehouse_id, question_id)
    return question_withdraw(actor=actor, question_id=question_id, now=now)


def _demand_own(actor: Actor, warehouse_id: uuid.UUID, question_id: int) -> None:
    demand_hub(actor, warehouse_id)
    if not Question.objects.filter(pk=question_id, asked_for=asker(warehouse_id)).exists():
        raise NotFound(_("There is no such question."), field="question")
