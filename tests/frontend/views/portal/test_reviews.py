"""A cooperative reads and answers what is said of its products, and of no other's."""

import pytest

from marketplace.cooperatives.states import Role
from marketplace.customers.models.review import Review
from tests.factories.customers import judged, received
from tests.frontend.views.people import queries_of
from tests.frontend.views.portal.conftest import member_of


@pytest.fixture
def review(shop, president):
    return judged(received(shop), stars=3)


def test_the_president_answers_and_the_list_without_an_answer_is_empty(review, president):
    before = president.client.get("/fr/portal/reviews/")
    sent = president.client.post(f"/fr/portal/reviews/{review.pk}/", {"answer": "Merci beaucoup."})
    after = president.client.get("/fr/portal/reviews/")
    everything = president.client.get("/fr/portal/reviews/?show=all")

    assert [len(page.context["rows"]) for page in (before, after, everything)] == [1, 0, 1]
    assert sent.status_code == 302
    assert Review.objects.get().answer == "Merci beaucoup."


def test_another_cooperatives_review_is_not_there(review, stranger):
    url = f"/fr/portal/reviews/{review.pk}/"

    assert stranger.client.get("/fr/portal/reviews/").context["rows"] == []
    assert stranger.client.get(url).status_code == 404
    assert stranger.client.post(url, {"answer": "x"}).status_code == 404
    assert Review.objects.get().answer == ""


def test_a_producer_reads_but_does_not_answer(review, shop):
    producer = member_of(review.organisation, Role.PRODUCTION).client

    page = producer.get(f"/fr/portal/reviews/{review.pk}/")
    sent = producer.post(f"/fr/portal/reviews/{review.pk}/", {"answer": "x"})

    assert (page.status_code, page.context["may_answer"], sent.status_code) == (200, False, 403)
    assert Review.objects.get().answer == ""


def test_a_long_answer_is_told_beside_its_field(review, president):
    answer = president.client.post(f"/fr/portal/reviews/{review.pk}/", {"answer": "x" * 1001})

    assert answer.status_code == 422
    assert Review.objects.get().answer == ""


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_questions_does_not_depend_on_the_rows(shop, president, count):
    for _ in range(count):
        judged(received(shop))

    assert queries_of(president.client, "/fr/portal/reviews/") == 6
