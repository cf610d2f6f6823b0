"""Baskets that come again, made of an order as their owners make them."""

from datetime import datetime

from marketplace.accounts.models import User
from marketplace.customers.models.subscription import Subscription
from marketplace.customers.services.subscription_open import subscription_open
from marketplace.kernel.actor import Actor
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import Market


def subscribed(
    shop: Market,
    quantities: dict[int, int],
    *,
    user: User | None = None,
    every_weeks: int = 1,
    now: datetime = NOON,
) -> Subscription:
    """Let somebody order ({index of a variant: quantity}) and want the same again."""
    order = shop.order(quantities, now=now)
    order.user = user or UserFactory.create()
    order.save(update_fields=["user"])
    actor = Actor(user_id=order.user.pk)
    return subscription_open(actor=actor, order_id=order.pk, every_weeks=every_weeks, now=now)
