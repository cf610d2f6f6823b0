"""The staff's orders over the wire: test that ..."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from logistics.checks import stock_findings
from logistics.models.warehouse import Warehouse
from marketplace.channels.models import Channel
from marketplace.documents.models import FiscalDocument
from marketplace.kernel.actor import Actor, Permission
from orders.models.order import Order
from orders.services.order_cancel import order_cancel
from tests.factories.ground import NOON, UserFactory
from tests.factories.logistics import stock_of
from tests.factories.orders import market
from tests.marketplace.graphql.api import data_of, errors_of, global_id
from tests.orders.journey import packed, shipped, told

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))
LIST = """query ($filter: OrderFilterInput, $where: OrderWhereInput, $search: String, $sortBy: OrderSortingInput) {
  orders(first: 50, filter: $filter, where: $where, search: $search, sortBy: $sortBy) {
    totalCount edges { node { number status } } } }"""
MUTATION = """mutation ($id: ID!) { %s(id: $id) { order { status actions events { type user { id } message } }
  errors { field code } } }"""


def numbers(**given: Any) -> list[int]:
    found = data_of(LIST, given, actor=STAFF)["orders"]
    listed = [int(edge["node"]["number"]) for edge in found["edges"]]
    assert found["totalCount"] == len(listed)
    return listed


def test_every_status_that_is_shown_can_be_filtered_by_and_sorted_by() -> None:
    shop = market()
    orders = {
        "UNFULFILLED": shop.order({0: 1, 1: 1}),
        "UNCONFIRMED": shop.order({0: 1}, pay="transfer"),
        "FULFILLED": shop.order({1: 1}),
        "CANCELED": shop.order({2: 1}),
    }
    shipped(orders["FULFILLED"], NOON)
    order_cancel(actor=STAFF, order_id=orders["CANCELED"].pk, holds_secret=False, reason="", now=NOON)

    shown = data_of(LIST, {}, actor=STAFF)["orders"]["edges"]
    assert {int(edge["node"]["number"]): edge["node"]["status"] for edge in shown} == {
        order.number: status for status, order in orders.items()
    }
    for status, order in orders.items():
        assert numbers(filter={"status": [status]}) == [order.number]
        assert numbers(where={"status": {"eq": status}}) == [order.number]
    for field in ("STATUS", "PAYMENT", "CUSTOMER", "FULFILLMENT_STATUS", "LAST_MODIFIED_AT", "RANK"):
        up = numbers(sortBy={"field": field, "direction": "ASC"})
        assert numbers(sortBy={"field": field, "direction": "DESC"}) == up[::-1]
    assert numbers(where={"hasFulfillments": True}) == [orders["FULFILLED"].number]
    assert numbers(where={"fulfillments": [{"status": {"eq": "FULFILLED"}}]}) == [orders["FULFILLED"].number]
    assert numbers(where={"fulfillments": [{"status": {"eq": "RETURNED"}}]}) == []
    assert sorted(numbers(filter={"status": ["READY_TO_FULFILL", "READY_TO_CAPTURE"]})) == [
        orders["UNFULFILLED"].number
    ]


def test_orders_are_found_by_all_that_is_known_of_them() -> None:
    shop, person = market(), UserFactory.create()
    first, second = shop.order({0: 1}), shop.order({1: 2}, pay="transfer")
    Order.objects.filter(pk=first.pk).update(
        user=person, email="x@example.com", external_reference="PO-9", metadata={"k": "v"}
    )
    Order.objects.filter(pk=second.pk).update(placed_at=NOON - timedelta(days=3))
    one, two = [first.number], [second.number]
    today = timezone.localdate(NOON).isoformat()

    assert numbers(search=f"#{first.number}") == one
    assert numbers(search="PO-9") == one
    assert numbers(filter={"search": "x@example"}) == one
    assert numbers(filter={"customer": "amina@"}) == two
    assert numbers(filter={"metadata": [{"key": "k", "value": "v"}]}) == one
    assert numbers(filter={"metadata": [{"key": "k", "value": "w"}]}) == []
    assert numbers(filter={"created": {"gte": today}}) == one
    assert numbers(filter={"created": {"lte": today}}) == [*one, *two]
    assert numbers(filter={"authorizeStatus": ["FULL"]}) == one
    assert numbers(filter={"chargeStatus": ["NONE"]}) == [*one, *two]
    assert numbers(filter={"paymentStatus": ["FULLY_CHARGED"]}) == []
    assert numbers(filter={"numbers": [str(second.number), "x"]}) == two
    assert numbers(filter={"checkoutTokens": [str(second.checkout_id)]}) == two
    assert numbers(filter={"isClickAndCollect": True}) == []
    assert numbers(filter={"isPreorder": True}) == []
    assert numbers(filter={"updatedAt": {"lte": NOON.isoformat()}}) == [*one, *two]
    assert numbers(where={"user": {"eq": global_id("User", person.pk)}}) == one
    assert numbers(where={"userEmail": {"oneOf": ["x@example.com"]}}) == one
    assert numbers(where={"metadata": {"key": "k"}}) == one
    assert numbers(where={"metadata": {"key": "k", "value": {"oneOf": ["a", "v"]}}}) == one
    assert numbers(where={"number": {"range": {"gte": second.number}}}) == two
    assert numbers(where={"linesCount": {"eq": 1}}) == [*one, *two]
    assert numbers(where={"totalGross": {"amount": {"range": {"gte": 200}}, "currency": "MAD"}}) == two
    assert numbers(where={"totalGross": {"amount": {"eq": 135}}}) == one
    assert numbers(where={"checkoutId": {"eq": global_id("Checkout", second.checkout_id)}}) == two
    assert numbers(where={"shippingAddress": {"phoneNumber": {"eq": second.phone}}}) == [*one, *two]
    assert numbers(where={"chargeStatus": {"eq": "NONE"}, "authorizeStatus": {"eq": "NONE"}}) == two
    either = [{"number": {"eq": first.number}}, {"number": {"eq": second.number}}]
    assert numbers(where={"OR": either}) == [*one, *two]
    assert numbers(where={"AND": either}) == []
    kind = global_id("ProductType", shop.variants[0].product.product_type_id)
    assert first.number in numbers(where={"productTypeId": {"eq": kind}})
    assert numbers(where={"lines": [{"metadata": {"key": "k"}}]}) == []
    found = data_of('{ order(externalReference: "PO-9") { number token } }', actor=STAFF)["order"]
    assert found == {"number": str(first.number), "token": str(first.pk)}
    by_token = "query ($t: UUID!) { orderByToken(token: $t) { number userEmail } }"
    assert data_of(by_token, {"t": str(first.pk)})["orderByToken"]["userEmail"] == "x..."


def test_two_ways_of_filtering_at_once_or_conditions_without_end_are_refused() -> None:
    assert errors_of(LIST, {"filter": {}, "where": {}}, actor=STAFF) == [
        "Only one filtering argument (filter or where) can be specified."
    ]
    assert errors_of(LIST, {"where": {"OR": [{} for _ in range(101)]}}, actor=STAFF) == [
        "There are too many conditions."
    ]


def test_an_order_is_confirmed_noted_cancelled_and_tells_who_did_it() -> None:
    shop, person = market(), UserFactory.create()
    staff = Actor(user_id=person.pk, permissions=STAFF.permissions)
    Channel.objects.update(confirms_orders=False)
    shop.channel.refresh_from_db()
    key = global_id("Order", shop.order({0: 1}).pk)

    confirmed = data_of(MUTATION % "orderConfirm", {"id": key}, actor=staff)["orderConfirm"]
    twice = data_of(MUTATION % "orderConfirm", {"id": key}, actor=staff)["orderConfirm"]
    noted = data_of(
        'mutation ($id: ID!) { orderNoteAdd(order: $id, input: {message: "Appeler"}) {'
        " event { id type message user { id } } errors { code } } }",
        {"id": key},
        actor=staff,
    )["orderNoteAdd"]
    event = noted["event"]
    changed = data_of(
        'mutation ($id: ID!) { orderNoteUpdate(note: $id, input: {message: "Rappeler"}) {'
        " event { message related { id } } errors { code } } }",
        {"id": event["id"]},
        actor=staff,
    )["orderNoteUpdate"]
    cancelled = data_of(MUTATION % "orderCancel", {"id": key}, actor=staff)["orderCancel"]

    me = {"id": global_id("User", person.pk)}
    assert (confirmed["errors"], confirmed["order"]["status"]) == ([], "UNFULFILLED")
    assert twice["errors"] == [{"field": "id", "code": "INVALID"}]
    assert (event["type"], event["message"], event["user"]) == ("NOTE_ADDED", "Appeler", me)
    assert changed["event"] == {"message": "Rappeler", "related": {"id": event["id"]}}
    assert cancelled["order"]["status"] == "CANCELED"
    told = {(each["type"], each["user"] and each["user"]["id"]) for each in cancelled["order"]["events"]}
    assert {(kind, me["id"]) for kind in ("CONFIRMED", "NOTE_ADDED", "NOTE_UPDATED", "CANCELED")} <= told


def test_an_order_that_is_packed_is_neither_cancelled_nor_sent_again_but_approved_and_numbered() -> None:
    shop = market()
    order = shop.order({0: 1})
    packed(order, NOON)
    key, parcel = global_id("Order", order.pk), global_id("Fulfillment", order.pk)

    late = data_of(MUTATION % "orderCancel", {"id": key}, actor=STAFF)["orderCancel"]
    approve = """mutation ($id: ID!) { orderFulfillmentApprove(id: $id, notifyCustomer: true) {
      fulfillment { status } order { status } errors { field code } } }"""
    approved = data_of(approve, {"id": parcel}, actor=STAFF)["orderFulfillmentApprove"]
    twice = data_of(approve, {"id": parcel}, actor=STAFF)["orderFulfillmentApprove"]
    tracked = data_of(
        'mutation ($id: ID!) { orderFulfillmentUpdateTracking(id: $id, input: {trackingNumber: "AB 1"}) {'
        " fulfillment { trackingNumber } order { events { type message composedId } } errors { code } } }",
        {"id": parcel},
        actor=STAFF,
    )["orderFulfillmentUpdateTracking"]

    assert late["errors"] == [{"field": "order", "code": "CANNOT_CANCEL_ORDER"}]
    assert approved == {
        "fulfillment": {"status": "FULFILLED"},
        "order": {"status": "FULFILLED"},
        "errors": [],
    }
    assert twice["errors"] == [{"field": "id", "code": "INVALID"}]
    assert tracked["fulfillment"] == {"trackingNumber": "AB 1"}
    told = {each["type"]: each for each in tracked["order"]["events"]}
    assert told["TRACKING_UPDATED"]["message"] == "AB 1"
    assert told["FULFILLMENT_FULFILLED_ITEMS"]["composedId"] == f"{order.number}-1"


def fulfil(order: Order, *lines: tuple[Any, int]) -> Any:
    given = [
        {"orderLineId": global_id("OrderLine", key), "stocks": [{"quantity": many, "warehouse": "x"}]}
        for key, many in lines
    ]
    query = """mutation ($id: ID!, $lines: [OrderFulfillLineInput!]!) {
      orderFulfill(order: $id, input: {lines: $lines}) { order { status } errors { field code } } }"""
    return data_of(query, {"id": global_id("Order", order.pk), "lines": given}, actor=STAFF)["orderFulfill"]


def test_what_cannot_go_out_is_refused_with_its_code_and_nothing_moves() -> None:
    shop = market()
    order, unpaid = shop.order({0: 2, 1: 1}), shop.order({0: 1}, pay="transfer")
    first, second = order.lines.order_by("id")

    assert fulfil(order, (first.pk, 2))["errors"] == [{"field": "lines", "code": "FULFILL_ORDER_LINE"}]
    assert fulfil(order, (first.pk, 3))["errors"] == [{"field": "orderLineId", "code": "FULFILL_ORDER_LINE"}]
    assert fulfil(order, (10**9, 1))["errors"] == [{"field": "orderLineId", "code": "FULFILL_ORDER_LINE"}]
    assert fulfil(unpaid, (unpaid.lines.get().pk, 1))["errors"] == [
        {"field": "order", "code": "CANNOT_FULFILL_UNPAID_ORDER"}
    ]
    assert set(order.sub_orders.values_list("state", flat=True)) == {"released"}

    assert fulfil(order, (first.pk, 2), (second.pk, 1)) == {"order": {"status": "FULFILLED"}, "errors": []}
    assert fulfil(order, (first.pk, 2), (second.pk, 1))["errors"] == [{"field": "order", "code": "INVALID"}]


CANCEL_FULFILMENT = """mutation ($id: ID!, $input: FulfillmentCancelInput) {
  orderFulfillmentCancel(id: $id, input: $input) {
    fulfillment { id } order { status fulfillments { id } events { type user { id } } } errors { field code } } }"""


def test_a_parcel_that_has_not_left_is_opened_again_and_the_order_is_packed_anew() -> None:
    shop, person = market(), UserFactory.create()
    staff = Actor(user_id=person.pk, permissions=STAFF.permissions)
    order = shop.order({0: 2})
    before = stock_of(shop.variants[0])
    parcel = packed(order, NOON)
    key = global_id("Fulfillment", order.pk)

    elsewhere = {"warehouseId": global_id("Warehouse", uuid.uuid4())}
    refused = data_of(CANCEL_FULFILMENT, {"id": key, "input": elsewhere}, actor=staff)
    assert refused["orderFulfillmentCancel"]["errors"] == [{"field": "warehouseId", "code": "INVALID"}]
    here = {"warehouseId": global_id("Warehouse", parcel.fulfilment.warehouse_id)}
    opened = data_of(CANCEL_FULFILMENT, {"id": key, "input": here}, actor=staff)["orderFulfillmentCancel"]

    assert (opened["errors"], opened["fulfillment"]) == ([], None)
    assert (opened["order"]["status"], opened["order"]["fulfillments"]) == ("UNFULFILLED", [])
    by = {"id": global_id("User", person.pk)}
    assert {"type": "FULFILLMENT_CANCELED", "user": by} in opened["order"]["events"]
    assert (stock_of(shop.variants[0]), stock_findings()) == (before, [])
    told()  # the hub's own facts come later and change nothing
    assert set(order.sub_orders.values_list("state", flat=True)) == {"released"}
    again = data_of(CANCEL_FULFILMENT, {"id": key}, actor=staff)["orderFulfillmentCancel"]
    assert again["errors"] == [{"field": "id", "code": "NOT_FOUND"}]

    packed(order, NOON)
    assert (set(order.sub_orders.values_list("state", flat=True)), stock_findings()) == ({"packed"}, [])
    approve = (
        "mutation ($id: ID!) { orderFulfillmentApprove(id: $id, notifyCustomer: true) { errors { code } } }"
    )
    assert data_of(approve, {"id": key}, actor=staff)["orderFulfillmentApprove"]["errors"] == []
    gone = data_of(CANCEL_FULFILMENT, {"id": key, "input": here}, actor=staff)["orderFulfillmentCancel"]
    assert gone["errors"] == [{"field": "fulfillment", "code": "CANNOT_CANCEL_FULFILLMENT"}]


UPDATE = """mutation ($id: ID!, $input: OrderUpdateInput!) { orderUpdate(id: $id, input: $input) {
  order { userEmail externalReference languageCodeEnum shippingAddress { streetAddress1 } metadata { value }
    events { type } } errors { field code } } }"""
ELSEWHERE = {
    "firstName": "Amina",
    "lastName": "Client",
    "streetAddress1": "1, avenue Hassan II",
    "city": "Marrakech",
    "country": "MA",
    "phone": "0612345678",
}


def test_an_order_is_corrected_until_its_label_is_printed() -> None:
    shop = market()
    order = shop.order({0: 1})
    key = global_id("Order", order.pk)
    given = {
        "userEmail": "new@example.com",
        "externalReference": "PO",
        "languageCode": "AR",
        "shippingAddress": ELSEWHERE,
        "metadata": [{"key": "a", "value": "b"}],
    }

    found = data_of(UPDATE, {"id": key, "input": given}, actor=STAFF)["orderUpdate"]

    assert found["errors"] == []
    assert found["order"]["userEmail"] == "new@example.com"
    assert found["order"]["shippingAddress"] == {"streetAddress1": "1, avenue Hassan II"}
    assert (found["order"]["metadata"], found["order"]["languageCodeEnum"]) == ([{"value": "b"}], "AR")
    assert {"type": "UPDATED_ADDRESS"} in found["order"]["events"]

    far = {**ELSEWHERE, "city": "Oujda"}
    other = data_of(UPDATE, {"id": key, "input": {"shippingAddress": far}}, actor=STAFF)["orderUpdate"]
    assert other["errors"] == [{"field": "countryArea", "code": "INVALID"}]
    packed(order, NOON)
    late = data_of(UPDATE, {"id": key, "input": {"shippingAddress": ELSEWHERE}}, actor=STAFF)["orderUpdate"]
    assert late["errors"] == [{"field": "shippingAddress", "code": "INVALID"}]
    order.refresh_from_db()
    assert order.address["street"] == "1, avenue Hassan II"


def test_several_orders_are_cancelled_or_none() -> None:
    shop = market()
    open_, gone = shop.order({0: 1}), shop.order({1: 1})
    shipped(gone, NOON)
    query = "mutation ($ids: [ID!]!) { orderBulkCancel(ids: $ids) { count errors { code } } }"

    none = data_of(query, {"ids": [global_id("Order", open_.pk), global_id("Order", gone.pk)]}, actor=STAFF)[
        "orderBulkCancel"
    ]
    assert (none["count"], open_.sub_orders.get().state) == (0, "released")
    one = data_of(query, {"ids": [global_id("Order", open_.pk)]}, actor=STAFF)["orderBulkCancel"]
    assert (one, open_.sub_orders.get().state) == ({"count": 1, "errors": []}, "cancelled")


def test_orders_are_found_by_cards_codes_and_invoices_and_a_customers_own_by_the_same() -> None:
    shop, person = market(), UserFactory.create()
    first, second = shop.order({0: 1}), shop.order({1: 2})
    Order.objects.filter(pk=first.pk).update(user=person, gift_minor=500, voucher_code="EID")
    Order.objects.filter(pk=second.pk).update(user=person)
    FiscalDocument.objects.create(
        kind="invoice",
        subject="sub-order:1",
        buyer=f"order:{second.pk}",
        seller="organisation:1",
        year=2026,
        position=1,
        number="F-1",
        issued_at=NOON,
        data={},
        total_minor=100,
        currency="MAD",
    )
    one, two = [first.number], [second.number]

    assert (numbers(filter={"giftCardUsed": True}), numbers(filter={"giftCardBought": True})) == (one, [])
    assert numbers(where={"isGiftCardUsed": False}) == two
    assert numbers(where={"isGiftCardBought": True}) == []
    assert numbers(where={"voucherCode": {"eq": "EID"}}) == one
    assert numbers(where={"hasInvoices": True}) == two
    assert numbers(where={"hasInvoices": False}) == one
    assert numbers(where={"invoices": [{"createdAt": {"gte": NOON.isoformat()}}]}) == two
    own = """query ($where: CustomerOrderWhereInput) { me { orders(first: 5, where: $where) {
      totalCount edges { node { number lines { allocations { quantity warehouse { id } } } } } } } }"""
    me = Actor(user_id=person.pk, permissions=STAFF.permissions)
    found = data_of(own, {"where": {"isGiftCardUsed": True}}, actor=me)["me"]["orders"]
    (node,) = [edge["node"] for edge in found["edges"]]
    here = {"id": global_id("Warehouse", Warehouse.objects.get(is_online=True).pk)}
    assert (found["totalCount"], node["number"]) == (1, str(first.number))
    assert node["lines"] == [{"allocations": [{"quantity": 1, "warehouse": here}]}]
    packed(first, NOON)
    again = data_of(own, {"where": {"number": {"eq": first.number}}}, actor=me)["me"]["orders"]
    assert again["edges"][0]["node"]["lines"] == [{"allocations": []}]
    mine = Actor(user_id=person.pk)
    assert errors_of(own, {"where": {"status": {"eq": "UNFULFILLED"}}}, actor=mine)
