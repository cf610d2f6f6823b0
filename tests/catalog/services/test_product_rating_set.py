"""How well a product is judged, and in which place that puts it."""

from functools import partial

import pytest

from catalog.models.offer import Listing
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_listed
from catalog.services.product_rating_set import product_rating_locked, product_rating_set, rating_score
from marketplace.kernel.errors import InvalidInput
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, ChannelFactory


@pytest.mark.parametrize(
    ("_case", "count", "stars", "score"),
    [
        ("nobody", 0, 0, 350),
        ("one kind voice", 1, 5, 375),
        ("one unkind voice", 1, 1, 308),
        ("forty of whom most are content", 40, 192, 465),
        ("what is expected of anybody", 2, 7, 350),
    ],
)
def test_a_score_is_drawn_towards_what_is_expected(_case, count, stars, score):
    assert rating_score(count=count, stars=stars) == score


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "stars"), [(1, 0), (1, 6), (0, 1)])
def test_stars_that_so_many_cannot_have_given_are_refused(count, stars):
    product = ProductFactory.create(listed=True)

    with pytest.raises(InvalidInput):
        product_rating_set(product=product, count=count, stars=stars)

    assert Listing.objects.get().rating_score == 350


@pytest.mark.django_db
def test_the_best_rated_come_first_and_what_nobody_judged_is_not_last():
    names = {}
    for name, count, stars in (("bad", 4, 5), ("new", 0, 0), ("good", 9, 45), ("lucky", 1, 5)):
        product = ProductFactory.create(listed=True)
        names[product.pk] = name
        product_rating_set(product=product_rating_locked(product_id=product.pk), count=count, stars=stars)
    listed = partial(
        products_listed, channel=ChannelFactory.create(), filters=ProductFilters(), order=ProductOrder.RATING,
        today=NOON.date(), first=2,
    )  # fmt: skip

    first = listed()
    second = listed(after=first.cursor)

    cards = [*first.items, *second.items]
    assert [names[card.product_id] for card in cards] == ["good", "lucky", "new", "bad"]
    assert [(card.rating, card.review_count) for card in cards] == [(5.0, 9), (5.0, 1), (None, 0), (1.25, 4)]
