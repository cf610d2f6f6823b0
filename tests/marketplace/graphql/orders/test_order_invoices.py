"""Invoices over the wire: test that ..."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.documents.models import FiscalDocument
from marketplace.kernel.actor import Actor, Permission
from tests.factories.orders import market
from tests.factories.refunds import delivered, refunded
from tests.marketplace.graphql.api import asked, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))
SHOWN = "invoices { id number status kind url sellerName total { amount } order { number } createdAt }"
REQUEST = f"""mutation ($id: ID!) {{ invoiceRequest(orderId: $id, number: "X-1") {{
  invoice {{ number }} order {{ {SHOWN} }} errors {{ field code }} }} }}"""

HISTORY = """query ($id: ID!) { order(id: $id) { events {
  type amount invoiceNumber shippingCostsIncluded } } }"""


def test_a_delivered_order_is_invoiced_by_each_seller_and_once() -> None:
    shop = market()
    order = delivered(shop, {0: 1, 1: 1})
    key = {"id": global_id("Order", order.pk)}

    made = data_of(REQUEST, key, actor=STAFF)["invoiceRequest"]
    again = data_of(REQUEST, key, actor=STAFF)["invoiceRequest"]

    assert made["errors"] == again["errors"] == []
    assert made["invoice"] == again["invoice"]
    found = made["order"]["invoices"]
    assert sorted(each["total"]["amount"] for each in found) == [35, 100, 150]
    assert {each["status"] for each in found} == {"SUCCESS"}
    assert "X-1" not in [each["number"] for each in found]
    sellers = {each["sellerName"] for each in found}
    assert {seller.names["fr"] for seller in shop.sellers[:2]} < sellers
    assert FiscalDocument.objects.count() == 3


def test_a_credit_note_stands_beside_its_invoice() -> None:
    order = delivered(market(), {0: 2})
    key = {"id": global_id("Order", order.pk)}
    refunded(order, {0: 1})

    found = data_of(REQUEST, key, actor=STAFF)["invoiceRequest"]["order"]["invoices"]

    told = sorted((each["kind"], each["total"]["amount"]) for each in found)
    assert told == [("CREDIT_NOTE", 100), ("INVOICE", 35), ("INVOICE", 200)]
    history = data_of(HISTORY, key, actor=STAFF)["order"]["events"]
    issued = {each["invoiceNumber"] for each in history if each["type"] == "INVOICE_GENERATED"}
    assert issued == {each["number"] for each in found}
    back = [each for each in history if each["type"] == "FULFILLMENT_REFUNDED"]
    assert [(each["amount"], each["shippingCostsIncluded"]) for each in back] == [(100, False)]


def test_what_is_not_delivered_is_not_invoiced() -> None:
    order = market().order({0: 1})

    early = data_of(REQUEST, {"id": global_id("Order", order.pk)}, actor=STAFF)["invoiceRequest"]
    nothing = data_of(REQUEST, {"id": global_id("Order", order.checkout_id)}, actor=STAFF)["invoiceRequest"]

    assert early == {
        "invoice": None,
        "order": None,
        "errors": [{"field": "orderId", "code": "NOT_READY"}],
    }
    assert nothing["errors"] == [{"field": "orderId", "code": "NOT_FOUND"}]
    assert not FiscalDocument.objects.exists()


def test_an_address_leads_to_the_paper_and_strangers_get_none(client: Client) -> None:
    order = delivered(market(), {0: 1})
    key = {"id": global_id("Order", order.pk)}
    found = data_of(REQUEST, key, actor=STAFF)["invoiceRequest"]["order"]["invoices"]

    path = found[0]["url"].split("/", 3)[3]

    assert client.get(f"/{path}").headers["Content-Type"] == "application/pdf"
    assert len(errors_of(f"query ($id: ID!) {{ order(id: $id) {{ {SHOWN} }} }}", key)) == 1


def test_a_page_of_orders_costs_the_same_however_many_invoices_there_are() -> None:
    shop = market()
    query = f"{{ orders(first: 20) {{ edges {{ node {{ {SHOWN} }} }} }} }}"

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert asked(query, actor=STAFF).errors == []
        return len(statements)

    def invoiced() -> None:
        order = delivered(shop, {0: 1})
        data_of(REQUEST, {"id": global_id("Order", order.pk)}, actor=STAFF)

    invoiced()
    first = cost()
    invoiced()
    invoiced()

    assert cost() == first
