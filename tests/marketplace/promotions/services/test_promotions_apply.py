"""promotions_apply, its task and its handlers: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from catalog.models.offer import Listing, Price
from catalog.services.price_set import price_set
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.promotions.models.promotion import Promotion
from marketplace.promotions.services.promotion_write import (
    PromotionChanges,
    promotion_delete,
    promotion_update,
)
from marketplace.promotions.services.promotions_apply import promotions_apply, promotions_due
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, staff_actor
from tests.factories.promotions import MACHINE, BudgetFactory, promotion

pytestmark = pytest.mark.django_db


def shelf(product: Any) -> tuple[int | None, int | None]:
    listing = Listing.objects.get(product=product)
    return listing.price_from_minor, listing.full_from_minor


def test_the_best_promotion_shows_on_price_and_shelf_at_once_and_goes_with_it() -> None:
    product, other = (ProductFactory.create(listed=True, listed__price_minor=10_000) for _ in range(2))
    small = promotion({"productPredicate": {"ids": [product.pk]}}, "10")
    large = promotion({"categoryPredicate": {"ids": [product.category_id]}}, "25")

    assert shelf(product) == (7_500, 10_000)
    kept = Price.objects.get(variant__product=product).reduction
    assert kept is not None
    assert (kept["promotion"], kept["funder"]) == (str(large.pk), "platform")
    promotion_delete(actor=MACHINE, promotion_id=large.pk, now=NOON)
    assert shelf(product) == (9_000, 10_000)
    promotion_delete(actor=MACHINE, promotion_id=small.pk, now=NOON)
    assert (shelf(product), shelf(other)) == ((10_000, 10_000), (10_000, 10_000))
    assert Price.objects.filter(reduced_minor__isnull=False).count() == 0


def test_a_price_that_its_seller_changes_keeps_its_reduction_in_the_same_moment() -> None:
    product = ProductFactory.create(listed=True, listed__price_minor=10_000)
    promotion({"productPredicate": {"ids": [product.pk]}}, "20")
    price = Price.objects.get(variant__product=product)

    price_set(
        actor=MACHINE,
        variant_id=price.variant_id,
        channel_id=price.channel_id,
        amount=Money(5_000),
        now=NOON,
    )

    assert shelf(product) == (4_000, 5_000)


def test_promotions_begin_and_end_by_the_clock() -> None:
    product = ProductFactory.create(listed=True, listed__price_minor=10_000)
    start, end = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    promotion({"productPredicate": {"ids": [product.pk]}}, "20", starts_at=start, ends_at=end)
    assert (shelf(product)[0], promotions_due(now=NOON)) == (10_000, False)

    assert promotions_due(now=start)
    assert (promotions_apply(now=start), shelf(product)[0]) == (1, 8_000)
    assert not promotions_due(now=start)
    assert promotions_due(now=end)
    assert (promotions_apply(now=end), shelf(product)[0]) == (1, 10_000)


def test_a_promotion_ends_before_its_budget_is_empty() -> None:
    product = ProductFactory.create(listed=True, listed__price_minor=10_000)
    budget = BudgetFactory.create(amount_minor=100_000)
    made = promotion({"productPredicate": {"ids": [product.pk]}}, "20")
    Promotion.objects.filter(pk=made.pk).update(funder="partner", budget=budget)
    promotions_apply(now=NOON)
    assert shelf(product)[0] == 8_000

    type(budget).objects.update(used_minor=98_001)

    assert promotions_due(now=NOON)
    promotions_apply(now=NOON)
    assert shelf(product)[0] == 10_000


@pytest.mark.parametrize(
    "predicate",
    [{"namePredicate": {"ids": [1]}}, {"productPredicate": {"slug": "x"}}, {"OR": [{"x": {}}]}],
)
def test_a_condition_that_is_not_known_makes_no_promotion(predicate: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        promotion(predicate)
    assert Promotion.objects.count() == 0


def test_an_empty_condition_reduces_nothing_and_conditions_are_joined() -> None:
    first, second = (ProductFactory.create(listed=True, listed__price_minor=10_000) for _ in range(2))
    promotion({}, "50")
    assert shelf(first)[0] == 10_000
    both = {"OR": [{"productPredicate": {"ids": [first.pk]}}, {"productPredicate": {"ids": [second.pk]}}]}
    promotion({"AND": [both, {"variantPredicate": {"ids": [second.variants.get().pk]}}]}, "50")

    assert (shelf(first)[0], shelf(second)[0]) == (10_000, 5_000)


def test_strangers_change_no_promotion() -> None:
    made = promotion({"productPredicate": {"ids": [1]}})
    for actor in (Actor.anonymous(), staff_actor(Permission.MANAGE_PRODUCTS)):
        with pytest.raises(NotAllowed):
            promotion_update(
                actor=actor, promotion_id=made.pk, changes=PromotionChanges(name="Mine"), now=NOON
            )
        with pytest.raises(NotAllowed):
            promotion_delete(actor=actor, promotion_id=made.pk, now=NOON)
    assert Promotion.objects.get().name == "Automne"
