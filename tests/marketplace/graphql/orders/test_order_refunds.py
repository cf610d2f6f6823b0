"""Refunds and returns over the wire: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.graphql.payments.door import WebhookDoor
from marketplace.kernel.actor import Actor, Permission
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.management.commands.check_books import all_findings
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.models.returning import ReturnRequest
from orders.models.transaction import Transaction
from orders.refund_states import RefundCause, RefundMedium, RefundState
from orders.services.return_resolve import Finding, return_inspect
from orders.services.transaction_ask import transaction_requests_run
from tests.factories.apps import receiving
from tests.factories.ground import NOON
from tests.factories.orders import market
from tests.factories.refunds import line_of, transferred
from tests.marketplace.graphql.api import asked, data_of, errors_of, global_id
from tests.marketplace.graphql.payments.test_payment_apps import (
    basket,
    begin,
    complete,
    payment_app,
    says,
)
from tests.orders.journey import HUB, delivered

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))
SHOWN = """totalRefunded { amount } totalGrantedRefund { amount } totalRefundPending { amount }
  totalRemainingGrant { amount }
  grantedRefunds { id amount { amount } reason status cause shippingCostsIncluded user { id } app { id }
    lines { quantity orderLine { id } } transactionEvents { type amount { amount } } transaction { id } }
  fulfillments { id fulfillmentOrder status lines { id quantity orderLine { productSku } }
    totalRefundedAmount { amount } shippingRefundedAmount { amount } }
  returns { number status isWithdrawal lines { quantity reason restocked } }"""
ORDER = f"query ($id: ID!) {{ order(id: $id) {{ {SHOWN} }} }}"
REFUND = f"""mutation ($id: ID!, $amount: PositiveDecimal!, $cause: RefundCause) {{
  orderRefund(id: $id, amount: $amount, cause: $cause) {{ order {{ {SHOWN} }} errors {{ field code }} }} }}"""
PRODUCTS = f"""mutation ($order: ID!, $input: OrderRefundProductsInput!) {{
  orderFulfillmentRefundProducts(order: $order, input: $input) {{
    fulfillment {{ status lines {{ quantity }} totalRefundedAmount {{ amount }} }} order {{ {SHOWN} }}
    errors {{ field code }} }} }}"""
RETURN = f"""mutation ($order: ID!, $input: OrderReturnProductsInput!) {{
  orderFulfillmentReturnProducts(order: $order, input: $input) {{
    returnFulfillment {{ id }} replaceOrder {{ id }} order {{ {SHOWN} }} errors {{ field code }} }} }}"""
GRANT = f"""mutation ($id: ID!, $input: OrderGrantRefundCreateInput!) {{
  orderGrantRefundCreate(id: $id, input: $input) {{
  grantedRefund {{ id amount {{ amount }} status }} order {{ {SHOWN} }} errors {{ field code }} }} }}"""
UPDATE = """mutation ($id: ID!, $input: OrderGrantRefundUpdateInput!) { orderGrantRefundUpdate(id: $id, input: $input) {
  grantedRefund { reason amount { amount } } order { number } errors { field code } } }"""
BY_APP = """mutation ($id: ID!, $refund: ID!) {
  transactionRequestRefundForGrantedRefund(id: $id, grantedRefundId: $refund) {
    transaction { refundPendingAmount { amount } } errors { field code } } }"""


def id_of(order: Order) -> str:
    return global_id("Order", order.pk)


def test_a_sum_goes_back_and_the_order_tells_it() -> None:
    order = transferred(market(), {0: 1, 1: 1})

    done = data_of(REFUND, {"id": id_of(order), "amount": 275}, actor=STAFF)["orderRefund"]

    assert done["errors"] == []
    shown = done["order"]
    assert (shown["totalRefunded"], shown["totalGrantedRefund"]) == ({"amount": 0}, {"amount": 275})
    # Paid by transfer: the customer says where it goes
    assert (shown["totalRefundPending"], shown["totalRemainingGrant"]) == ({"amount": 0}, {"amount": 275})
    (granted,) = shown["grantedRefunds"]
    assert (granted["status"], granted["cause"], granted["shippingCostsIncluded"]) == (
        "NONE",
        "GOODWILL",
        True,
    )
    assert [line["quantity"] for line in granted["lines"]] == [0, 0]
    assert granted["transaction"] == {"id": global_id("TransactionItem", order.checkout_id)}
    # A sum without units moves nothing out of a parcel
    assert shown["fulfillments"] == []
    more = data_of(REFUND, {"id": id_of(order), "amount": 11}, actor=STAFF)["orderRefund"]
    assert more["errors"] == [{"field": "amount", "code": "CANNOT_REFUND"}]


def test_units_that_are_given_back_for_stand_in_a_fulfilment_of_their_own() -> None:
    shop = market()
    order = shop.order({0: 3})
    delivered(order, NOON)
    parcel = data_of(ORDER, {"id": id_of(order)}, actor=STAFF)["order"]["fulfillments"][0]
    given = {
        "fulfillmentLines": [{"fulfillmentLineId": parcel["lines"][0]["id"], "quantity": 2}],
        "includeShippingCosts": True,
        "cause": "HUB_DAMAGE",
        "reason": "Cassé",
    }

    done = data_of(PRODUCTS, {"order": id_of(order), "input": given}, actor=STAFF)
    made = done["orderFulfillmentRefundProducts"]

    assert made["errors"] == []
    whole = 200 + 35 + 10  # the fee for paying at the door goes back with the delivery
    assert made["fulfillment"]["status"] == "REFUNDED"
    assert made["fulfillment"]["lines"] == [{"quantity": 2}]
    assert Refund.objects.get().cause == RefundCause.HUB_DAMAGE
    first, second = made["order"]["fulfillments"]
    assert (first["status"], first["lines"][0]["quantity"]) == ("FULFILLED", 1)
    assert (second["status"], second["fulfillmentOrder"]) == ("REFUNDED", 2)
    assert second["totalRefundedAmount"]["amount"] == made["order"]["totalGrantedRefund"]["amount"] <= whole
    assert made["order"]["grantedRefunds"][0]["reason"] == "Cassé"


def test_what_comes_back_is_accepted_looked_at_and_given_back_for() -> None:
    shop = market()
    order = shop.order({0: 2})
    delivered(order, NOON)
    line = line_of(order)
    given: dict[str, Any] = {
        "orderLines": [{"orderLineId": global_id("OrderLine", line.pk), "quantity": 1}],
        "reason": "Doublon",
    }

    done = data_of(RETURN, {"order": id_of(order), "input": given}, actor=STAFF)
    made = done["orderFulfillmentReturnProducts"]

    assert (made["errors"], made["returnFulfillment"], made["replaceOrder"]) == ([], None, None)
    assert made["order"]["returns"] == [
        {
            "number": f"R{order.number}-1",
            "status": "APPROVED",
            "isWithdrawal": True,
            "lines": [{"quantity": 1, "reason": "CHANGED_MIND", "restocked": 0}],
        }
    ]
    row = ReturnRequest.objects.get()
    assert row.note == "Doublon"
    finding = Finding(line_id=line.pk, restocked=1, destroyed=0, cause=RefundCause.WITHDRAWAL)
    return_inspect(actor=HUB, number=row.number, findings=[finding], now=NOON)
    shown = data_of(ORDER, {"id": id_of(order)}, actor=STAFF)["order"]
    first, second = shown["fulfillments"]
    assert (first["lines"][0]["quantity"], second["status"]) == (1, "REFUNDED_AND_RETURNED")
    assert second["totalRefundedAmount"] == {"amount": 100}
    again = {**given, "orderLines": [{**given["orderLines"][0], "replace": True}]}
    refused = data_of(RETURN, {"order": id_of(order), "input": again}, actor=STAFF)
    assert refused["orderFulfillmentReturnProducts"]["errors"] == [{"field": "replace", "code": "INVALID"}]


def test_a_refund_is_granted_and_only_its_words_change() -> None:
    shop = market()
    order, other = transferred(shop, {0: 2}), transferred(shop, {0: 1})
    paid = global_id("TransactionItem", order.checkout_id)
    lines = [{"id": global_id("OrderLine", line_of(order).pk), "quantity": 1, "reason": "Fuite"}]
    given = {"transactionId": paid, "lines": lines, "grantRefundForShipping": True, "reason": "Colis"}

    made = data_of(GRANT, {"id": id_of(order), "input": given}, actor=STAFF)["orderGrantRefundCreate"]

    assert made["errors"] == []
    key = made["grantedRefund"]["id"]
    assert made["grantedRefund"] == {"id": key, "amount": {"amount": 135}, "status": "NONE"}
    assert made["order"]["grantedRefunds"][0]["reason"] == "Colis; Fuite"
    changed = data_of(UPDATE, {"id": key, "input": {"reason": "Casse"}}, actor=STAFF)
    assert changed["orderGrantRefundUpdate"]["grantedRefund"] == {
        "reason": "Casse",
        "amount": {"amount": 135},
    }
    refused = data_of(UPDATE, {"id": key, "input": {"amount": 1}}, actor=STAFF)["orderGrantRefundUpdate"]
    assert refused["errors"] == [{"field": "amount", "code": "INVALID"}]
    much = data_of(GRANT, {"id": id_of(order), "input": {"transactionId": paid, "amount": 500}}, actor=STAFF)
    assert much["orderGrantRefundCreate"]["errors"] == [
        {"field": "amount", "code": "AMOUNT_GREATER_THAN_AVAILABLE"}
    ]
    strange = {"transactionId": global_id("TransactionItem", other.checkout_id), "amount": 1}
    wrong = data_of(GRANT, {"id": id_of(order), "input": strange}, actor=STAFF)["orderGrantRefundCreate"]
    assert wrong["errors"] == [{"field": "transactionId", "code": "NOT_FOUND"}]
    unknown = data_of(UPDATE, {"id": "T3JkZXJHcmFudGVkUmVmdW5kOng=", "input": {}}, actor=STAFF)
    assert unknown["orderGrantRefundUpdate"]["errors"] == [{"field": "id", "code": "NOT_FOUND"}]


@pytest.mark.parametrize("says_back", ["REFUND_SUCCESS", "REFUND_FAILURE"])
def test_a_payment_app_gives_back_what_was_granted_and_it_is_booked(says_back: str, settings: Any) -> None:
    settings.APPS_ON_LOOPBACK = True
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    with receiving(says("CHARGE_SUCCESS")) as receiver:
        payment_app(receiver)
        key = begin(checkout)["transaction"]["id"]
        assert complete(checkout)["errors"] == []
        order, before = Order.objects.get(), balance(chart.card_clearing())
        receiver.answer = says(says_back, pspReference="re_1")
        given = {"transactionId": key, "amount": 30}
        made = data_of(GRANT, {"id": id_of(order), "input": given}, actor=STAFF)["orderGrantRefundCreate"]
        assert made["errors"] == []
        wish = {"id": key, "refund": made["grantedRefund"]["id"]}
        asks = data_of(BY_APP, wish, actor=STAFF)["transactionRequestRefundForGrantedRefund"]
        again = data_of(BY_APP, wish, actor=STAFF)["transactionRequestRefundForGrantedRefund"]
        findings = [row for part, rows in all_findings().items() for row in rows if part != "outbox"]
        transaction_requests_run(actor=Actor.of_machine("t"), door=WebhookDoor(NOON), now=NOON)

    assert (asks["errors"], asks["transaction"]) == ([], {"refundPendingAmount": {"amount": 30}})
    assert again["errors"] == [{"field": "grantedRefundId", "code": "REFUND_IS_PENDING"}]
    assert findings == []
    refund = Refund.objects.get()
    assert refund.medium == RefundMedium.APP
    if says_back == "REFUND_FAILURE":
        assert (refund.state, balance(chart.card_clearing())) == (RefundState.FAILED, before)
        return
    assert refund.state == RefundState.DONE
    assert (before - balance(chart.card_clearing())).minor == 3_000
    assert (
        Payment.objects.get(order=order).refunded_minor == Transaction.objects.get().refunded_minor == 3_000
    )
    done = data_of(BY_APP, wish, actor=STAFF)["transactionRequestRefundForGrantedRefund"]
    assert done["errors"] == [{"field": "grantedRefundId", "code": "REFUND_ALREADY_PROCESSED"}]
    shown = data_of(ORDER, {"id": id_of(order)}, actor=STAFF)["order"]
    assert [each["type"] for each in shown["grantedRefunds"][0]["transactionEvents"]] == [
        "REFUND_REQUEST",
        "REFUND_SUCCESS",
    ]
    assert [row for part, rows in all_findings().items() for row in rows if part != "outbox"] == []


def test_what_was_decided_is_the_staffs_to_see() -> None:
    order = transferred(market(), {0: 1})
    for field in ("grantedRefunds { id }", "totalGrantedRefund { amount }", "totalRefundPending { amount }"):
        assert (
            len(errors_of(f"query ($id: ID!) {{ order(id: $id) {{ {field} }} }}", {"id": id_of(order)})) == 1
        )


def test_a_page_of_orders_costs_the_same_however_much_went_back() -> None:
    shop = market()
    query = f"query ($n: Int) {{ orders(first: $n) {{ edges {{ node {{ {SHOWN} }} }} }} }}"

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert asked(query, {"n": 20}, actor=STAFF).errors == []
        return len(statements)

    def given_back() -> None:
        order = transferred(shop, {0: 1})
        order.sub_orders.update(delivered_at=NOON)
        data_of(REFUND, {"id": id_of(order), "amount": 50}, actor=STAFF)

    given_back()
    first = cost()
    given_back()
    given_back()

    assert cost() == first
