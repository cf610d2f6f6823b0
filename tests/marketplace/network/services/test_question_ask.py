"""Cooperatives are asked by text message, within the rules, and called otherwise."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from marketplace.accounts.models import User
from marketplace.cooperatives.services.closure_announce import closure_announce
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from marketplace.network import asking_rules
from marketplace.network.models import Asking, Question
from marketplace.network.selectors import phones_of, questions_asked, questions_to_call
from marketplace.network.services import question_ask as service
from marketplace.network.services.consent_set import consent_set
from marketplace.notifications.models import Message
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.marketplace.network.asking import HUB, asked, willing

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooperative():
    return OrganisationFactory.create(active=True)


def test_who_agreed_is_asked_once_in_their_language(cooperative):
    person = willing(cooperative)
    member_actor(cooperative)
    User.objects.filter(pk=person.user_id or 0).update(language="ar")

    first, again = asked(cooperative), asked(cooperative)

    message = Message.objects.get(template="question")
    assert (first, Question.objects.count(), message.language) == (again, 1, "ar")
    assert (message.context["goods"], message.context["yes"], message.context["no"]) == ("تمر", "1", "3")
    assert first.call_from == NOON + timedelta(days=1)
    assert questions_to_call(actor=HUB, asked_for="warehouse:w", now=NOON) == []


def test_nobody_is_asked_for_a_day_on_which_they_are_closed(cooperative):
    day = (NOON + timedelta(days=3)).date()
    closure_announce(
        actor=member_actor(cooperative), organisation_id=cooperative.pk, from_date=day, until_date=day,
        reason="rest", sells_on=True, now=NOON,
    )  # fmt: skip

    with pytest.raises(Conflict):
        asked(cooperative)

    assert not Question.objects.exists()
    assert asked(cooperative, day=day + timedelta(days=1)).pk


def test_the_next_question_to_a_telephone_has_other_digits(cooperative):
    willing(cooperative)

    for key in ("first", "second", "third", "fourth"):
        asked(cooperative, key=key)

    assert list(Asking.objects.order_by("pk").values_list("first_digit", flat=True)) == [1, 4, 7, 1]


def test_who_did_not_agree_or_does_no_longer_is_called(cooperative):
    person = willing(cooperative)
    consent_set(actor=person, agrees=False, now=NOON)
    member_actor(cooperative)

    question = asked(cooperative)

    assert not Message.objects.filter(template="question").exists()
    assert questions_to_call(actor=HUB, asked_for="warehouse:w", now=NOON) == [question]
    assert questions_to_call(actor=HUB, asked_for="warehouse:other", now=NOON) == []
    assert len(phones_of([cooperative.pk])[cooperative.pk]) == 2


def test_treasurers_and_closed_accounts_are_not_asked(cooperative):
    willing(cooperative, Role.TREASURER)
    gone = willing(cooperative)
    User.objects.filter(pk=gone.user_id or 0).update(is_active=False)

    asked(cooperative)

    assert Asking.objects.count() == 0
    assert phones_of([cooperative.pk]) == {}


def test_at_most_so_many_people_are_asked_and_never_above_the_months_cap(cooperative, monkeypatch):
    for _n in range(3):
        willing(cooperative)
    asked(cooperative)
    rules = asking_rules.asking_rules()
    monkeypatch.setattr(service, "asking_rules", lambda: replace(rules, month_cap_minor=180))
    asked(cooperative, key="second")
    asked(cooperative, key="third")

    counts = [Asking.objects.filter(question__key=key).count() for key in ("first", "second", "third")]
    assert counts == [2, 1, 0]


def test_at_night_a_question_waits_for_the_morning(cooperative):
    willing(cooperative)
    night = NOON.replace(hour=21)

    asked(cooperative, now=night)

    message = Message.objects.get(template="question")
    assert (message.due_at.day, message.due_at.hour) == (17, 7)


def test_what_would_be_sent_too_late_is_a_call(cooperative):
    willing(cooperative)
    night = NOON.replace(hour=21)

    asked(cooperative, now=night, closes_at=night + timedelta(hours=2), day=night.date() + timedelta(days=1))

    assert Asking.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": 10_001}, "quantity"),
        ({"day": (NOON - timedelta(days=1)).date()}, "day"),
        ({"day": (NOON + timedelta(days=91)).date()}, "day"),
        ({"closes_at": NOON}, "closes_at"),
        ({"closes_at": NOON + timedelta(days=4)}, "closes_at"),
        ({"key": ""}, "key"),
    ],
)
def test_what_makes_no_sense_is_not_asked(change, field, cooperative):
    with pytest.raises(InvalidInput) as refusal:
        asked(cooperative, **change)

    assert (refusal.value.field, Question.objects.count()) == (field, 0)


def test_only_a_hub_asks_and_only_those_who_are_there(cooperative):
    other = OrganisationFactory.create(active=True)
    asked(cooperative)

    with pytest.raises(NotAllowed):
        asked(cooperative, actor=member_actor(cooperative), key="x")
    with pytest.raises(NotAllowed):
        questions_asked(actor=Actor.anonymous(), asked_for="warehouse:w")
    with pytest.raises(NotAllowed):
        questions_to_call(actor=Actor.anonymous(), asked_for="warehouse:w", now=NOON)
    with pytest.raises(NotFound):
        asked(cooperative, organisation_id=0, key="y")
    with pytest.raises(Conflict):
        asked(other)


def test_questions_are_listed_page_by_page(cooperative):
    for number in range(3):
        asked(cooperative, key=str(number), now=NOON + timedelta(minutes=number))

    first = questions_asked(actor=HUB, asked_for="warehouse:w", first=2)
    rest = questions_asked(actor=HUB, asked_for="warehouse:w", first=2, after=first.cursor)

    assert [[row.key for row in page.items] for page in (first, rest)] == [["2", "1"], ["0"]]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_asks():
    organisation = OrganisationFactory.create(active=True)
    willing(organisation)
    gate, found = Barrier(4), []

    def press():
        try:
            gate.wait()
            found.append(asked(organisation).pk)
        finally:
            connection.close()

    threads = [Thread(target=press) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(found), len(set(found))) == (4, 1)
    assert (Asking.objects.count(), Message.objects.filter(template="question").count()) == (1, 1)
