"""A basket is paused, ended, and comes again."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace.customers.services import subscription_pause as module
from marketplace.customers.services.subscription_open import subscription_open
from marketplace.customers.services.subscription_pause import (
    subscription_end,
    subscription_pause,
    subscription_resume,
)
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import market
from tests.factories.subscriptions import subscribed

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=17)


def test_what_is_paused_or_ended_comes_again_on_a_day_of_its_rhythm():
    basket = subscribed(market(), {0: 1})
    known: dict[str, Any] = {"actor": Actor(user_id=basket.user_id), "subscription_id": basket.pk}

    paused = [subscription_pause(**known, now=NOON + timedelta(hours=n)).paused_at for n in (0, 1)]
    soon = subscription_resume(**known, now=NOON)
    assert paused == [NOON, NOON]
    assert (soon.is_running, soon.next_date) == (True, basket.next_date)

    ended = [subscription_end(**known, now=NOON + timedelta(hours=n)).ended_at for n in (0, 1)]
    late = [subscription_resume(**known, now=LATER) for _ in range(2)]
    assert ended == [NOON, NOON]
    assert {(each.is_running, each.next_date) for each in late} == {
        (True, basket.next_date + timedelta(weeks=2))
    }


def test_what_comes_already_does_not_come_twice_and_strangers_change_nothing(monkeypatch):
    basket = subscribed(market(), {0: 1})
    actor = Actor(user_id=basket.user_id)
    known: dict[str, Any] = {"actor": actor, "subscription_id": basket.pk}
    for service in (subscription_pause, subscription_end, subscription_resume):
        with pytest.raises(NotFound):
            service(actor=Actor(user_id=UserFactory.create().pk), subscription_id=basket.pk, now=NOON)

    subscription_end(**known, now=NOON)
    other = subscription_open(actor=actor, order_id=basket.source_id, every_weeks=1, now=NOON)
    with pytest.raises(Conflict):
        subscription_resume(**known, now=NOON)
    subscription_end(actor=actor, subscription_id=other.pk, now=NOON)
    monkeypatch.setattr(module, "MOST_SUBSCRIPTIONS", 0)
    with pytest.raises(Conflict):
        subscription_resume(**known, now=NOON)

    basket.refresh_from_db()
    assert basket.ended_at == NOON
