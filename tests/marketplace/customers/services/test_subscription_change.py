"""What a basket that comes again holds is changed."""

import pytest

from marketplace.customers.services.subscription_change import subscription_change
from marketplace.customers.services.subscription_pause import subscription_end
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from orders.models.checkout import MAX_QUANTITY
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import market
from tests.factories.subscriptions import subscribed

pytestmark = pytest.mark.django_db


def test_quantities_and_rhythm_change_and_a_bad_wish_changes_nothing():
    shop = market()
    basket = subscribed(shop, {0: 2, 1: 1, 2: 1})
    owner = Actor(user_id=basket.user_id)
    first, second, third = (variant.pk for variant in shop.variants)

    def change(quantities, *, actor=owner, weeks=1):
        subscription_change(actor=actor, subscription_id=basket.pk, quantities=quantities, every_weeks=weeks)

    def held():
        return dict(basket.lines.values_list("variant", "quantity"))

    change({first: 5, second: 0, 10**9: 3}, weeks=4)
    basket.refresh_from_db()
    assert (held(), basket.every_weeks) == ({first: 5, third: 1}, 4)

    for quantities, weeks in (
        ({first: MAX_QUANTITY + 1}, 1),
        ({first: -1}, 1),
        ({first: 0, third: 0}, 1),
        ({first: 1}, 5),
    ):
        with pytest.raises(InvalidInput):
            change(quantities, weeks=weeks)
    with pytest.raises(NotFound):
        change({first: 1}, actor=Actor(user_id=UserFactory.create().pk))
    subscription_end(actor=owner, subscription_id=basket.pk, now=NOON)
    with pytest.raises(Conflict):
        change({first: 1})
    basket.refresh_from_db()
    assert (held(), basket.every_weeks) == ({first: 5, third: 1}, 4)
