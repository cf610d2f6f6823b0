"""Drafts over the wire: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logistics.models.parcel import Parcel
from marketplace.kernel.actor import Actor, Permission
from orders.models.draft import Draft
from orders.models.order import Order
from tests.factories.ground import UserFactory
from tests.factories.orders import Market, market
from tests.marketplace.graphql.api import VISITOR, asked, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))
ADDRESS = {
    "firstName": "Amina",
    "lastName": "Client",
    "streetAddress1": "12, rue des Oliviers",
    "city": "Marrakech",
    "country": "MA",
    "phone": "0612345678",
}
ORDER = """order { id number status statusDisplay origin isPaid paymentStatus chargeStatus userEmail
  actions canFinalize errors { field code } externalReference token
  user { id } lines { id quantity productSku unitPrice { gross { amount } } metadata { key } }
  total { gross { amount currency } } undiscountedTotal { gross { amount } }
  shippingPrice { gross { amount } } shippingMethods { id price { amount } } shippingMethod { id }
  deliveryId: shippingMethodName weight { unit value } subOrders { number status }
  fulfillments { status trackingNumber } payments { id chargeStatus gateway } transactions { id }
  events { type user { id } message } metadata { key value } privateMetadata { key value } }
  errors { field message code variants }"""
CREATE = f"mutation ($input: DraftOrderCreateInput!) {{ draftOrderCreate(input: $input) {{ {ORDER} }} }}"
UPDATE = f"mutation ($id: ID!, $input: DraftOrderInput!) {{ draftOrderUpdate(id: $id, input: $input) {{ {ORDER} }} }}"
COMPLETE = f"mutation ($id: ID!) {{ draftOrderComplete(id: $id) {{ {ORDER} }} }}"
LINES = f"""mutation ($id: ID!, $input: [OrderLineCreateInput!]!) {{
  orderLinesCreate(id: $id, input: $input) {{ {ORDER} orderLines {{ quantity }} }} }}"""
LIST = """query ($first: Int, $where: DraftOrderWhereInput, $filter: OrderDraftFilterInput, $search: String,
    $sortBy: OrderSortingInput) {
  draftOrders(first: $first, where: $where, filter: $filter, search: $search, sortBy: $sortBy) { totalCount
    edges { cursor node { number status total { gross { amount } } lines { productName variant { name } }
      subOrders { cooperative { name } } shippingMethods { name } events { type } user { email } } } } }"""


def begun(shop: Market, **known: Any) -> dict[str, Any]:
    given = {
        "channelId": global_id("Channel", shop.channel.pk),
        "userEmail": "amina@example.com",
        "shippingAddress": ADDRESS,
        "shippingMethod": global_id("ShippingMethod", shop.method.pk),
        "lines": [{"variantId": global_id("ProductVariant", shop.variants[0].pk), "quantity": 2}],
        **known,
    }
    found: dict[str, Any] = data_of(CREATE, {"input": given}, actor=STAFF)["draftOrderCreate"]
    assert found["errors"] == []
    order: dict[str, Any] = found["order"]
    return order


def test_a_draft_is_begun_filled_completed_paid_and_sent() -> None:
    shop, customer = market(), UserFactory.create()
    draft = begun(
        shop,
        user=global_id("User", customer.pk),
        externalReference="PO 7",
        metadata=[{"key": "a", "value": "b"}],
        privateMetadata=[{"key": "c", "value": "d"}],
    )
    assert (draft["status"], draft["origin"], draft["canFinalize"]) == ("DRAFT", "DRAFT", True)
    assert (draft["payments"], draft["transactions"], draft["actions"]) == ([], [], [])
    assert draft["total"]["gross"] == {"amount": 235, "currency": "MAD"}
    assert draft["shippingMethod"]["id"] == draft["shippingMethods"][0]["id"]
    assert (draft["metadata"], draft["privateMetadata"]) == (
        [{"key": "a", "value": "b"}],
        [{"key": "c", "value": "d"}],
    )

    alone = {"channelId": global_id("Channel", shop.channel.pk), "user": global_id("User", customer.pk)}
    written_to = data_of(CREATE, {"input": alone}, actor=STAFF)["draftOrderCreate"]["order"]
    assert (draft["userEmail"], written_to["userEmail"]) == ("amina@example.com", customer.email)

    more = [{"variantId": global_id("ProductVariant", shop.variants[1].pk), "quantity": 1}]
    filled = data_of(LINES, {"id": draft["id"], "input": more}, actor=STAFF)["orderLinesCreate"]
    assert (filled["errors"], filled["orderLines"]) == ([], [{"quantity": 1}])

    placed = data_of(COMPLETE, {"id": draft["id"]}, actor=STAFF)["draftOrderComplete"]
    order = placed["order"]
    assert placed["errors"] == []
    assert (order["id"], order["number"], order["status"]) == (draft["id"], draft["number"], "UNFULFILLED")
    assert (order["isPaid"], order["paymentStatus"], order["actions"]) == (
        False,
        "NOT_CHARGED",
        ["MARK_AS_PAID"],
    )
    assert order["total"]["gross"]["amount"] == 385
    assert [each["status"] for each in order["subOrders"]] == ["PLACED", "PLACED"]

    paid = data_of(
        'mutation ($id: ID!) { orderMarkAsPaid(id: $id, transactionReference: "X") {' + ORDER + "} }",
        {"id": draft["id"]},
        actor=STAFF,
    )["orderMarkAsPaid"]
    assert (paid["errors"], paid["order"]["isPaid"]) == ([], True)
    (payment,) = paid["order"]["payments"]
    assert (payment["chargeStatus"], payment["gateway"]) == ("FULLY_CHARGED", "manual")

    warehouse = global_id("Warehouse", "x")
    lines = [
        {"orderLineId": line["id"], "stocks": [{"quantity": line["quantity"], "warehouse": warehouse}]}
        for line in paid["order"]["lines"]
    ]
    sent = data_of(
        "mutation ($order: ID!, $input: OrderFulfillInput!) { orderFulfill(order: $order, input: $input) {"
        " fulfillments { id status trackingNumber } " + ORDER + "} }",
        {"order": draft["id"], "input": {"lines": lines, "trackingNumber": "EE1"}},
        actor=STAFF,
    )["orderFulfill"]
    assert sent["errors"] == []
    assert (sent["order"]["status"], sent["fulfillments"][0]["status"]) == ("FULFILLED", "FULFILLED")
    assert sent["fulfillments"][0]["trackingNumber"] == "EE1" == Parcel.objects.get().tracking_number
    told = [event["type"] for event in sent["order"]["events"]]
    assert {
        "DRAFT_CREATED",
        "ADDED_PRODUCTS",
        "PLACED_FROM_DRAFT",
        "ORDER_MARKED_AS_PAID",
        "FULFILLMENT_FULFILLED_ITEMS",
    } <= set(told)


@pytest.mark.parametrize("actor", [VISITOR, Actor(user_id=7)])
@pytest.mark.parametrize(
    "query",
    [
        "{ draftOrders(first: 1) { totalCount } }",
        "{ orders(first: 1) { totalCount } }",
        '{ order(externalReference: "PO") { id } }',
        'mutation { draftOrderComplete(id: "%s") { order { id } } }',
        'mutation { draftOrderDelete(id: "%s") { order { id } } }',
        'mutation { orderCancel(id: "%s") { order { id } } }',
        'mutation { orderConfirm(id: "%s") { order { id } } }',
        'mutation { orderMarkAsPaid(id: "%s") { order { id } } }',
        'mutation { orderBulkCancel(ids: ["%s"]) { count } }',
        'mutation { draftOrderBulkDelete(ids: ["%s"]) { count } }',
        'mutation { orderNoteAdd(order: "%s", input: {message: "x"}) { order { id } } }',
    ],
)
def test_nobody_but_the_staff_in_charge_of_orders_gets_anywhere(query: str, actor: Actor) -> None:
    shop = market()
    key = global_id("Order", shop.order({0: 1}).pk)

    said = errors_of(query % key if "%s" in query else query, actor=actor)

    assert said == ["To access this path, you need one of the following permissions: MANAGE_ORDERS"]
    assert Order.objects.get().sub_orders.get().state == "released"


def test_a_draft_is_nothing_to_its_customer() -> None:
    shop, customer = market(), UserFactory.create()
    draft = begun(shop, user=global_id("User", customer.pk))
    query = (
        "query ($id: ID!) { order(id: $id) { number } me { checkoutIds orders(first: 9) { totalCount } } }"
    )

    seen = data_of(query, {"id": draft["id"]}, actor=Actor(user_id=customer.pk))

    assert seen == {"order": None, "me": {"checkoutIds": [], "orders": {"totalCount": 0}}}
    assert data_of(query, {"id": draft["id"]}, actor=STAFF)["order"] == {"number": draft["number"]}


@pytest.mark.parametrize(
    ("known", "field", "code"),
    [
        ({"channelId": None}, "channelId", "REQUIRED"),
        ({"channelId": global_id("Channel", 10**9)}, "channelId", "NOT_FOUND"),
        ({"user": global_id("User", 10**9)}, "user", "NOT_FOUND"),
        ({"shippingMethod": global_id("ShippingMethod", "x")}, "shippingMethod", "NOT_FOUND"),
        (
            {"lines": [{"variantId": global_id("ProductVariant", 10**9), "quantity": 1}]},
            "variantId",
            "GRAPHQL_ERROR",
        ),
        ({"userEmail": "nobody"}, "email", "INVALID"),
        ({"shippingAddress": {**ADDRESS, "phone": "1"}}, "phone", "INVALID"),
        ({"paymentGateway": "paypal"}, "paymentGateway", "INVALID"),
    ],
)
def test_what_cannot_be_is_said_in_the_contracts_words(known: dict[str, Any], field: str, code: str) -> None:
    shop = market()
    given = {
        "channelId": global_id("Channel", shop.channel.pk),
        "lines": [{"variantId": global_id("ProductVariant", shop.variants[0].pk), "quantity": 1}],
        **known,
    }

    found = data_of(CREATE, {"input": given}, actor=STAFF)["draftOrderCreate"]

    assert [(error["field"], error["code"]) for error in found["errors"]] == [(field, code)]
    assert (found["order"], Draft.objects.count()) == (None, 0)


def test_a_line_without_a_quantity_is_refused_with_its_code() -> None:
    shop = market()
    draft = begun(shop)
    line = draft["lines"][0]["id"]
    query = """mutation ($id: ID!, $n: Int!) { orderLineUpdate(id: $id, input: {quantity: $n}) {
      order { lines { quantity } } orderLine { quantity } errors { field code } } }"""

    refused = data_of(query, {"id": line, "n": 0}, actor=STAFF)["orderLineUpdate"]
    changed = data_of(query, {"id": line, "n": 5}, actor=STAFF)["orderLineUpdate"]

    assert refused["errors"] == [{"field": "quantity", "code": "ZERO_QUANTITY"}]
    assert changed["orderLine"] == {"quantity": 5}
    gone = data_of(
        "mutation ($id: ID!) { orderLineDelete(id: $id) { order { lines { id } } orderLine { quantity } } }",
        {"id": line},
        actor=STAFF,
    )["orderLineDelete"]
    assert gone == {"order": {"lines": []}, "orderLine": {"quantity": 5}}


def test_the_staff_agree_a_price_and_take_it_back() -> None:
    shop = market()
    variant = global_id("ProductVariant", shop.variants[0].pk)
    draft = begun(shop, lines=[{"variantId": variant, "quantity": 2, "price": "80.00"}])
    priced = """query ($id: ID!) { order(id: $id) { total { gross { amount } } lines { isPriceOverridden
      unitPrice { gross { amount } } undiscountedUnitPrice { gross { amount } } priceOverrideReason } } }"""

    agreed = data_of(priced, {"id": draft["id"]}, actor=STAFF)["order"]["lines"]
    back = [{"variantId": variant, "quantity": 1, "price": None}]
    assert data_of(LINES, {"id": draft["id"], "input": back}, actor=STAFF)["orderLinesCreate"]["errors"] == []
    shelf = data_of(priced, {"id": draft["id"]}, actor=STAFF)["order"]["lines"]

    assert agreed == [
        {
            "isPriceOverridden": True,
            "unitPrice": {"gross": {"amount": 80.0}},
            "undiscountedUnitPrice": {"gross": {"amount": 100.0}},
            "priceOverrideReason": None,
        }
    ]
    assert [(line["isPriceOverridden"], line["unitPrice"]["gross"]["amount"]) for line in shelf] == [
        (False, 100.0)
    ]


def test_a_placed_order_is_not_edited_like_a_draft() -> None:
    shop = market()
    order = shop.order({0: 1})
    key = global_id("Order", order.pk)
    more = [{"variantId": global_id("ProductVariant", shop.variants[1].pk), "quantity": 1}]

    lines = data_of(LINES, {"id": key, "input": more}, actor=STAFF)["orderLinesCreate"]
    shipping = data_of(
        "mutation ($id: ID!) { orderUpdateShipping(order: $id, input: {}) { errors { field code } } }",
        {"id": key},
        actor=STAFF,
    )["orderUpdateShipping"]
    again = data_of(COMPLETE, {"id": key}, actor=STAFF)["draftOrderComplete"]

    assert [error["code"] for error in lines["errors"]] == ["NOT_EDITABLE"]
    assert shipping["errors"] == [{"field": "order", "code": "NOT_EDITABLE"}]
    assert [(error["field"], error["code"]) for error in again["errors"]] == [("id", "INVALID")]
    assert order.lines.count() == 1


def test_a_draft_that_lacks_goods_says_which() -> None:
    shop = market(stock=1)
    draft = begun(shop)

    found = data_of(COMPLETE, {"id": draft["id"]}, actor=STAFF)["draftOrderComplete"]

    assert found["errors"] == [
        {
            "field": "lines",
            "message": found["errors"][0]["message"],
            "code": "INSUFFICIENT_STOCK",
            "variants": [global_id("ProductVariant", shop.variants[0].pk)],
        }
    ]
    assert Order.objects.count() == 0


def test_drafts_are_listed_filtered_and_sorted_and_given_up() -> None:
    shop = market()
    first, second = begun(shop, externalReference="PO-77"), begun(shop, userEmail="b@example.com")

    def numbers(**given: Any) -> list[str]:
        found = data_of(LIST, {"first": 10, **given}, actor=STAFF)["draftOrders"]
        return [edge["node"]["number"] for edge in found["edges"]]

    both = [second["number"], first["number"]]
    by_number = {"sortBy": {"field": "NUMBER", "direction": "ASC"}}
    assert numbers(**by_number) == both[::-1]
    for field in ("NUMBER", "CREATED_AT", "LAST_MODIFIED_AT", "CUSTOMER"):
        assert sorted(numbers(sortBy={"field": field, "direction": "DESC"})) == sorted(both)
    assert numbers(search=first["number"]) == [first["number"]]
    assert numbers(search="PO-77") == [first["number"]]
    assert numbers(filter={"customer": "b@example"}) == [second["number"]]
    assert numbers(where={"userEmail": {"eq": "b@example.com"}}) == [second["number"]]
    assert numbers(where={"linesCount": {"eq": 2}}) == []
    assert sorted(numbers(where={"linesCount": {"range": {"gte": 1}}})) == sorted(both)
    assert numbers(where={"OR": [{"number": {"eq": int(first["number"])}}]}) == [first["number"]]
    assert numbers(filter={"channels": [global_id("Channel", 10**9)]}) == []

    deleted = data_of(
        "mutation ($ids: [ID!]!) { draftOrderBulkDelete(ids: $ids) { count errors { code } } }",
        {"ids": [first["id"], second["id"]]},
        actor=STAFF,
    )["draftOrderBulkDelete"]
    assert (deleted, Draft.objects.count()) == ({"count": 2, "errors": []}, 0)


def test_the_list_of_drafts_needs_the_same_statements_at_any_size() -> None:
    shop = market()

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = asked(LIST, {"first": 100}, actor=STAFF)
        assert answer.errors == []
        return len(captured)

    begun(shop)
    one = statements()
    for place in range(4):
        begun(
            shop,
            lines=[
                {"variantId": global_id("ProductVariant", shop.variants[place % 3].pk), "quantity": 1},
                {"variantId": global_id("ProductVariant", shop.variants[(place + 1) % 3].pk), "quantity": 1},
            ],
        )

    # page, count, lines, offers, stock, sellers' names, rates, sellers; then variants, rates again, notes, people;
    # the reductions that hold, and the channels
    assert (one, statements()) == (14, 14)
