"""Replies by text message: late, lost, repeated and wrong ones; nothing acts twice."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from marketplace.kernel.errors import InvalidInput
from marketplace.network.models import Asking, Question, Reply
from marketplace.network.selectors import has_consented
from marketplace.network.services.question_withdraw import question_withdraw
from marketplace.network.services.reply_take import reply_take
from marketplace.network.states import ReplyOutcome
from marketplace.notifications.models import Message
from marketplace.outbox.models import Message as Fact
from tests.factories.ground import NOON, OrganisationFactory, UserFactory
from tests.marketplace.network.asking import HUB, asked, willing

PHONE = "+212612000001"
_R = ReplyOutcome


@pytest.fixture
def cooperative(db):
    organisation = OrganisationFactory.create(active=True)
    willing(organisation, phone=PHONE)
    return organisation


def reply(text, reference="r1", *, phone=PHONE, now=NOON + timedelta(hours=1)):
    return reply_take(provider_reference=reference, phone=phone, text=text, now=now)


def answers():
    return [
        message.context["answer"]
        for message in Message.objects.filter(template="question_reply").order_by("pk")
    ]


@pytest.mark.parametrize(
    ("text", "state", "pieces"), [("1", "yes", 40), ("2 25", "less", 25), ("٣", "no", 0), ("نعم", "yes", 40)]
)
def test_one_digit_answers(text, state, pieces, cooperative):
    question = asked(cooperative)

    taken = reply(text)

    question.refresh_from_db()
    assert (taken.outcome, question.state, question.answered_quantity) == (_R.APPLIED, state, pieces)
    assert len(answers()) == 1
    assert Fact.objects.filter(topic="network.question-answered.v1").count() == 1


def test_the_same_message_of_the_gateway_acts_once(cooperative):
    asked(cooperative)

    first, again = reply("1"), reply("1")

    assert (first, Reply.objects.count(), len(answers())) == (again, 1, 1)


def test_saying_the_same_again_changes_nothing_and_something_else_is_told(cooperative):
    question = asked(cooperative)

    outcomes = [reply(text, f"r{number}").outcome for number, text in enumerate(("1", "1", "3"))]

    question.refresh_from_db()
    assert (outcomes, question.state) == ([_R.APPLIED, _R.REPEATED, _R.ANSWERED], "yes")
    assert len(answers()) == 2


@pytest.mark.parametrize("text", ["2", "2 40", "2 0", "5", "hello", "", "1 2 3"])
def test_what_is_not_understood_is_asked_back_and_answers_nothing(text, cooperative):
    question = asked(cooperative)

    taken = reply(text)

    question.refresh_from_db()
    assert (taken.outcome, question.state) == (_R.UNCLEAR, "open")
    assert "2" in answers()[0]


def test_a_late_reply_to_an_older_question_answers_that_one_only(cooperative):
    older, newer = asked(cooperative), asked(cooperative, key="newer")

    outcomes = [reply("2 7", "a").outcome, reply("4", "b").outcome]

    older.refresh_from_db()
    newer.refresh_from_db()
    assert outcomes == [_R.APPLIED, _R.APPLIED]
    assert [(each.state, each.answered_quantity) for each in (older, newer)] == [("less", 7), ("yes", 40)]


def test_a_word_is_clear_only_while_one_question_is_open(cooperative):
    asked(cooperative)
    asked(cooperative, key="newer")

    outcomes = [reply("oui", "a").outcome, reply("1", "b").outcome, reply("oui", "c").outcome]

    assert outcomes == [_R.UNCLEAR, _R.APPLIED, _R.APPLIED]


def test_after_its_time_or_when_taken_back_a_reply_is_late(cooperative):
    asked(cooperative)
    taken_back = asked(cooperative, key="other")
    question_withdraw(actor=HUB, question_id=taken_back.pk, now=NOON)

    outcomes = [reply("1", "a", now=NOON + timedelta(days=3)).outcome, reply("4", "b").outcome]

    assert outcomes == [_R.LATE, _R.LATE]
    assert not Question.objects.filter(state="yes").exists()


def test_a_question_that_waits_for_the_morning_is_not_answered_before(cooperative):
    asked(cooperative, now=NOON.replace(hour=21))

    assert reply("1", now=NOON.replace(hour=22)).outcome == _R.STRANGER


def test_stop_ends_the_questions(cooperative):
    asked(cooperative)
    person = Asking.objects.get().person_id

    assert (has_consented(person), reply("STOP").outcome, has_consented(person)) == (True, _R.STOPPED, False)
    assert len(answers()) == 1


def test_strangers_are_kept_and_not_answered(cooperative):
    asked(cooperative)

    taken = reply("1", phone="0699887766")
    stopped = reply("STOP", "other", phone="0699887766")

    assert (taken.outcome, taken.question, stopped.outcome) == (_R.STRANGER, None, _R.STOPPED)
    assert answers() == []


def test_a_person_who_was_asked_nothing_and_stops_is_told(db):
    UserFactory.create(phone=PHONE)

    assert reply("STOP").outcome == _R.STOPPED
    assert len(answers()) == 1


@pytest.mark.parametrize(("phone", "reference"), [("abc", "r"), (PHONE, ""), (PHONE, "x" * 201)])
def test_what_is_no_message_is_refused(phone, reference, db):
    with pytest.raises(InvalidInput):
        reply("1", reference, phone=phone)

    assert Reply.objects.count() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts():
    organisation = OrganisationFactory.create(active=True)
    willing(organisation, phone=PHONE)
    asked(organisation)
    gate, outcomes = Barrier(6), []

    def send(number):
        try:
            gate.wait()
            # Three deliveries of one message, and three of a second that says something else
            kind = number % 2
            outcomes.append(reply("1" if kind else "3", f"m{kind}").outcome)
        finally:
            connection.close()

    threads = [Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(Reply.objects.values_list("outcome", flat=True)) == ["answered", "applied"]
    assert Fact.objects.filter(topic="network.question-answered.v1").count() == 1
    assert len(outcomes) == 6
