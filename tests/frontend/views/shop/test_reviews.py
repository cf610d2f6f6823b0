"""Reviews on the pages of the shop: written by the order's link, read by everybody."""

import json
import re

import pytest
from django.test import Client

from marketplace.customers.models.review import Review
from tests.factories.customers import judged, received, received_of
from tests.factories.orders import Market
from tests.frontend.test_pages import Outline
from tests.frontend.views.shop.pages import text_of


def page_of_review(line) -> str:
    return f"/fr/order/{line.order.access_token}/review/{line.pk}/"


def test_a_buyer_finds_the_way_from_the_order_and_judges(client: Client, shop: Market) -> None:
    line = received(shop)
    path = page_of_review(line)

    assert path in text_of(client.get(f"/fr/order/{line.order.access_token}/"))
    form = client.get(path)
    sent = client.post(path, {"stars": "4", "text": "Très bon.", "author": "Amina"})

    review = Review.objects.get()
    assert form.context["form"]["author"].value() == "Amina"
    assert sent.status_code == 303
    assert (review.stars, review.text, review.author, review.state) == (4, "Très bon.", "Amina", "waiting")
    assert "Votre avis" in text_of(client.get(f"/fr/order/{line.order.access_token}/"))


def test_a_review_without_stars_says_what_is_missing(client: Client, shop: Market) -> None:
    line = received(shop)

    answer = client.post(page_of_review(line), {"text": "Bon"})

    assert answer.status_code == 422
    assert "Choisissez d’une à cinq étoiles." in text_of(answer)
    assert not Review.objects.exists()


@pytest.mark.parametrize("stars", ["0", "6", "٥", "5.0", "x", "5" * 9000])
def test_crafted_stars_are_refused(client: Client, shop: Market, stars: str) -> None:
    answer = client.post(page_of_review(received(shop)), {"stars": stars})

    assert answer.status_code == 422
    assert not Review.objects.exists()


def test_a_review_is_deleted_by_its_author(client: Client, shop: Market) -> None:
    line = received(shop)
    judged(line, stars=1)

    sent = client.post(f"{page_of_review(line)}delete/")

    assert sent.status_code == 303
    assert not Review.objects.exists()


def test_a_line_of_another_order_or_one_that_did_not_arrive_has_no_page(client: Client, shop: Market) -> None:
    line, other = received(shop), received(shop, 1)
    waiting = received_of(shop.order({2: 1}))

    crossed = f"/fr/order/{line.order.access_token}/review/{other.pk}/"
    for path in (crossed, page_of_review(waiting), "/fr/order/nobody/review/1/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"stars": "5"}).status_code == 404
        assert client.post(f"{path}delete/").status_code == 404
    assert not Review.objects.exists()


def test_everybody_reads_what_is_published_with_the_answer_and_harmless(client: Client, shop: Market) -> None:
    line = received(shop)
    review = judged(line, stars=4, text='<script>alert("x")</script> تمر طيب')
    slug = line.variant.product.slug

    before = text_of(client.get(f"/fr/product/{slug}/"))
    Review.objects.filter(pk=review.pk).update(
        state="published", answer="Merci !", answered_at=review.written_at
    )
    judged(received(shop), stars=5)
    page = text_of(client.get(f"/fr/product/{slug}/"))
    listed = client.get(f"/ar/product/{slug}/reviews/")

    assert "تمر طيب" not in before
    assert "تمر طيب" in page
    assert "Merci !" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert listed.context["counts"] == {5: 1, 4: 1, 3: 0, 2: 0, 1: 0}
    assert Outline(text_of(listed)).faults == []


def test_search_engines_read_the_rating_and_none_where_there_is_none(client: Client, shop: Market) -> None:
    line = received(shop)
    path = f"/fr/product/{line.variant.product.slug}/"

    def described() -> dict[str, object]:
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text_of(client.get(path)))
        assert block is not None
        found: dict[str, object] = json.loads(block.group(1))
        return found

    before = described()
    judged(line, stars=4)

    assert "aggregateRating" not in before
    assert described()["aggregateRating"] == {
        "@type": "AggregateRating", "ratingValue": 4.0, "reviewCount": 1, "bestRating": 5, "worstRating": 1,
    }  # fmt: skip


def test_a_shelf_shows_and_sorts_by_the_stars(client: Client, shop: Market) -> None:
    judged(received(shop, 2), stars=5)

    page = client.get("/fr/search/?order=rating")

    cards = page.context["cards"]
    assert [(card.rating, card.review_count) for card in cards] == [(5.0, 1), (None, 0), (None, 0)]
    assert "5 étoiles sur 5" in text_of(page)
