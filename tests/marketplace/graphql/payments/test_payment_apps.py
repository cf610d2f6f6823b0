"""A payment app takes the money of a basket, over a real HTTP server: begun, gone on with, reported, booked once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import translation

from marketplace.apps.models.app import App
from marketplace.graphql.payments.door import WebhookDoor
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.transaction import Transaction, TransactionEvent, TransactionRequest
from orders.services.order_cancel import order_cancel
from orders.services.order_deliver import order_packed
from orders.services.transaction_ask import transaction_requests_run
from orders.services.transaction_report import Report, transaction_report
from tests.factories.apps import Call, Receiver, app_with, receiving, webhook_of
from tests.factories.ground import NOON, UserFactory, staff_actor
from tests.factories.orders import Market, market
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db(transaction=True)
GATEWAY = "saleor.app.payment.stripe"
QUERIES = {
    "payment_gateway_initialize_session": """subscription { event { ... on PaymentGatewayInitializeSession {
      amount data sourceObject { ... on Checkout { id } ... on Order { id } } } } }""",
    "transaction_initialize_session": """subscription { event { ... on TransactionInitializeSession {
      idempotencyKey merchantReference data transaction { id pspReference } action { amount currency actionType }
      sourceObject { ... on Checkout { id channel { slug } } } } } }""",
    "transaction_process_session": """subscription { event { ... on TransactionProcessSession {
      data transaction { id } action { amount actionType } } } }""",
    "transaction_charge_requested": """subscription { event { ... on TransactionChargeRequested {
      transaction { id pspReference checkout { id } order { id } } action { actionType amount currency } } } }""",
    "transaction_refund_requested": """subscription { event { ... on TransactionRefundRequested {
      transaction { id } action { amount } } } }""",
    "transaction_cancelation_requested": """subscription { event { ... on TransactionCancelationRequested {
      transaction { id } action { amount } } } }""",
}
BEGIN = """mutation ($i: ID!, $a: PositiveDecimal, $k: String, $w: TransactionFlowStrategyEnum, $d: JSON, $g: String!) {
  transactionInitialize(id: $i, amount: $a, idempotencyKey: $k, action: $w, paymentGateway: {id: $g, data: $d}) {
    data transactionEvent { type amount { amount } pspReference message }
    transaction { id pspReference actions checkout { id } order { id } createdBy { ... on App { name } }
      authorizedAmount { amount } chargedAmount { amount } chargePendingAmount { amount }
      authorizePendingAmount { amount } events { type } }
    errors { field code message } } }"""
COMPLETE = """mutation ($i: ID!) { checkoutComplete(id: $i) { order { id number isPaid chargeStatus authorizeStatus
  paymentStatus totalCharged { amount } transactions { id chargedAmount { amount } } } errors { field code } } }"""
REPORT = """mutation ($i: ID, $t: TransactionEventTypeEnum!, $p: String!, $a: PositiveDecimal,
    $m: PaymentMethodDetailsInput) {
  transactionEventReport(id: $i, type: $t, pspReference: $p, amount: $a, availableActions: [REFUND],
    paymentMethodDetails: $m) {
    alreadyProcessed transactionEvent { type createdBy: pspReference } transaction { actions
      paymentMethodDetails { name ... on CardPaymentMethodDetails { brand lastDigits } } }
    errors { field code } } }"""


@pytest.fixture(autouse=True)
def _english(settings: Any) -> Any:
    settings.APPS_ON_LOOPBACK = True
    with translation.override("en"):
        yield


def payment_app(receiver: Receiver) -> App:
    app = app_with(Permission.HANDLE_PAYMENTS, name="Stripe", identifier=GATEWAY)
    for event, query in QUERIES.items():
        webhook_of(app, receiver.url, query, event)
    return app


def actor_of(app: App) -> Actor:
    return Actor.of_app(app.pk, frozenset(app.permissions))


def basket(shop: Market) -> Checkout:
    return shop.checkout({0: 1})


def begin(checkout: Checkout, **given: Any) -> Any:
    asked = {"i": global_id("Checkout", checkout.pk), "g": GATEWAY, **given}
    return data_of(BEGIN, asked)["transactionInitialize"]


def says(result: str, **more: Any) -> Any:
    """Answer every question about a payment with a result, under one reference of the processor."""

    def answer(call: Call) -> tuple[int, Any]:
        asked = call.json
        amount = (asked.get("action") or {}).get("amount")
        return 200, {
            "result": result,
            "pspReference": "pi_1",
            "amount": amount,
            "actions": ["REFUND"],
            **more,
        }

    return answer


def complete(checkout: Checkout) -> Any:
    return data_of(COMPLETE, {"i": global_id("Checkout", checkout.pk)})["checkoutComplete"]


def clearing() -> int:
    return balance(chart.card_clearing()).minor


def test_a_page_learns_from_an_app_what_it_needs() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    query = """mutation ($i: ID!, $g: [PaymentGatewayToInitialize!]) {
      paymentGatewayInitialize(id: $i, paymentGateways: $g) {
      gatewayConfigs { id data errors { code } } errors { code } } }"""
    key = {"i": global_id("Checkout", checkout.pk)}
    with receiving(lambda _call: (200, {"data": {"stripePublishableKey": "pk_1"}})) as receiver:
        payment_app(receiver)
        all_ = data_of(query, key)["paymentGatewayInitialize"]
        named = data_of(query, {**key, "g": [{"id": "unknown.app"}, {"id": GATEWAY, "data": {"a": 1}}]})

    assert all_["gatewayConfigs"] == [{"id": GATEWAY, "data": {"stripePublishableKey": "pk_1"}, "errors": []}]
    assert named["paymentGatewayInitialize"]["gatewayConfigs"][0] == {
        "id": "unknown.app",
        "data": None,
        "errors": [{"code": "NOT_FOUND"}],
    }
    assert receiver.calls[1].json["data"] == {"a": 1}
    assert receiver.calls[0].json["sourceObject"] == {"id": key["i"]}


def test_an_order_is_paid_by_an_app_at_once_and_booked_once() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    with receiving(says("CHARGE_SUCCESS", data={"secret": "cs_1"})) as receiver:
        app = payment_app(receiver)
        begun = begin(checkout, k="key-1", d={"method": "card"})

    (call,) = receiver.calls
    total = begun["transaction"]["chargedAmount"]["amount"]
    assert call.json["action"] == {"amount": total, "currency": "MAD", "actionType": "CHARGE"}
    assert (call.json["idempotencyKey"], call.json["data"]) == ("key-1", {"method": "card"})
    assert (begun["data"], begun["errors"]) == ({"secret": "cs_1"}, [])
    assert begun["transactionEvent"] == {
        "type": "CHARGE_SUCCESS",
        "amount": {"amount": total},
        "pspReference": "pi_1",
        "message": "",
    }
    assert begun["transaction"]["createdBy"] == {"name": app.name}
    assert [each["type"] for each in begun["transaction"]["events"]] == ["CHARGE_REQUEST", "CHARGE_SUCCESS"]

    placed = complete(checkout)
    assert placed["errors"] == []
    assert {name: placed["order"][name] for name in ("isPaid", "chargeStatus", "authorizeStatus")} == {
        "isPaid": True,
        "chargeStatus": "FULL",
        "authorizeStatus": "FULL",
    }
    assert placed["order"]["transactions"] == [
        {"id": begun["transaction"]["id"], "chargedAmount": {"amount": total}}
    ]
    payment = Payment.objects.get()
    assert (payment.state, payment.method) == ("paid", "app")
    assert clearing() == payment.amount_minor
    assert complete(checkout)["order"]["id"] == placed["order"]["id"]
    assert clearing() == payment.amount_minor
    assert order_findings() == []


def test_money_that_is_promised_is_taken_when_the_parcel_is_packed() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    with receiving(says("AUTHORIZATION_SUCCESS")) as receiver:
        app = payment_app(receiver)
        begun = begin(checkout, w="AUTHORIZATION")
        placed = complete(checkout)
        assert placed["order"]["chargeStatus"] == "NONE"
        assert placed["order"]["authorizeStatus"] == "FULL"
        order = Order.objects.get()
        assert (Payment.objects.get().state, clearing()) == ("authorised", 0)
        assert order.sub_orders.get().state == "released"

        order_packed(order_id=order.pk, now=NOON)
        order_packed(order_id=order.pk, now=NOON)
        receiver.answer = lambda _call: (200, {"pspReference": "ch_1"})
        assert transaction_requests_run(actor=Actor.of_machine("t"), door=WebhookDoor(NOON), now=NOON) == 1

    charge = receiver.calls[-1]
    assert charge.headers["Saleor-Event"] == "transaction_charge_requested"
    assert charge.json["action"]["actionType"] == "CHARGE"
    assert charge.json["transaction"] == {
        "id": begun["transaction"]["id"],
        "pspReference": "pi_1",
        "checkout": None,
        "order": {"id": placed["order"]["id"]},
    }
    assert len(receiver.calls) == 2
    row = Transaction.objects.get()
    assert (row.charge_pending_minor, row.authorized_minor) == (order.total_minor, 0)
    given = {
        "i": begun["transaction"]["id"],
        "t": "CHARGE_SUCCESS",
        "p": "ch_1",
        "a": str(order.total.amount),
    }
    means = {"card": {"name": "Visa", "brand": "visa", "lastDigits": "4242424242424242"}}
    first = data_of(REPORT, {**given, "m": means}, actor=actor_of(app))["transactionEventReport"]
    again = data_of(REPORT, given, actor=actor_of(app))["transactionEventReport"]

    assert (first["alreadyProcessed"], again["alreadyProcessed"]) == (False, True)
    assert first["transaction"] == {
        "actions": ["REFUND"],
        "paymentMethodDetails": {"name": "Visa", "brand": "visa", "lastDigits": "4242"},
    }
    assert (Payment.objects.get().state, clearing()) == ("paid", order.total_minor)
    assert TransactionEvent.objects.filter(type="charge_success").count() == 1
    assert order_findings() == []


def test_a_bank_that_asks_the_customer_is_gone_on_with() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    process = """mutation ($i: ID!) { transactionProcess(id: $i, data: {step: 2}) {
      data transactionEvent { type } transaction { chargedAmount { amount } } errors { field code } } }"""
    with receiving(says("CHARGE_ACTION_REQUIRED", data={"redirect": "https://bank.example/"})) as receiver:
        payment_app(receiver)
        begun = begin(checkout)
        assert begun["transactionEvent"]["type"] == "CHARGE_ACTION_REQUIRED"
        assert complete(checkout)["errors"] == [{"field": None, "code": "CHECKOUT_NOT_FULLY_PAID"}]
        receiver.answer = says("CHARGE_SUCCESS")
        key = {"i": begun["transaction"]["id"]}
        done = data_of(process, key)["transactionProcess"]
        again = data_of(process, key)["transactionProcess"]

    assert done["transactionEvent"] == {"type": "CHARGE_SUCCESS"}
    assert again["transactionEvent"] == {"type": "CHARGE_SUCCESS"}
    assert len(receiver.of("transaction_process_session")) == 1
    assert receiver.of("transaction_process_session")[0].json["data"] == {"step": 2}
    assert complete(checkout)["order"]["isPaid"] is True


def test_the_same_key_finds_the_same_transaction_and_another_wish_under_it_is_refused() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout, other = basket(shop), basket(shop)
    with receiving(says("CHARGE_SUCCESS")) as receiver:
        payment_app(receiver)
        first, second = begin(checkout, k="key-1"), begin(checkout, k="key-1")
        less = begin(checkout, k="key-1", a="1.00")
        elsewhere = begin(other, k="key-1")
        promise = begin(checkout, k="key-1", w="AUTHORIZATION")

    assert first["transaction"]["id"] == second["transaction"]["id"]
    assert first["transaction"]["chargedAmount"] == second["transaction"]["chargedAmount"]
    refused = [(each["errors"][0]["field"], each["errors"][0]["code"]) for each in (less, elsewhere, promise)]
    assert refused == [("idempotencyKey", "UNIQUE")] * 3
    assert Transaction.objects.count() == 1
    assert [call.json["idempotencyKey"] for call in receiver.calls] == ["key-1", "key-1"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, {}),
        (200, b"no json"),
        (200, {"result": "NONSENSE"}),
        (200, {"result": "REFUND_SUCCESS", "amount": 1}),
        (200, {"result": "CHARGE_SUCCESS", "amount": "much"}),
        (200, {"result": "CHARGE_SUCCESS", "amount": -5}),
    ],
)
def test_an_app_that_does_not_answer_sensibly_has_taken_nothing(status: int, said: Any) -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    with receiving(lambda _call: (status, said)) as receiver:
        payment_app(receiver)
        begun = begin(checkout)

    assert begun["transactionEvent"]["type"] == "CHARGE_FAILURE"
    assert begun["transaction"]["chargePendingAmount"]["amount"] == 0
    assert complete(checkout)["errors"] == [{"field": None, "code": "CHECKOUT_NOT_FULLY_PAID"}]
    assert Order.objects.count() == 0


def test_an_app_that_is_not_there_or_took_too_little_places_no_order() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    unknown = begin(checkout)
    assert unknown["errors"] == [
        {
            "field": "paymentGateway",
            "code": "NOT_FOUND",
            "message": "App with provided identifier not found.",
        }
    ]
    with receiving(says("CHARGE_SUCCESS")) as receiver:
        payment_app(receiver)
        begin(checkout, a="1.00")

    assert complete(checkout)["errors"] == [{"field": None, "code": "CHECKOUT_NOT_FULLY_PAID"}]
    assert (Order.objects.count(), clearing()) == (0, 0)


def test_another_persons_basket_is_not_paid_for() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    Checkout.objects.filter(pk=checkout.pk).update(user=UserFactory.create())
    with receiving(says("CHARGE_SUCCESS")) as receiver:
        payment_app(receiver)
        found = begin(checkout)

    assert [each["code"] for each in found["errors"]] == ["NOT_FOUND"]
    assert (Transaction.objects.count(), receiver.calls) == (0, [])


def test_a_cancelled_order_gives_up_what_was_promised() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    with receiving(says("AUTHORIZATION_SUCCESS")) as receiver:
        payment_app(receiver)
        begin(checkout, w="AUTHORIZATION")
        complete(checkout)
        order = Order.objects.get()
        order_cancel(actor=Actor.of_machine("t"), order_id=order.pk, holds_secret=True, reason="", now=NOON)
        receiver.answer = says("CANCEL_SUCCESS", pspReference="ca_1")
        transaction_requests_run(actor=Actor.of_machine("t"), door=WebhookDoor(NOON), now=NOON)

    row = Transaction.objects.get()
    assert (row.authorized_minor, row.canceled_minor) == (0, order.total_minor)
    assert (Payment.objects.get().state, clearing()) == ("cancelled", 0)
    assert len(receiver.of("transaction_cancelation_requested")) == 1


def test_an_app_that_stays_silent_is_asked_five_times_and_its_money_is_free_again() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    now, machine = NOON, Actor.of_machine("t")
    with receiving(says("AUTHORIZATION_SUCCESS")) as receiver:
        payment_app(receiver)
        begin(checkout, w="AUTHORIZATION")
        complete(checkout)
        order = Order.objects.get()
        order_packed(order_id=order.pk, now=NOON)
        receiver.answer = lambda _call: (503, {})
        for _turn in range(8):
            transaction_requests_run(actor=machine, door=WebhookDoor(now), now=now)
            now += timedelta(hours=1)

    assert len(receiver.of("transaction_charge_requested")) == 5
    assert TransactionRequest.objects.get().state == "dead"
    assert Transaction.objects.get().authorized_minor == order.total_minor
    assert [each.code for each in order_findings()] == ["app_request_dead"]


ASK = """mutation ($i: ID!, $w: TransactionActionEnum!, $a: PositiveDecimal) {
  transactionRequestAction(id: $i, actionType: $w, amount: $a) {
    transaction { chargedAmount { amount } } errors { field code } } }"""


def test_the_staff_have_money_given_back_and_never_more_than_was_taken() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    boss = staff_actor(Permission.HANDLE_PAYMENTS)
    with receiving(says("CHARGE_SUCCESS")) as receiver:
        payment_app(receiver)
        key = begin(checkout)["transaction"]["id"]
        taken = Transaction.objects.get().charged_minor
        receiver.answer = says("REFUND_SUCCESS", pspReference="re_1")
        asked = data_of(ASK, {"i": key, "w": "REFUND", "a": "30.00"}, actor=boss)["transactionRequestAction"]
        too_much = data_of(ASK, {"i": key, "w": "REFUND", "a": str(taken)}, actor=boss)
        nothing = data_of(ASK, {"i": key, "w": "CHARGE"}, actor=boss)
        transaction_requests_run(actor=Actor.of_machine("t"), door=WebhookDoor(NOON), now=NOON)

    assert asked["errors"] == []
    assert too_much["transactionRequestAction"]["errors"] == [{"field": "amount", "code": "INVALID"}]
    assert nothing["transactionRequestAction"]["errors"] == [{"field": "amount", "code": "INVALID"}]
    row = Transaction.objects.get()
    assert (row.charged_minor, row.refunded_minor) == (taken - 3000, 3000)
    assert receiver.of("transaction_refund_requested")[0].json["action"] == {"amount": 30.00}
    assert errors_of(ASK, {"i": key, "w": "REFUND"}, actor=staff_actor(Permission.MANAGE_HUB)) == [
        "To access this path, you need one of the following permissions: MANAGE_ORDERS, HANDLE_PAYMENTS"
    ]


def test_another_app_reports_nothing_of_this_one_and_a_changed_report_is_refused() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    with receiving(says("CHARGE_REQUEST", pspReference="pi_1")) as receiver:
        app = payment_app(receiver)
        key = begin(checkout)["transaction"]["id"]
    stranger = app_with(Permission.HANDLE_PAYMENTS)
    given = {"i": key, "t": "CHARGE_SUCCESS", "p": "pi_1", "a": "1.00"}

    def code(actor: Actor, **more: Any) -> Any:
        found = data_of(REPORT, {**given, **more}, actor=actor)["transactionEventReport"]
        return found["errors"][0]["code"] if found["errors"] else found["alreadyProcessed"]

    assert code(actor_of(stranger)) == "NOT_FOUND"
    assert Transaction.objects.get().charged_minor == 0
    assert code(actor_of(app)) is False
    assert code(actor_of(app)) is True
    assert code(actor_of(app), a="2.00") == "INCORRECT_DETAILS"
    assert code(actor_of(app), t="AUTHORIZATION_SUCCESS", p="au_1") is False
    assert code(actor_of(app), t="AUTHORIZATION_SUCCESS", p="au_2") == "ALREADY_EXISTS"
    assert code(actor_of(app), i=global_id("TransactionItem", uuid.uuid4())) == "NOT_FOUND"
    assert Transaction.objects.get().charged_minor == 100


CREATE = """mutation ($i: ID!, $t: TransactionCreateInput!, $e: TransactionEventInput) {
  transactionCreate(id: $i, transaction: $t, transactionEvent: $e) {
  transaction { id name chargedAmount { amount } authorizedAmount { amount } metadata { key value }
    privateMetadata { value } paymentMethodDetails { name ... on CardPaymentMethodDetails { lastDigits } }
    events { type pspReference message createdBy { ... on App { name } ... on User { email } } } }
  errors { field code } } }"""


def test_a_transaction_that_was_made_elsewhere_pays_an_order_once() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    total = shop.order({0: 1}).total
    app = app_with(Permission.HANDLE_PAYMENTS)
    key = global_id("Checkout", checkout.pk)
    money = {"amount": str(total.amount), "currency": "MAD"}
    before = clearing()

    made = data_of(
        CREATE,
        {
            "i": key,
            "t": {
                "name": "Till",
                "pspReference": "t-1",
                "amountAuthorized": money,
                "metadata": [{"key": "till", "value": "4"}],
                "privateMetadata": [{"key": "shift", "value": "7"}],
                "paymentMethodDetails": {"card": {"name": "Visa", "lastDigits": "4242"}},
            },
            "e": {"pspReference": "e-1", "message": "Asked at the till"},
        },
        actor=actor_of(app),
    )["transactionCreate"]
    twice = data_of(CREATE, {"i": key, "t": {"pspReference": "t-1"}}, actor=actor_of(app))
    wrong = data_of(
        CREATE, {"i": key, "t": {"amountCharged": {"amount": 1, "currency": "EUR"}}}, actor=actor_of(app)
    )
    placed = complete(checkout)
    change = """mutation ($i: ID!, $t: TransactionUpdateInput!) { transactionUpdate(id: $i, transaction: $t) {
      transaction { authorizedAmount { amount } chargedAmount { amount } } errors { field code } } }"""
    given = {"i": made["transaction"]["id"], "t": {"amountCharged": money}}
    taken = data_of(change, given, actor=actor_of(app))["transactionUpdate"]
    again = data_of(change, given, actor=actor_of(app))["transactionUpdate"]

    assert made["errors"] == []
    shown = made["transaction"]
    assert shown["metadata"] == [{"key": "till", "value": "4"}]
    assert shown["privateMetadata"] == [{"value": "7"}]
    assert shown["paymentMethodDetails"] == {"name": "Visa", "lastDigits": "4242"}
    assert [(each["type"], each["message"], each["createdBy"]) for each in shown["events"]] == [
        ("INFO", "Asked at the till", {"name": app.name}),
        ("AUTHORIZATION_ADJUSTMENT", "", {"name": app.name}),
    ]
    assert twice["transactionCreate"]["errors"] == [{"field": "pspReference", "code": "UNIQUE"}]
    assert wrong["transactionCreate"]["errors"] == [{"field": "amountCharged", "code": "INCORRECT_CURRENCY"}]
    assert placed["order"]["authorizeStatus"] == "FULL"
    assert taken["transaction"] == again["transaction"]
    assert taken["transaction"]["authorizedAmount"]["amount"] == 0
    assert clearing() - before == total.minor


def test_one_of_the_staff_is_named_with_what_they_wrote_and_too_much_metadata_writes_nothing() -> None:
    shop = market(prices=(10_000,), stock=20)
    key = global_id("Checkout", basket(shop).pk)
    person = UserFactory.create()
    staff = Actor(user_id=person.pk, permissions=frozenset({Permission.HANDLE_PAYMENTS}))
    nothing = {"i": key, "t": {"metadata": [{"key": " ", "value": "x"}]}}

    made = data_of(CREATE, {"i": key, "t": {}, "e": {"message": "By hand"}}, actor=staff)["transactionCreate"]
    refused = data_of(CREATE, nothing, actor=staff)["transactionCreate"]

    assert made["transaction"]["events"] == [
        {"type": "INFO", "pspReference": "", "message": "By hand", "createdBy": {"email": person.email}}
    ]
    assert refused["errors"] == [{"field": "metadata", "code": "METADATA_KEY_REQUIRED"}]
    assert Transaction.objects.count() == 1


@pytest.mark.race
def test_many_reports_of_one_thing_at_once_move_the_money_once() -> None:
    shop = market(prices=(10_000,), stock=20)
    checkout = basket(shop)
    with receiving(says("AUTHORIZATION_SUCCESS")) as receiver:
        app = payment_app(receiver)
        begin(checkout, w="AUTHORIZATION")
        complete(checkout)
    row, order = Transaction.objects.get(), Order.objects.get()
    actor = actor_of(app)
    report = Report(type="charge_success", psp_reference="ch_1", amount=Money(order.total_minor, "MAD"))

    def work(_worker: int) -> bool:
        try:
            return transaction_report(actor=actor, transaction_id=row.pk, report=report, now=NOON).is_new
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        new = sum(pool.map(work, range(24)))

    assert new == 1
    assert (Payment.objects.get().state, clearing()) == ("paid", order.total_minor)
    assert TransactionEvent.objects.filter(type="charge_success").count() == 1
    # The negative control: without the lock and the look, the database itself is the last to refuse a second one.
    with connection.cursor() as cursor, pytest.raises(Exception, match="orders_transaction_event_once"):
        cursor.execute(
            "INSERT INTO orders_transactionevent (transaction_id, type, amount_minor, currency, psp_reference, message,"
            " external_url, created_at) VALUES (%s, 'charge_success', 1, 'MAD', 'ch_1', '', '', now())",
            [row.pk],
        )
