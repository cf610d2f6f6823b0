"""Choosing instead of missing goods, by the order's secret link: test that ..."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marketplace.notifications.models import Message
from orders.models.order import Order
from orders.models.shortage import LineShortage
from orders.shortage_states import Remedy
from tests.factories.orders import Market, market
from tests.factories.shortages import other_product, short
from tests.once import fresh, once
from tests.orders.journey import told

pytestmark = pytest.mark.django_db

built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def page_of(order: Order, language: str = "fr") -> str:
    return f"/{language}/order/{order.access_token}/missing/"


def test_a_customer_is_told_and_chooses_with_pictures_without_javascript(
    client: Client, shop: Market
) -> None:
    other = other_product(shop)
    now = timezone.now()
    order = shop.order({0: 2, 1: 1}, now=now)
    row = short(shop, order, 1, now=now)
    told()
    sent = Message.objects.get(template="order_short")
    assert (sent.context["what"], sent.context["url"].endswith(page_of(order))) == (
        f"1 × {shop.variants[0].product.names['fr']}",
        True,
    )

    shown = client.get(reverse("frontend:order", args=[order.access_token])).content.decode()
    assert page_of(order) in shown
    asked = client.get(page_of(order, "ar")).content.decode()
    for remedy in Remedy:
        assert f'value="{remedy.value}"' in asked
    assert other.product.names["ar"] in asked
    answer = client.post(page_of(order), {"shortage": row.pk, "remedy": "substitute"})

    assert answer.status_code == 303
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("substituted", "visitor")
    after = client.get(page_of(order)).content.decode()
    assert 'name="remedy"' not in after and other.product.names["fr"] in after
    assert "20,00" in client.get(reverse("frontend:order", args=[order.access_token])).content.decode()
    told()
    assert Message.objects.filter(template="order_short_decided").count() == 1


def test_what_cannot_be_chosen_is_said_and_changes_nothing(client: Client, shop: Market) -> None:
    now = timezone.now()
    order, foreign = shop.order({0: 2, 1: 1}, now=now), shop.order({1: 2}, now=now)
    row = short(shop, order, 1, now=now)
    for wrong in (
        {"shortage": row.pk, "remedy": "substitute"},
        {"shortage": row.pk, "remedy": "nonsense"},
        {"shortage": "x", "remedy": "wait"},
        {},
    ):
        assert client.post(page_of(order), wrong).status_code == 422
    assert client.post(page_of(foreign), {"shortage": row.pk, "remedy": "wait"}).status_code == 422
    assert client.get(page_of(foreign)).status_code == 200
    assert client.get("/fr/order/nonsense/missing/").status_code == 404

    row.refresh_from_db()
    assert row.state == "open"
    assert client.post(page_of(order), {"shortage": row.pk, "remedy": "wait"}).status_code == 303
    waiting = client.get(page_of(order)).content.decode()
    assert 'value="leave_out"' in waiting and 'value="wait"' not in waiting
    LineShortage.objects.update(state="open", answer_by=now)
    assert client.post(page_of(order), {"shortage": row.pk, "remedy": "leave_out"}).status_code == 422


def test_the_page_asks_the_same_number_of_questions_however_much_is_missing(
    client: Client, shop: Market
) -> None:
    now = timezone.now()
    order = shop.order({0: 2, 1: 2, 2: 2}, now=now)
    counts = []
    for index in (0, 1, 2):
        short(shop, order, 1, index=index, now=now)
        with CaptureQueriesContext(connection) as seen:
            client.get(page_of(order))
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2]
