"""The pages of the portal ask the same number of questions for one row and for twenty."""

import uuid
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.ledger.services.ledger_post import ledger_post_many
from marketplace.network.models import Question
from marketplace.notifications.services.notify import notify
from orders.models.order import Order, OrderLine, SubOrder
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON
from tests.factories.logistics import released_lot
from tests.factories.payouts import sale_entries, sale_facts, sold
from tests.marketplace.network.asking import asked

# Session, person and roles are three; the cooperative is the fourth, the voices are the fifth.
EXPECTED = {
    "": 21,
    "more/": 5,
    "orders/": 7,
    "products/": 10,
    "capacity/": 8,
    "closed/": 6,
    "share/": 7,
    "sold/": 7,
    "stock/": 8,
    "questions/": 8,
    "earnings/": 18,
    "earnings/maturing/": 7,
    "earnings/available/": 6,
    "papers/": 7,
    "messages/": 6,
}


def fill(shop, president, count):
    for number in range(count):
        for state in ("open", "no"):
            asked(president.organisation, key=f"{state}{number}", now=NOON)
            Question.objects.filter(key=f"no{number}").update(state="no", answered_quantity=0)
        shop.order({0: 1})
        product = ProductFactory.create(organisation=president.organisation, listed=True)
        released_lot(product.variants.get(), 5)
        sold(president.organisation.pk, 10_000, at=NOON)
        entries = sale_entries(
            president.organisation.pk, sale_facts(10_000), at=NOON, matured=False,
            subject=f"sub-order:{uuid.uuid4()}",
        )  # fmt: skip
        ledger_post_many(entries=entries)
        notify(
            key=f"test:{number}", channel="inbox", to=f"user:{president.user.pk}", language="fr",
            template="order_to_prepare", now=NOON,
            context={"order": "1-1", "cooperative": "Elle", "items": "3", "url": "http://testserver/x/"},
        )  # fmt: skip


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_questions_does_not_depend_on_the_rows(shop, president, count):
    fill(shop, president, count)
    found = {}

    for page in EXPECTED:
        with CaptureQueriesContext(connection) as asked:
            answer = president.client.get(f"/fr/portal/{page}")
        assert answer.status_code == 200
        found[page] = len(asked)

    assert found == EXPECTED


@pytest.mark.parametrize("count", [1, 20])
def test_one_order_asks_the_same_for_one_line_and_for_many(shop, president, count):
    order = shop.order({0: 1})
    part = SubOrder.objects.get(order=order)
    line = OrderLine.objects.get(sub_order=part)
    for _ in range(count - 1):
        line.pk, line.key = None, uuid4()
        line.save(force_insert=True)

    with CaptureQueriesContext(connection) as asked:
        answer = president.client.get(f"/fr/portal/orders/{part.pk}/")

    assert len(answer.context["lines"]) == count
    assert len(asked) == 9


def test_lists_go_on_where_the_last_page_ended(shop, president):
    for number in range(21):
        order = shop.order({0: 1})
        Order.objects.filter(pk=order.pk).update(placed_at=NOON + timedelta(minutes=number))
        SubOrder.objects.filter(order=order).update(placed_at=NOON + timedelta(minutes=number))

    first = president.client.get("/fr/portal/orders/")
    second = president.client.get(f"/fr/portal/orders/{first.context['next_url']}")

    shown = [item["row"].number for page in (first, second) for item in page.context["rows"]]
    assert len(shown) == len(set(shown)) == 21
    assert second.context["next_url"] == ""
