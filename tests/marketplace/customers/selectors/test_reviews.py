"""Reading reviews, page by page."""

from datetime import timedelta

import pytest

from marketplace.customers.models.review import Review
from marketplace.customers.selectors.reviews import (
    review_seen,
    reviews_moderated,
    reviews_of_product,
    reviews_of_seller,
    stars_of_product,
)
from marketplace.customers.states import ReviewState
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.customers import judged, received
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.factories.orders import market

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    """Five published ones and one that waits, of one product, each a minute later."""
    shop = market()
    rows = [judged(received(shop), stars=stars) for stars in (5, 5, 4, 1, 3)]
    rows.append(judged(received(shop), text="Bon"))
    for minute, row in enumerate(rows):
        Review.objects.filter(pk=row.pk).update(written_at=NOON + timedelta(minutes=minute))
    return rows


def test_everybody_reads_what_is_published_newest_first_over_pages(said):
    first = reviews_of_product(product_id=said[0].product_id, first=3)
    second = reviews_of_product(product_id=said[0].product_id, first=3, after=first.cursor)

    assert [row.stars for row in (*first.items, *second.items)] == [3, 1, 4, 5, 5]
    assert (first.has_next, second.has_next) == (True, False)


def test_stars_are_counted_from_five_down(said):
    assert list(stars_of_product(product_id=said[0].product_id).items()) == [
        (5, 2),
        (4, 1),
        (3, 1),
        (2, 0),
        (1, 1),
    ]


def test_a_seller_reads_its_own_and_sees_what_is_not_answered(said):
    seller = said[0].organisation
    Review.objects.filter(pk=said[0].pk).update(answer="Merci", answered_at=NOON)
    known = {"actor": member_actor(seller), "organisation_id": seller.pk}

    assert len(reviews_of_seller(**known).items) == 5
    assert len(reviews_of_seller(**known, unanswered=True).items) == 4
    with pytest.raises(NotFound):
        reviews_of_seller(
            actor=member_actor(OrganisationFactory.create(active=True)), organisation_id=seller.pk
        )


def test_one_review_is_seen_by_its_seller_and_the_staff_alone(said):
    assert review_seen(actor=member_actor(said[0].organisation), review_id=said[0].pk) == said[0]
    assert review_seen(actor=staff_actor(Permission.MANAGE_PRODUCTS), review_id=said[0].pk) == said[0]
    with pytest.raises(NotFound):
        review_seen(actor=staff_actor(Permission.MANAGE_ORDERS), review_id=said[0].pk)


def test_what_waits_longest_is_read_first(said):
    reader = staff_actor(Permission.MANAGE_PRODUCTS)
    Review.objects.filter(pk__in=[said[1].pk, said[3].pk]).update(state=ReviewState.WAITING)

    first = reviews_moderated(actor=reader, state=ReviewState.WAITING, first=2)
    second = reviews_moderated(actor=reader, state=ReviewState.WAITING, first=2, after=first.cursor)
    shown = reviews_moderated(actor=reader, state=ReviewState.PUBLISHED)

    assert [row.pk for row in (*first.items, *second.items)] == [said[1].pk, said[3].pk, said[5].pk]
    assert [row.pk for row in shown.items] == [said[4].pk, said[2].pk, said[0].pk]


def test_only_who_moderates_reads_what_waits(said):
    with pytest.raises(NotAllowed):
        reviews_moderated(actor=member_actor(said[0].organisation), state=ReviewState.WAITING)


def test_a_crafted_cursor_is_refused(said):
    with pytest.raises(InvalidInput):
        reviews_of_product(product_id=said[0].product_id, after="W10")
