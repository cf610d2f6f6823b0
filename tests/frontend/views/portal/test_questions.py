"""A cooperative is asked: test that ..."""

import pytest

from marketplace.cooperatives.states import Role
from marketplace.network.models import Consent
from tests.frontend.views.people import page_of
from tests.frontend.views.portal.conftest import member_of
from tests.marketplace.network.asking import asked


@pytest.fixture
def question(president):
    return asked(president.organisation)


def test_three_big_answers_are_shown_and_one_is_noted(question, president):
    page = page_of(president.client.get("/ar/portal/questions/"))

    president.client.post(f"/ar/portal/questions/{question.pk}/", {"answer": "less", "quantity": "25"})

    question.refresh_from_db()
    assert "تمر" in page
    assert page.count('name="answer"') == 3
    assert (question.state, question.answered_quantity, question.answered_via) == ("less", 25, "portal")
    assert page_of(president.client.get("/ar/portal/questions/")).count('name="answer"') == 0


def test_fewer_without_a_number_is_asked_back(question, president):
    told = president.client.post(f"/fr/portal/questions/{question.pk}/", {"answer": "less"}, follow=True)

    question.refresh_from_db()
    assert question.state == "open"
    assert "39" in page_of(told)


def test_another_cooperative_and_a_treasurer_answer_nothing(question, president, stranger):
    treasurer = member_of(president.organisation, Role.TREASURER)
    address = f"/fr/portal/questions/{question.pk}/"

    refused = [person.client.post(address, {"answer": "yes"}).status_code for person in (stranger, treasurer)]

    question.refresh_from_db()
    assert (refused, question.state) == ([404, 403], "open")
    assert "Dattes" not in page_of(stranger.client.get("/fr/portal/questions/"))
    assert page_of(treasurer.client.get("/fr/portal/questions/")).count('name="answer"') == 0


def test_a_person_agrees_to_text_messages_and_takes_that_back(president):
    seen = []
    for agrees in ("1", "0"):
        president.client.post("/fr/portal/questions/messages/", {"agrees": agrees})
        seen.append(Consent.objects.get(person=president.user).withdrawn_at is None)

    assert seen == [True, False]
