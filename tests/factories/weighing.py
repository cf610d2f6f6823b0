"""Goods that are sold by their weight."""

from datetime import datetime

from catalog.models.product import Variant
from marketplace.cooperatives.states import Role
from orders.models.order import Order
from orders.models.weighing import LineWeighing
from orders.services.line_weigh import line_weigh
from tests.factories.ground import NOON, member_actor
from tests.factories.orders import Market
from tests.factories.refunds import line_of
from tests.orders.journey import told


def by_weight(shop: Market, index: int = 0) -> Variant:
    """One of the market's goods, of which no two weigh the same from now on."""
    variant = shop.variants[index]
    variant.is_weighed = True
    variant.save(update_fields=["is_weighed"])
    return variant


def weighed(order: Order, grams: int, *, index: int = 0, now: datetime = NOON) -> LineWeighing:
    """The cooperative of a line writes down what it weighs."""
    told()
    line = line_of(order, index)
    actor = member_actor(line.sub_order.organisation, Role.PRODUCTION.value)
    return line_weigh(actor=actor, line_id=line.pk, weighed_g=grams, now=now)
