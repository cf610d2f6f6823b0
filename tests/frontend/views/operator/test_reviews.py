"""Moderating reviews: who may, what moves, and in how many queries."""

import pytest
from django.test import Client

from marketplace.customers.models.review import Review
from marketplace.kernel.actor import Permission
from tests.factories.customers import judged, received
from tests.factories.ground import member_actor
from tests.factories.orders import market
from tests.frontend.views.people import answers, browser_of, cashier, customer, hub_worker, queries_of, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return market()


@pytest.fixture
def review(shop):
    return judged(received(shop), stars=2, text="Le pot fuyait.")


@pytest.fixture
def reader():
    return staff(Permission.MANAGE_PRODUCTS)


def test_the_staff_for_products_alone_opens_the_pages(review, reader):
    outside = {
        "customer": customer(),
        "seller": browser_of(member_actor(review.organisation)),
        "hub worker": hub_worker(),
        "cashier": cashier(),
        "staff of orders": staff(Permission.MANAGE_ORDERS),
    }
    for place in ("operator/reviews/", f"operator/reviews/{review.pk}/"):
        assert set(answers(f"/en/{place}", outside).values()) == {403}, place
        assert answers(f"/en/{place}", {"reader": reader}) == {"reader": 200}, place
        assert Client().get(f"/en/{place}").status_code == 302, place
    for browser in outside.values():
        assert browser.post(f"/en/operator/reviews/{review.pk}/").status_code == 403
    assert Review.objects.get().state == "waiting"


def test_words_are_shown_with_a_press(review, reader):
    sent = reader.post(f"/fr/operator/reviews/{review.pk}/")

    assert sent.status_code == 302
    assert Review.objects.get().state == "published"


def test_a_refusal_without_a_reason_says_so_and_with_one_is_kept(review, reader):
    empty = reader.post(f"/fr/operator/reviews/{review.pk}/", {"act": "refuse", "reason": " "})
    sent = reader.post(f"/fr/operator/reviews/{review.pk}/", {"act": "refuse", "reason": "Un nom."})

    assert (empty.status_code, sent.status_code) == (422, 302)
    assert (Review.objects.get().state, Review.objects.get().reason) == ("refused", "Un nom.")


def test_an_unknown_list_is_not_there(reader):
    assert reader.get("/fr/operator/reviews/?show=nothing").status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_is_fixed(shop, reader, count):
    review = judged(received(shop), text="Bon")
    for _ in range(count - 1):
        judged(received(shop), text="Bon")

    assert queries_of(reader, "/en/operator/reviews/") == 4
    assert queries_of(reader, f"/en/operator/reviews/{review.pk}/") == 4
