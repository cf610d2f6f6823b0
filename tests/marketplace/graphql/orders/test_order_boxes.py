"""Gift boxes of orders over the wire: test that ..."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.actor import Permission
from orders.models.order import Order, OrderLine
from tests.factories.ground import staff_actor
from tests.factories.kits import fixed_kit
from tests.factories.orders import Market, market
from tests.marketplace.graphql.api import VISITOR, data_of, errors_of, global_id
from tests.orders.services.test_checkout_box import place, put

pytestmark = pytest.mark.django_db
BOXES = """query ($id: ID!) { order(id: $id) { boxes { name quantity fullPrice { amount currency } discount { amount }
  items { quantity orderLine { id quantity } } } } }"""
ALL = """query { orders(first: 20) { edges { node { boxes { items { orderLine { id } } } } } } }"""


def boxed(shop: Market) -> Order:
    """Two fixed boxes of one piece of each."""
    first, second, third = shop.variants
    checkout = shop.checkout({})
    put(checkout, fixed_kit([(first, 1), (second, 1), (third, 1)], price=25_000), quantity=2)
    return place(checkout)


def test_an_order_tells_which_pieces_lie_in_which_box_to_its_customer_and_staff_alone() -> None:
    shop, staff = market(), staff_actor(Permission.MANAGE_ORDERS)
    order, plain = boxed(shop), shop.order({0: 1})
    lines = OrderLine.objects.filter(order=order).order_by("pk")

    (box,) = data_of(BOXES, {"id": global_id("Order", order.pk)}, actor=staff)["order"]["boxes"]

    assert box == {
        "name": "Panier de fête",
        "quantity": 2,
        "fullPrice": {"amount": 550, "currency": "MAD"},
        "discount": {"amount": 50},
        "items": [
            {"quantity": 1, "orderLine": {"id": global_id("OrderLine", line.key), "quantity": 2}}
            for line in lines
        ],
    }
    assert data_of(BOXES, {"id": global_id("Order", plain.pk)}, actor=staff)["order"] == {"boxes": []}
    assert errors_of(BOXES, {"id": global_id("Order", order.pk)}, actor=VISITOR) != []


def test_the_boxes_of_many_orders_are_asked_for_together() -> None:
    shop, staff = market(), staff_actor(Permission.MANAGE_ORDERS)
    counts = []
    for _times in range(2):
        boxed(shop)
        with CaptureQueriesContext(connection) as queries:
            data_of(ALL, actor=staff)
        counts.append(len(queries))

    assert counts[0] == counts[1]
