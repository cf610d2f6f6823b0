"""What happens is told to apps: by a real HTTP server that verifies who calls."""

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Any

import jwt
import pytest
from django.test import Client
from django.utils import translation

from marketplace.apps.models.app import App
from marketplace.apps.models.webhook import EventDelivery, Webhook
from marketplace.apps.services.deliveries_send_due import deliveries_send_due
from marketplace.kernel.actor import Actor, Permission
from marketplace.outbox.delivery import deliver
from orders.services.order_cancel import order_cancel
from tests.factories.apps import AppFactory, Call, app_with, receiving, webhook_of
from tests.factories.ground import NOON, UserFactory, staff_actor
from tests.factories.orders import market
from tests.marketplace.graphql.api import data_of, global_id

ORDERS = """subscription { event { issuedAt version recipient { name } __typename
  ... on OrderCreated { order { number userEmail total { gross { amount } } lines { quantity } } }
  ... on OrderCancelled { order { number status } } } }"""
PEOPLE = """subscription { event {
  ... on CustomerCreated { user { email } } ... on CustomerDeleted { user { id } }
  ... on StaffCreated { user { email } } } }"""


@pytest.fixture(autouse=True)
def _english(settings: Any) -> Any:
    settings.APPS_ON_LOOPBACK = True
    with translation.override("en"):
        yield


def told() -> None:
    """Hand out all facts, and tell apps what follows."""
    while deliver(now=NOON):
        pass
    deliveries_send_due(now=NOON, limit=50)


def verified(call: Call) -> dict[str, Any]:
    """Verify a detached JWS as a receiver does: with the public keys, over the very bytes that came."""
    keys = Client().get("/.well-known/jwks.json").json()["keys"]
    signature = call.headers["Saleor-Signature"]
    header = jwt.get_unverified_header(signature)
    key = next(jwt.PyJWK(each) for each in keys if each["kid"] == header["kid"])
    found = jwt.api_jws.decode_complete(signature, key.key, ["RS256"], detached_payload=call.body)
    return dict(found["header"])


@pytest.mark.django_db(transaction=True)
def test_an_order_is_told_signed_with_what_the_app_may_see() -> None:
    shop = market(prices=(10_000,), stock=20)
    with receiving() as receiver:
        hook = webhook_of(
            app_with(Permission.MANAGE_ORDERS, name="CRM"),
            receiver.url,
            ORDERS,
            "order_created",
            "order_cancelled",
        )
        order = shop.order({0: 2})
        told()
        order_cancel(
            actor=Actor.of_machine("test"), order_id=order.pk, holds_secret=True, reason="", now=NOON
        )
        told()

    created, cancelled = receiver.of("order_created"), receiver.of("order_cancelled")
    assert created[0].json == {
        "issuedAt": created[0].json["issuedAt"],
        "version": "3.23",
        "recipient": {"name": "CRM"},
        "__typename": "OrderCreated",
        "order": {
            "number": str(order.number),
            "userEmail": order.email or None,
            "total": {"gross": {"amount": float(order.total.amount)}},
            "lines": [{"quantity": 2}],
        },
    }
    assert cancelled[0].json["order"] == {"number": str(order.number), "status": "CANCELED"}
    assert len(receiver.calls) == 2
    head = created[0].headers
    assert (head["Saleor-Domain"], head["Saleor-Api-Url"], head["Content-Type"]) == (
        "testserver",
        "http://testserver/graphql/",
        "application/json",
    )
    assert verified(created[0])["b64"] is False
    forged = Call("POST", "/", head, created[0].body + b" ")
    with pytest.raises(jwt.InvalidSignatureError):
        verified(forged)
    assert EventDelivery.objects.filter(webhook=hook, state="success").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_secret_signs_instead_of_our_key() -> None:
    shop = market(prices=(10_000,), stock=20)
    with receiving() as receiver:
        webhook_of(
            app_with(Permission.MANAGE_ORDERS),
            receiver.url,
            ORDERS,
            "order_created",
            secret_key="shared-secret",
        )
        shop.order({0: 1})
        told()

    (call,) = receiver.calls
    assert call.headers["Saleor-Signature"] == hmac.new(b"shared-secret", call.body, sha256).hexdigest()


@pytest.mark.django_db(transaction=True)
def test_who_holds_no_permission_or_asks_for_something_else_is_told_nothing() -> None:
    shop = market(prices=(10_000,), stock=20)
    with receiving() as receiver:
        webhook_of(AppFactory.create(), receiver.url, ORDERS, "order_created")
        webhook_of(app_with(Permission.MANAGE_ORDERS), receiver.url, PEOPLE, "order_created")
        webhook_of(app_with(Permission.MANAGE_ORDERS, is_active=False), receiver.url, ORDERS, "order_created")
        shop.order({0: 1})
        told()

    assert (receiver.calls, EventDelivery.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_what_an_app_may_not_see_of_an_event_is_null_with_an_error_beside_it() -> None:
    shop = market(prices=(10_000,), stock=20)
    query = "subscription { event { ... on OrderCreated { order { number user { note } } } } }"
    with receiving() as receiver:
        webhook_of(app_with(Permission.MANAGE_ORDERS), receiver.url, query, "order_created")
        order = shop.order({0: 1})
        order.user = UserFactory.create(note="secret")
        order.save()
        told()

    (call,) = receiver.calls
    assert call.json["order"] == {"number": str(order.number), "user": {"note": None}}
    assert call.json["errors"][0]["extensions"]["exception"]["code"] == "PermissionDenied"


@pytest.mark.django_db(transaction=True)
def test_people_are_told_by_what_they_are() -> None:
    customers, staff = app_with(Permission.MANAGE_USERS), app_with(Permission.MANAGE_STAFF)
    create = """mutation ($e: String!) { customerCreate(input: {email: $e}) { user { id } } }"""
    delete = "mutation ($i: ID!) { customerDelete(id: $i) { errors { code } } }"
    employ = """mutation { staffCreate(input: {email: "clerk@example.com"}) { errors { code } } }"""
    boss = staff_actor(Permission.MANAGE_USERS, Permission.MANAGE_STAFF)
    events = ("customer_created", "customer_deleted", "staff_created")
    with receiving() as receiver:
        for app in (customers, staff):
            webhook_of(app, receiver.url, PEOPLE, *events)
        made = data_of(create, {"e": "amina@example.com"}, actor=boss)["customerCreate"]["user"]["id"]
        told()
        data_of(delete, {"i": made}, actor=boss)
        data_of(employ, actor=boss)
        told()

    assert [call.json for call in receiver.of("customer_created")] == [
        {"user": {"email": "amina@example.com"}}
    ]
    assert [call.json for call in receiver.of("customer_deleted")] == [{"user": {"id": made}}]
    assert [call.json for call in receiver.of("staff_created")] == [{"user": {"email": "clerk@example.com"}}]


CREATE = """mutation ($i: WebhookCreateInput!) { webhookCreate(input: $i) {
  webhook { id name targetUrl isActive asyncEvents { eventType name } syncEvents { eventType } app { name }
    subscriptionQuery customHeaders secretKey eventDeliveries(first: 5) { totalCount } }
  errors { field code message } webhookErrors { code } } }"""


@pytest.mark.django_db
def test_an_app_makes_its_own_webhook_and_the_subscription_says_for_what() -> None:
    app = AppFactory.create(name="CRM")
    made = data_of(
        CREATE,
        {
            "i": {
                "name": "Orders",
                "targetUrl": "https://app.example/hook",
                "query": ORDERS,
                "customHeaders": '{"X-Shop": "7"}',
            }
        },
        actor=Actor.of_app(app.pk, frozenset()),
    )["webhookCreate"]

    assert made["errors"] == []
    assert made["webhook"] == {
        "id": made["webhook"]["id"],
        "name": "Orders",
        "targetUrl": "https://app.example/hook",
        "isActive": True,
        "asyncEvents": [
            {"eventType": "ORDER_CANCELLED", "name": "Order cancelled"},
            {"eventType": "ORDER_CREATED", "name": "Order created"},
        ],
        "syncEvents": [],
        "app": {"name": "CRM"},
        "subscriptionQuery": ORDERS,
        "customHeaders": '{"X-Shop": "7"}',
        "secretKey": "",
        "eventDeliveries": {"totalCount": 0},
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"targetUrl": ""}, "targetUrl", "REQUIRED"),
        ({"query": ""}, "query", "REQUIRED"),
        ({"query": "subscription {"}, "query", "SYNTAX"),
        ({"query": "{ shop { name } }"}, "query", "MISSING_SUBSCRIPTION"),
        ({"query": "subscription { event { nothing } }"}, "query", "UNABLE_TO_PARSE"),
        ({"query": "subscription { event { version } }"}, "query", "MISSING_EVENT"),
        ({"targetUrl": "https://10.0.0.7/"}, "targetUrl", "INVALID"),
        ({"targetUrl": "ftp://app.example/"}, "targetUrl", "INVALID"),
        ({"customHeaders": '{"Host": "x"}'}, "customHeaders", "INVALID_CUSTOM_HEADERS"),
        ({"customHeaders": '{"X-A": "a\\nb"}'}, "customHeaders", "INVALID_CUSTOM_HEADERS"),
        (
            {"customHeaders": '{"X-1":"","X-2":"","X-3":"","X-4":"","X-5":"","X-6":""}'},
            "customHeaders",
            "INVALID_CUSTOM_HEADERS",
        ),
    ],
)
def test_a_webhook_that_cannot_be_told_is_refused(given: Any, field: str, code: str) -> None:
    app = AppFactory.create()
    asked = {"targetUrl": "https://app.example/hook", "query": ORDERS, **given}

    found = data_of(CREATE, {"i": asked}, actor=Actor.of_app(app.pk, frozenset()))["webhookCreate"]

    assert [(error["field"], error["code"]) for error in found["errors"]] == [(field, code)]
    assert Webhook.objects.count() == 0


@pytest.mark.django_db
def test_a_webhook_is_changed_by_its_own_name_and_deleted_by_nobody_elses_app() -> None:
    app, other = AppFactory.create(), AppFactory.create()
    hook = webhook_of(app, "https://app.example/", ORDERS, "order_created", identifier="orders")
    change = """mutation ($n: String, $i: ID) { webhookUpdate(identifier: $n, id: $i, input: {isActive: false}) {
      webhook { isActive } errors { field code } } }"""
    delete = "mutation ($i: ID) { webhookDelete(id: $i) { webhook { id } errors { field code } } }"
    key = {"i": global_id("Webhook", hook.pk)}
    stranger, own = Actor.of_app(other.pk, frozenset()), Actor.of_app(app.pk, frozenset())

    assert data_of(change, {"n": "orders"}, actor=own)["webhookUpdate"]["webhook"] == {"isActive": False}
    assert data_of(change, {"n": "orders"}, actor=stranger)["webhookUpdate"]["errors"] == [
        {"field": "identifier", "code": "NOT_FOUND"}
    ]
    assert data_of(delete, key, actor=stranger)["webhookDelete"]["errors"] == [
        {"field": "id", "code": "NOT_FOUND"}
    ]
    assert data_of(delete, key, actor=own)["webhookDelete"]["errors"] == []
    assert Webhook.objects.count() == 0


@pytest.mark.django_db
def test_a_subscription_can_be_tried_and_a_webhook_told_on_purpose() -> None:
    shop = market(prices=(10_000,), stock=20)
    order = shop.order({0: 1})
    boss = staff_actor(Permission.MANAGE_ORDERS, Permission.MANAGE_APPS)
    hook = webhook_of(app_with(Permission.MANAGE_ORDERS), "https://app.example/", ORDERS, "order_created")
    dry = """mutation ($o: ID!, $q: String!) { webhookDryRun(objectId: $o, query: $q) {
      payload errors { field code } } }"""
    trigger = """mutation ($o: ID!, $w: ID!) { webhookTrigger(objectId: $o, webhookId: $w) {
      delivery { eventType status payload } errors { field code } } }"""
    key = global_id("Order", order.pk)

    seen = data_of(dry, {"o": key, "q": ORDERS}, actor=boss)["webhookDryRun"]
    assert (str(order.number) in seen["payload"], seen["errors"]) == (True, [])
    sent = data_of(trigger, {"o": key, "w": global_id("Webhook", hook.pk)}, actor=boss)["webhookTrigger"]
    assert (sent["delivery"]["eventType"], sent["delivery"]["status"]) == ("ORDER_CREATED", "PENDING")
    assert EventDelivery.objects.count() == 1

    def code(actor: Actor, object_id: str, query: str = ORDERS) -> str:
        found = data_of(dry, {"o": object_id, "q": query}, actor=actor)["webhookDryRun"]
        return str(found["errors"][0]["code"])

    assert code(staff_actor(Permission.MANAGE_USERS), key) == "MISSING_PERMISSION"
    assert code(boss, global_id("Product", 1)) == "TYPE_NOT_SUPPORTED"
    assert code(boss, "zzz") == "INVALID_ID"
    assert code(boss, global_id("Order", "00000000-0000-0000-0000-000000000000")) == "NOT_FOUND"
    assert code(boss, key, "{ shop { name } }") == "MISSING_SUBSCRIPTION"


@pytest.mark.django_db
def test_the_log_of_a_webhook_has_a_fixed_number_of_queries(django_assert_num_queries: Any) -> None:
    hook = webhook_of(AppFactory.create(), "https://app.example/", ORDERS, "order_created")
    query = """query ($i: ID!) { webhook(id: $i) { eventDeliveries(first: 20) { edges { node {
      status attempts(first: 5) { edges { node { status duration } } } } } } } }"""
    actor = staff_actor(Permission.MANAGE_APPS)
    for count in (1, 5):
        EventDelivery.objects.bulk_create(
            EventDelivery(
                webhook=hook, event_type="order_created", payload="{}", due_at=NOON, created_at=NOON
            )
            for _turn in range(count)
        )
        with django_assert_num_queries(3):
            data_of(query, {"i": global_id("Webhook", hook.pk)}, actor=actor)
    assert App.objects.count() == 1


@pytest.mark.django_db
def test_the_log_of_a_webhook_is_narrowed_down_and_sorted() -> None:
    hook = webhook_of(AppFactory.create(), "https://app.example/", ORDERS, "order_created")
    for minutes, state, event in ((0, "success", "order_created"), (1, "failed", "order_updated")):
        EventDelivery.objects.create(
            webhook=hook,
            event_type=event,
            state=state,
            payload="{}",
            created_at=NOON + timedelta(minutes=minutes),
            due_at=NOON,
        )
    query = """query ($i: ID!, $f: EventDeliveryFilterInput, $s: EventDeliverySortingInput) { webhook(id: $i) {
      eventDeliveries(first: 9, filter: $f, sortBy: $s) { totalCount edges { node { eventType
        attempts(first: 1, sortBy: {field: CREATED_AT, direction: ASC}) { totalCount } } } } } }"""

    def found(**variables: Any) -> list[str]:
        asked = {"i": global_id("Webhook", hook.pk), **variables}
        log = data_of(query, asked, actor=staff_actor(Permission.MANAGE_APPS))["webhook"]["eventDeliveries"]
        assert log["totalCount"] == len(log["edges"])
        return [edge["node"]["eventType"] for edge in log["edges"]]

    assert found() == ["ORDER_UPDATED", "ORDER_CREATED"]
    assert found(s={"field": "CREATED_AT", "direction": "ASC"}) == ["ORDER_CREATED", "ORDER_UPDATED"]
    assert found(f={"status": "FAILED"}) == ["ORDER_UPDATED"]
    assert found(f={"eventType": "ORDER_CREATED"}) == ["ORDER_CREATED"]
