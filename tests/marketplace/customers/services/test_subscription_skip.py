"""The next date is left out, and comes after all."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace.customers.services.subscription_pause import subscription_pause
from marketplace.customers.services.subscription_skip import subscription_skip, subscription_unskip
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import market
from tests.factories.subscriptions import subscribed

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def test_a_skip_keeps_the_rhythm_and_can_be_taken_back_before_its_day():
    basket = subscribed(market(), {0: 1}, every_weeks=2)
    known: dict[str, Any] = {"actor": Actor(user_id=basket.user_id), "subscription_id": basket.pk}
    due = basket.next_date

    skipped = subscription_skip(**known, now=NOON)
    assert (skipped.next_date, skipped.skipped_date) == (due + 2 * WEEK, due)
    back = subscription_unskip(**known, now=due_noon(1))
    assert (back.next_date, back.skipped_date) == (due, None)
    with pytest.raises(Conflict):
        subscription_unskip(**known, now=NOON)
    subscription_skip(**known, now=NOON)
    with pytest.raises(Conflict):
        subscription_unskip(**known, now=due_noon(0))
    with pytest.raises(NotFound):
        subscription_skip(actor=Actor(user_id=UserFactory.create().pk), subscription_id=basket.pk, now=NOON)
    subscription_pause(**known, now=NOON)
    for service in (subscription_skip, subscription_unskip):
        with pytest.raises(Conflict):
            service(**known, now=NOON)


def due_noon(days_before):
    return NOON + 2 * WEEK - timedelta(days=days_before)
