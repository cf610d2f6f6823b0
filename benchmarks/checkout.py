"""
What an order costs: a basket with three articles of three cooperatives, placed through the services and by HTTP.

Orders are really committed, in a copy of the (migrated, idle) database that DATABASE_URL names; the copy is dropped
afterwards. Measured are CPU of this process plus CPU of the database's process, statements and wall time, each order in
one transaction. The floor writes the same rows by hand-written statements, prices, stock and locks included, with
nothing of Django but its cursor. HTTP is the WSGI application with its middleware, without sockets. Run:
python -m benchmarks.checkout
"""

import argparse
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.test")
django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from frontend.basket_cookie import COOKIE, BasketMark, basket_kept
from marketplace.kernel.money import Money
from marketplace.outbox.delivery import _handle
from marketplace.outbox.models import Receipt
from orders.models.checkout import Checkout
from orders.services.checkout_place import checkout_place
from tests.factories.orders import VISITOR, Market, market

TICK = os.sysconf("SC_CLK_TCK")
NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TOTAL = Money(27_500 + 3_500)


@dataclass(frozen=True)
class Cost:
    """Of one order: milliseconds of CPU here and in the database, of wall time, and statements."""

    application: float
    database: float
    wall: float
    statements: int

    @property
    def cpu(self) -> float:
        return self.application + self.database


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def measured(act: Callable[[Checkout], object], baskets: list[Checkout], backend: int) -> Cost:
    statements: list[str] = []

    def count(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        # Inner transactions are savepoints; they are not questions.
        if "SAVEPOINT" not in sql:
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        act(baskets[0])
    act(baskets[1])
    own, theirs, began = time.process_time(), cpu_of(backend), time.perf_counter()
    for basket in baskets[2:]:
        act(basket)
    orders = len(baskets) - 2
    return Cost(
        (time.process_time() - own) / orders * 1000,
        (cpu_of(backend) - theirs) / orders * 1000,
        (time.perf_counter() - began) / orders * 1000,
        len(statements),
    )


def by_service(basket: Checkout) -> object:
    return checkout_place(actor=VISITOR, checkout_id=basket.pk, expected_total=TOTAL, now=NOW)


def by_http(basket: Checkout) -> object:
    client = Client()
    response = HttpResponse()
    basket_kept(response, BasketMark(basket.pk, 3))
    client.cookies[COOKIE] = response.cookies[COOKIE].value
    form = {
        "checkout": str(basket.pk),
        "payment_method": "cash",
        "seen_total": TOTAL.minor,
        "seen_fee": 0,
    }
    answer = client.post("/fr/checkout/review/", form)
    if answer.status_code != 303 or "/order/" not in answer["Location"]:
        raise RuntimeError(f"no order: {answer.status_code} {answer.get('Location')}")
    return answer


def followed(basket: Checkout) -> object:
    """Place, and let every listener act on it, as the worker does."""
    by_service(basket)
    for key in Receipt.objects.filter(state="pending").values_list("pk", flat=True):
        _handle(key, now=NOW)
    return None


@transaction.atomic
def by_hand(basket: Checkout) -> object:
    """The least that must be read and written for the same order, in 14 statements."""
    order, payment, parts = uuid.uuid4(), uuid.uuid4(), [uuid.uuid4() for _ in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM orders_checkout WHERE id = %s FOR UPDATE", [basket.pk])
        cursor.execute(_PRICED, [basket.channel_id, basket.pk])
        lines = cursor.fetchall()
        cursor.execute(
            "SELECT price_minor FROM logistics_deliveryrate WHERE method_id = %s AND up_to_weight_g >= %s"
            " ORDER BY up_to_weight_g LIMIT 1",
            [basket.delivery_method_id, sum(line[5] for line in lines)],
        )
        (delivery,) = cursor.fetchone()
        cursor.execute("SELECT rate, hub_fee_minor FROM cooperatives_commissionterm LIMIT 1")
        rate, fee = cursor.fetchone()
        variants = [line[0] for line in lines]
        cursor.execute(
            "SELECT id FROM logistics_stock WHERE variant_id = ANY(%s) ORDER BY id FOR UPDATE", [variants]
        )
        stocks = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE logistics_stock SET reserved = reserved + 1 WHERE id = ANY(%s) AND quantity - reserved >= 1",
            [stocks],
        )
        items = sum(line[3] for line in lines)
        cursor.execute("SELECT nextval('orders_order_number')")
        (number,) = cursor.fetchone()
        cursor.execute(_ORDER, {
            "id": order, "number": number, "token": uuid.uuid4().hex, "items": items, "delivery": delivery,
            "total": items + delivery, "now": NOW, "basket": basket.pk,
        })  # fmt: skip
        cursor.execute(_PARTS, {
            "ids": parts, "order": order, "owners": [line[1] for line in lines],
            "numbers": [f"{number}-{place}" for place in (1, 2, 3)], "gross": [line[3] for line in lines],
            "commissions": [int(line[3] * rate) for line in lines], "fee": fee, "now": NOW,
        })  # fmt: skip
        cursor.execute(_LINES, {
            "order": order, "parts": parts, "variants": variants, "skus": [line[2] for line in lines],
            "prices": [line[3] for line in lines], "names": [line[4] for line in lines],
            "weights": [line[5] for line in lines], "rate": rate,
        })  # fmt: skip
        keys = [f"order-line:{row[0]}" for row in cursor.fetchall()]
        cursor.execute(
            "INSERT INTO logistics_reservation (stock_id, key, quantity, created_at)"
            " SELECT s, k, 1, %s FROM unnest(%s::bigint[], %s::text[]) AS t(s, k)",
            [NOW, stocks, keys],
        )
        cursor.execute(_PAYMENT, {
            "id": payment, "order": order, "amount": items + delivery, "now": NOW, "parts": parts,
            "items": [line[3] for line in lines], "delivery": [delivery // 3 + (delivery % 3 > n) for n in range(3)],
        })  # fmt: skip
        cursor.execute("UPDATE orders_checkout SET completed_at = %s WHERE id = %s", [NOW, basket.pk])
        cursor.execute(_FACTS, {"now": NOW, "order": str(order)})
    return order


_PRICED = """
    SELECT l.variant_id, p.organisation_id, v.sku, c.amount_minor, p.names::text, v.weight_g
    FROM orders_checkoutline l JOIN catalog_variant v ON v.id = l.variant_id
    JOIN catalog_product p ON p.id = v.product_id
    JOIN catalog_price c ON c.variant_id = v.id AND c.channel_id = %s WHERE l.checkout_id = %s ORDER BY l.position
"""
_ORDER = """
    INSERT INTO orders_order (id, number, access_token, checkout_id, channel_id, user_id, phone, email, language,
        address, billing_address, region, delivery_method_id, delivery_names, payment_method, note, metadata,
        items_minor, delivery_minor, cash_fee_minor, total_minor, currency, placed_at, private_metadata, origin,
        funded_minor, delivery_full_minor, gift_minor, platform_minor, partner_minor, voucher_code, updated_at,
        needs_confirmation)
    SELECT %(id)s, %(number)s, %(token)s, id, channel_id, user_id, phone, email, language, address, billing_address,
        'MA-07', delivery_method_id, '{}', payment_method, note, metadata, %(items)s, %(delivery)s, 0, %(total)s, 'MAD',
        %(now)s, '{}', 'checkout', 0, %(delivery)s, 0, 0, 0, '', %(now)s, false
    FROM orders_checkout WHERE id = %(basket)s
"""
_PARTS = """
    INSERT INTO orders_suborder (id, order_id, organisation_id, number, state, gross_minor, commission_minor,
        hub_fee_minor, currency, terms, placed_at, refunded_minor, refunded_hub_fee_minor)
    SELECT i, %(order)s, o, n, 'released', g, c, %(fee)s, 'MAD', '{}', %(now)s, 0, 0
    FROM unnest(%(ids)s::uuid[], %(owners)s::bigint[], %(numbers)s::text[], %(gross)s::bigint[],
        %(commissions)s::bigint[]) AS t(i, o, n, g, c)
"""
_LINES = """
    INSERT INTO orders_orderline (order_id, sub_order_id, variant_id, product_names, variant_names, sku, quantity,
        unit_price_minor, total_minor, currency, weight_g, tax_code, tax_rate, tax_mention, commission_rate,
        commission_minor, undiscounted_unit_price_minor, given_minor, funded_minor, is_gift, volume_cm3,
        commission_rule, metadata, is_price_agreed, agreed_reason, returned_quantity, refunded_quantity, refunded_minor,
        refunded_commission_minor)
    SELECT %(order)s, p, v, n::jsonb, '{}', s, 1, g, g, 'MAD', w, 'R20', 0.2, '{}', %(rate)s, (g * %(rate)s)::bigint,
        g, 0, 0, false, 0, '{}', '{}', false, '', 0, 0, 0, 0
    FROM unnest(%(parts)s::uuid[], %(variants)s::bigint[], %(names)s::text[], %(skus)s::text[], %(prices)s::bigint[],
        %(weights)s::int[]) AS t(p, v, n, s, g, w)
    RETURNING id
"""
_PAYMENT = """
    WITH payment AS (
        INSERT INTO orders_payment (id, order_id, method, state, amount_minor, captured_minor, refunded_minor, currency,
            provider_reference, session_reference, session_url, transfer_reference, created_at, owed_back_minor,
            deposit_minor, gift_back_minor, surplus_minor)
        VALUES (%(id)s, %(order)s, 'cash', 'pledged', %(amount)s, 0, 0, 'MAD', '', '', '', '', %(now)s, 0, 0, 0, 0)
        RETURNING id)
    INSERT INTO orders_paymentsplit (payment_id, sub_order_id, items_minor, delivery_minor, currency,
        delivery_refunded_minor, gift_minor)
    SELECT payment.id, p, i, d, 'MAD', 0, 0
    FROM payment, unnest(%(parts)s::uuid[], %(items)s::bigint[], %(delivery)s::bigint[]) AS t(p, i, d)
"""
_FACTS = """
    WITH facts AS (
        INSERT INTO outbox_message (topic, body, created_at)
        SELECT t, jsonb_build_object('order_id', %(order)s::text, 'happened_at', %(now)s::text), %(now)s
        FROM unnest(ARRAY['orders.order-placed.v1', 'orders.order-released.v1']) AS t RETURNING id)
    INSERT INTO outbox_receipt (message_id, handler, state, attempts, due_at, last_error)
    SELECT facts.id, h, 'pending', 0, %(now)s, ''
    FROM facts, unnest(ARRAY['first', 'second']) AS h LIMIT 3
"""


@contextmanager
def copied_database() -> Iterator[None]:
    """Work in a copy, which is dropped afterwards."""
    here = connection.settings_dict
    original, copy = here["NAME"], f"{here['NAME']}_benchmark"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
    here["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        here["NAME"] = original
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def report(orders: int) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    shop: Market = market(stock=orders * 10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
        cursor.execute("ANALYZE")
    cases: tuple[tuple[str, Callable[[Checkout], object]], ...] = (
        ("floor: by hand", by_hand),
        ("`checkout_place`", by_service),
        ("POST of the review page", by_http),
        ("placed, and all listeners", followed),
    )
    least = None
    print(f"{'':28} {'statements':>10} {'app ms':>8} {'db ms':>7} {'sum':>7} {'ratio':>6} {'orders/s':>9}")
    for name, act in cases:
        baskets = [shop.checkout({0: 1, 1: 1, 2: 1}, now=NOW) for _ in range(orders)]
        cost = measured(act, baskets, backend)
        Receipt.objects.all().delete()
        least = least or cost
        print(
            f"{name:28} {cost.statements:10d} {cost.application:8.2f} {cost.database:7.2f} {cost.cpu:7.2f}"
            f" {cost.cpu / least.cpu:6.1f} {1000 / cost.wall:9.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=200, help="how many orders each case places")
    orders = parser.parse_args().orders
    with copied_database():
        report(orders)


if __name__ == "__main__":
    main()
