"""
What buying and the staff's orders cost through the API: processor time of the application and of PostgreSQL.

The same requests, application and way of measuring as benchmarks/graphql_api.py. The floor of the staff's list is one
hand-written statement with the same JSON. Run: python -m benchmarks.graphql_orders --products 2000 --orders 200
"""

import argparse
from collections.abc import Callable
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path
from django.utils import timezone

from benchmarks.graphql_api import Caller, buying, measured, prepare, question, tell
from marketplace.accounts.models import User
from marketplace.graphql.accounts.tokens import access_token
from marketplace.graphql.kit.ids import global_id
from orders.models.order import Order
from tests.factories.ground import UserFactory

LIST = """query Orders($first: Int!) { orders(first: $first) { totalCount
  edges { cursor node { id number created status paymentStatus userEmail
    total { gross { amount currency } } billingAddress { firstName lastName city }
    channel { id slug } } } pageInfo { endCursor hasNextPage } } }"""
ONE = """query Order($id: ID!) { order(id: $id) { id number status isPaid paymentStatus chargeStatus actions
  lines { id productName quantity unitPrice { gross { amount } } totalPrice { gross { amount } } thumbnail { url } }
  shippingAddress { firstName city } billingAddress { city } total { gross { amount } } subtotal { gross { amount } }
  shippingPrice { gross { amount } } fulfillments { status trackingNumber } events { type user { email } message }
  subOrders { number status cooperative { name } } payments { gateway chargeStatus } transactions { id } } }"""
FLOOR = """
  SELECT o.id, o.number, o.placed_at, o.email, o.total_minor, o.currency, o.billing_address, o.address, p.state,
         c.id, c.slug, (SELECT array_agg(DISTINCT s.state) FROM orders_suborder s WHERE s.order_id = o.id),
         (SELECT count(*) FROM orders_order)
  FROM orders_order o JOIN orders_payment p ON p.order_id = o.id JOIN channels_channel c ON c.id = o.channel_id
  ORDER BY o.placed_at DESC, o.id DESC LIMIT %s
"""


def floor(request: HttpRequest) -> HttpResponse:
    """Answer the staff's list by hand."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [orjson.loads(request.body)["limit"]])
        rows = cursor.fetchall()
    edges = [
        {
            "cursor": f"{row[2]}|{row[0]}",
            "node": {
                "id": global_id("Order", row[0]),
                "number": str(row[1]),
                "created": row[2],
                "status": row[11],
                "paymentStatus": row[8],
                "userEmail": row[3],
                "total": {"gross": {"amount": row[4] / 100, "currency": row[5]}},
                "billingAddress": orjson.loads(row[6]) or orjson.loads(row[7]),
                "channel": {"id": global_id("Channel", row[9]), "slug": row[10]},
            },
        }
        for row in rows[:-1]
    ]
    return HttpResponse(
        orjson.dumps({"data": {"orders": {"totalCount": rows[0][12] if rows else 0, "edges": edges}}}),
        content_type="application/json",
    )


urlpatterns = [path("floor", floor)]


class StaffCaller(Caller):
    """Calls with the token of a member of staff."""

    def __init__(self, token: str) -> None:
        super().__init__()
        plain = self.application

        def with_token(environ: dict[str, Any], respond: Any) -> Any:
            return plain({**environ, "HTTP_AUTHORIZATION": f"Bearer {token}"}, respond)

        self.application = with_token  # type: ignore[assignment]


def filled(caller: Caller, buy: Callable[[], None], count: int) -> None:
    """Have so many orders."""
    for _missing in range(count - Order.objects.count()):
        buy()


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--products", type=int, default=2000)
    arguments.add_argument("--orders", type=int, default=200)
    arguments.add_argument("--times", type=int, default=100)
    arguments.add_argument("--statements", action="store_true", help="print those of one checkout, and stop")
    given = arguments.parse_args()
    connection.settings_dict["CONN_MAX_AGE"] = None
    channel = prepare(given.products)
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=__name__):
        bare = Caller()
        least = measured(lambda: bare.post("/floor", orjson.dumps({"limit": 21})), given.times)
    caller = Caller()
    buy = buying(caller, channel)
    if given.statements:
        buy()
        with connection.execute_wrapper(noted):
            buy()
        return
    filled(caller, buy, given.orders)
    person = User.objects.filter(is_superuser=True).first() or UserFactory.create(is_superuser=True)
    staff = StaffCaller(access_token(person, issuer=f"{settings.PUBLIC_URL}/graphql/", now=timezone.now()))
    newest = Order.objects.order_by("-placed_at").values_list("pk", flat=True)[0]
    print(f"{Order.objects.count()} orders; milliseconds of processor time per request")
    print(f"{'':32}{'application':>12}{'database':>10}{'sum':>8}{'ratio':>7}{'statements':>12}")
    tell("floor: 20 orders by hand", least, least)
    tell("staff's list of 20 orders", measured(question(staff, LIST, {"first": 20}), given.times), least)
    tell(
        "one order with all of it",
        measured(question(staff, ONE, {"id": global_id("Order", newest)}), given.times),
        least,
    )
    tell("checkout of nine mutations", measured(buy, max(given.times // 5, 5)), least)


def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Print a statement and run it."""
    print(" ".join(sql.split())[:160])
    return execute(sql, params, many, context)


if __name__ == "__main__":
    main()
