"""One answer counts, whoever gives it and however."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.network.models import Question
from marketplace.network.selectors import has_consented, questions_answered, questions_waiting
from marketplace.network.services.consent_set import consent_set
from marketplace.network.services.question_answer import question_answer
from marketplace.network.services.question_withdraw import question_withdraw
from marketplace.network.states import QuestionState, Way
from marketplace.network.tasks import close_questions
from marketplace.outbox.models import Message as Fact
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.marketplace.network.asking import HUB, asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooperative():
    return OrganisationFactory.create(active=True)


@pytest.fixture
def question(cooperative):
    return asked(cooperative)


def say(question, actor, answer, quantity=None, via=Way.PORTAL):
    return question_answer(
        actor=actor, question_id=question.pk, answer=answer, quantity=quantity, via=via, now=NOON
    )


def facts():
    told = Fact.objects.filter(topic="network.question-answered.v1")
    return [(fact.body["quantity"], fact.body["day"]) for fact in told]


@pytest.mark.parametrize(
    ("answer", "given", "pieces"), [("yes", None, 40), ("less", 25, 25), ("no", None, 0)]
)
def test_an_answer_is_noted_and_told_once(answer, given, pieces, question, cooperative):
    person = member_actor(cooperative, Role.PRODUCTION)

    say(question, person, answer, given)
    said = say(question, person, answer, given)

    assert (said.state, said.answered_quantity, said.answered_by) == (answer, pieces, person.name)
    assert facts() == [(pieces, "2026-11-19")]
    assert questions_waiting(organisation_id=cooperative.pk) == []
    assert list(questions_answered(organisation_id=cooperative.pk)) == [question]


def test_the_first_answer_counts(question, cooperative):
    person = member_actor(cooperative)
    say(question, person, "yes")

    with pytest.raises(IllegalMove):
        say(question, person, "less", 3)

    assert facts() == [(40, "2026-11-19")]


@pytest.mark.parametrize(
    ("answer", "quantity", "field"),
    [("less", None, "quantity"), ("less", 0, "quantity"), ("less", 40, "quantity"), ("open", None, "answer")],
)
def test_an_answer_that_is_none_is_refused(answer, quantity, field, question, cooperative):
    with pytest.raises(InvalidInput) as refusal:
        say(question, member_actor(cooperative), answer, quantity)

    assert (refusal.value.field, facts()) == (field, [])


def test_others_see_no_question_and_treasurers_answer_none(question, cooperative):
    stranger = member_actor(OrganisationFactory.create(active=True))
    treasurer = member_actor(cooperative, Role.TREASURER)

    with pytest.raises(NotFound):
        say(question, stranger, "yes")
    with pytest.raises(NotAllowed):
        say(question, treasurer, "yes")
    with pytest.raises(NotAllowed):
        say(question, member_actor(cooperative), "yes", via=Way.CALL)
    with pytest.raises(NotAllowed):
        say(question, HUB, "yes")
    with pytest.raises(NotFound):
        question_answer(actor=HUB, question_id=0, answer="yes", quantity=None, via=Way.CALL, now=NOON)


def test_the_hub_notes_what_it_heard_even_after_the_time(question):
    Question.objects.update(closes_at=NOON - timedelta(minutes=1))
    close_questions()
    question.refresh_from_db()
    overdue = question.state

    said = say(question, HUB, "no", via=Way.CALL)

    assert (overdue, said.state, said.answered_via) == ("overdue", "no", "call")


def test_a_question_is_taken_back_until_it_is_answered(question, cooperative):
    other = asked(cooperative, key="other")
    say(other, member_actor(cooperative), "yes")

    taken = question_withdraw(actor=HUB, question_id=question.pk, now=NOON)
    again = question_withdraw(actor=HUB, question_id=question.pk, now=NOON)

    assert (taken.state, again.state) == (QuestionState.WITHDRAWN, QuestionState.WITHDRAWN)
    with pytest.raises(IllegalMove):
        question_withdraw(actor=HUB, question_id=other.pk, now=NOON)
    with pytest.raises(NotAllowed):
        question_withdraw(actor=member_actor(cooperative), question_id=question.pk, now=NOON)
    with pytest.raises(IllegalMove):
        say(question, member_actor(cooperative), "yes")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "yes", "answered_quantity": 39},
        {"state": "less", "answered_quantity": 40},
        {"state": "maybe"},
    ],
)
def test_the_database_refuses_an_answer_that_does_not_fit(wrong, question):
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**wrong)


def test_people_agree_for_themselves_and_change_their_mind(cooperative):
    person = member_actor(cooperative)
    seen = []
    for agrees in (True, False, False, True):
        consent_set(actor=person, agrees=agrees, now=NOON)
        seen.append(has_consented(person.user_id or 0))

    assert seen == [True, False, False, True]
    with pytest.raises(NotAllowed):
        consent_set(actor=Actor.anonymous(), agrees=True, now=NOON)
