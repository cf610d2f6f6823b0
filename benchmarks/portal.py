"""
What the pages of a cooperative's portal cost with a long history: 100,000 orders beside 10, and how many times as much.

Two cooperatives of one market, with as much to prepare, on its way and at the hub; one of them has sold so many times
before, all of it settled. Everything happens in one transaction that is rolled back, in the database that DATABASE_URL
names (migrated). Processor time of a GET through all middleware, here and in the database's process. Run:
python -m benchmarks.portal [--orders 100000] [--few 10]
"""

import argparse
import os
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.test")
django.setup()

from django.conf import settings
from django.db import connection, models, transaction
from django.test import Client

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Permission
from marketplace.ledger.services.ledger_post import ledger_post_many
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, PaymentSplit
from tests.factories.ground import MembershipFactory, UserFactory, staff_actor
from tests.factories.orders import Market, market
from tests.factories.payouts import SettlementTermFactory, sale_entries, sale_facts

FEW = 10
BATCH = 2_000
TICK = os.sysconf("SC_CLK_TCK")
# With EXPLAIN_SLOW set, statements that take longer (seconds) are printed
SLOW = 0.02
SOLD = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SETTLED = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
PAGES = {
    "today": "",
    "orders to prepare": "orders/",
    "orders delivered": "orders/?show=done",
    "one order": "order",
    "stock": "stock/",
    "earnings": "earnings/",
    "earnings that mature": "earnings/maturing/",
    "earnings that are payable": "earnings/available/",
    "a statement": "statement",
    "products": "products/",
    "what was sold, by month": "sold/",
}


def cloned(model: type[models.Model], source: int | uuid.UUID, count: int, **changes: str) -> None:
    """Write a row so many times again by one statement; `changes` are expressions, in which `n` counts."""
    columns = [field.column for field in model._meta.local_fields if field.column]
    chosen = [changes.get(column, f"s.{column}") for column in columns if changes.get(column) != ""]
    named = [column for column in columns if changes.get(column) != ""]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(named)}) SELECT {', '.join(chosen)}"
            f" FROM {model._meta.db_table} s, generate_series(1, {count:d}) n"
            " WHERE s.id = %s",
            [source],
        )


def history(shop: Market, seller: int, count: int) -> None:
    """Let a seller have so many delivered orders, copies of one that was placed, each with its own ids."""
    order = shop.order({seller: 1})
    part = SubOrder.objects.get(order=order)
    line, payment = OrderLine.objects.get(order=order), Payment.objects.get(order=order)
    split = PaymentSplit.objects.get(payment=payment)
    SubOrder.objects.filter(pk=part.pk).update(state="delivered", delivered_at=SOLD, matured_at=SOLD)
    # Ids that can be worked out again from the number: one name space for each kind
    space = {kind: uuid.uuid4().hex[:20] for kind in ("order", "part", "payment")}

    def key(kind: str) -> str:
        return f"('{space[kind]}' || lpad(to_hex(n), 12, '0'))::uuid"

    at = "s.placed_at - n * interval '7 minutes'"
    base = 50_000_000 + seller * 10_000_000
    cloned(
        Order, order.pk, count,
        id=key("order"), number=f"{base} + n", access_token=f"'{space['order']}' || n",
        checkout_id=key("part"), placed_at=at,
    )  # fmt: skip
    cloned(
        SubOrder, part.pk, count,
        id=key("part"), order_id=key("order"), number=f"({base} + n) || '-1'", placed_at=at,
    )  # fmt: skip
    cloned(OrderLine, line.pk, count, id="", order_id=key("order"), sub_order_id=key("part"))
    cloned(Payment, payment.pk, count, id=key("payment"), order_id=key("order"), state="'paid'")
    cloned(PaymentSplit, split.pk, count, id="", payment_id=key("payment"), sub_order_id=key("part"))


def earned(organisation: Organisation, count: int) -> None:
    """Book as many sales, matured before the settlement."""
    for first in range(0, count, BATCH):
        entries = []
        for _number in range(first, min(first + BATCH, count)):
            subject = f"sub-order:{uuid.uuid4()}"
            entries += sale_entries(organisation.pk, sale_facts(10_000), at=SOLD, subject=subject)
        ledger_post_many(entries=entries)


def still_open(shop: Market, seller: int) -> None:
    """Let a seller have some to prepare, and some that matures."""
    for _number in range(FEW):
        order = shop.order({seller: 1})
        Order.objects.filter(pk=order.pk).update(placed_at=NOW)
        SubOrder.objects.filter(order=order).update(placed_at=NOW)
        entries = sale_entries(
            shop.sellers[seller].pk,
            sale_facts(10_000),
            at=NOW,
            matured=False,
            subject=f"sub-order:{uuid.uuid4()}",
        )
        ledger_post_many(entries=entries)


def settled() -> None:
    """Pay all that has matured."""
    SettlementTermFactory.create()
    preparing = staff_actor(Permission.PREPARE_SETTLEMENTS)
    approving = staff_actor(Permission.APPROVE_SETTLEMENTS)
    run = settlement_prepare(actor=preparing, due_date=SETTLED, now=NOW)
    settlement_approve(actor=approving, run_id=run.pk, now=NOW)
    settlement_lock(actor=preparing, run_id=run.pk, now=NOW)


def browser(organisation: Organisation) -> Client:
    """Let the cooperative's president come in."""
    user: User = UserFactory.create()
    MembershipFactory.create(organisation=organisation, user=user, role=Role.PRESIDENT)
    client = Client()
    client.force_login(user)
    return client


def cpu_of(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def measured(client: Client, url: str, times: int) -> tuple[float, int]:
    """Return the milliseconds of processor time of a GET, and how many statements it asks."""
    count = 0

    def counted(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        nonlocal count
        count += "SAVEPOINT" not in sql
        began = time.perf_counter()
        answer = execute(sql, params, many, context)
        if os.environ.get("EXPLAIN_SLOW") and time.perf_counter() - began > SLOW:
            print(f"{time.perf_counter() - began:.2f} s: {' '.join(sql.split())[:900]}")
        return answer

    client.get(url)
    with connection.execute_wrapper(counted):
        answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url}: {answer.status_code}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    own, theirs = time.process_time(), cpu_of(backend)
    for _time in range(times):
        client.get(url)
    spent = time.process_time() - own + cpu_of(backend) - theirs
    return spent * 1000 / times, count


def address(organisation: Organisation, page: str) -> str:
    """Return where a page of a cooperative is."""
    if page == "order":
        row = SubOrder.objects.filter(organisation=organisation).order_by("-placed_at")[0]
        return f"/fr/portal/orders/{row.pk}/"
    if page == "statement":
        return f"/fr/portal/earnings/{Statement.objects.get(organisation=organisation).pk}/"
    return f"/fr/portal/{page}"


def report(orders: int, few: int, times: int) -> None:
    """Build both cooperatives, and print a table."""
    settings.ALLOWED_HOSTS = ["testserver"]
    shop = market(stock=100)
    began = time.perf_counter()
    for seller, count in enumerate((few, orders)):
        history(shop, seller, count)
        earned(shop.sellers[seller], count)
    settled()
    for seller in range(2):
        still_open(shop, seller)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE")
    print(
        f"{orders} orders beside {few}, built in {time.perf_counter() - began:.0f} s; milliseconds of processor time"
    )
    print(f"{'':28}{few:>10}{orders:>10}{'ratio':>8}{'statements':>12}")
    browsers = [browser(shop.sellers[seller]) for seller in range(2)]
    for name, page in PAGES.items():
        short, long = (
            measured(browsers[seller], address(shop.sellers[seller], page), times) for seller in range(2)
        )
        if short[1] != long[1]:
            print(f"{name}: {short[1]} statements beside {long[1]}")
        print(f"{name:28}{short[0]:10.1f}{long[0]:10.1f}{long[0] / short[0]:8.2f}{long[1]:12d}")


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--orders", type=int, default=100_000)
    arguments.add_argument("--few", type=int, default=FEW)
    arguments.add_argument("--times", type=int, default=40)
    given = arguments.parse_args()
    with transaction.atomic():
        report(given.orders, given.few, given.times)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
