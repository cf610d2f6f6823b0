"""Buyers who received something, and what they say of it."""

from marketplace.customers.models.review import Review
from marketplace.customers.services.review_write import Judgement, review_write
from orders.models.order import Order, OrderLine
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, Market
from tests.factories.refunds import delivered


def received(shop: Market, index: int = 0) -> OrderLine:
    """A line in the hands of a guest: one of the shop's products."""
    return received_of(delivered(shop, {index: 1}))


def received_of(order: Order) -> OrderLine:
    """The first line of an order."""
    line = order.lines.select_related("order", "sub_order", "variant").order_by("id").first()
    assert line is not None
    return line


def judged(line: OrderLine, stars: int = 5, text: str = "", author: str = "") -> Review:
    """What the guest says of a line, by the order's secret link."""
    judgement = Judgement(stars=stars, text=text, author=author, language="fr")
    return review_write(actor=VISITOR, line_id=line.pk, holds_secret=True, judgement=judgement, now=NOON)
