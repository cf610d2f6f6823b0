"""The rest of a checkout over the wire: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.product import Variant
from logistics.models.stock import Stock
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.models.checkout import Checkout, CheckoutLine
from orders.models.order import Order
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import market
from tests.marketplace.graphql.api import VISITOR, asked, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db
APP = Actor(permissions=frozenset({Permission.HANDLE_CHECKOUTS}))
KEEPER = Actor(permissions=frozenset({Permission.MANAGE_CHECKOUTS}))
STAFF = Actor(permissions=frozenset({Permission.MANAGE_ORDERS}))
DUMMY = "mirumee.payments.dummy"
PAY = """mutation ($id: ID!, $input: PaymentInput!) { checkoutPaymentCreate(id: $id, input: $input) {
  checkout { totalPrice { gross { amount } } }
  payment { id gateway token isActive chargeStatus paymentMethodType checkout { id } total { amount }
    transactions { kind } } errors { field code } } }"""
COMPLETE = """mutation ($id: ID!) { checkoutComplete(id: $id) { errors { code field }
  order { id status isPaid paymentStatus payments { id gateway chargeStatus isActive actions order { number }
    capturedAmount { amount } transactions { kind isSuccess gatewayResponse } } } } }"""


def key(checkout: Checkout) -> str:
    return global_id("Checkout", checkout.pk)


def paid(checkout: Checkout, **given: Any) -> Any:
    told = {"gateway": DUMMY, "token": "fully_charged", **given}
    return data_of(PAY, {"id": key(checkout), "input": told})["checkoutPaymentCreate"]


def test_a_basket_is_paid_with_the_test_gateway_as_suites_of_clients_do() -> None:
    shop = market()
    checkout = shop.checkout({0: 1, 1: 1})
    Checkout.objects.filter(pk=checkout.pk).update(payment_method="")

    agreed = paid(checkout, amount=285)
    assert agreed["errors"] == []
    assert agreed["payment"] == {
        "id": global_id("Payment", checkout.pk),
        "gateway": DUMMY,
        "token": "fully_charged",
        "isActive": True,
        "chargeStatus": "NOT_CHARGED",
        "paymentMethodType": "test",
        "checkout": {"id": key(checkout)},
        "total": {"amount": 285},
        "transactions": [],
    }

    order = data_of(COMPLETE, {"id": key(checkout)})["checkoutComplete"]["order"]
    (payment,) = order["payments"]
    assert (order["status"], order["isPaid"], order["paymentStatus"]) == (
        "UNFULFILLED",
        True,
        "FULLY_CHARGED",
    )
    assert (payment["id"], payment["capturedAmount"]) == (agreed["payment"]["id"], {"amount": 285})
    assert payment["transactions"] == [{"kind": "CAPTURE", "isSuccess": True, "gatewayResponse": "{}"}]
    assert (balance("test:payments"), balance("bank:main")) == (Money(28_500), Money(0))
    assert order_findings() == []
    found = data_of(
        "query ($id: ID!) { payment(id: $id) { chargeStatus } }", {"id": payment["id"]}, actor=STAFF
    )
    assert found["payment"] == {"chargeStatus": "FULLY_CHARGED"}


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"amount": 1}, None, "PARTIAL_PAYMENT_NOT_ALLOWED"),
        ({"gateway": "paypal"}, "gateway", "NOT_SUPPORTED_GATEWAY"),
    ],
)
def test_what_is_not_the_whole_sum_or_no_gateway_of_ours_is_refused(
    given: dict[str, Any], field: str | None, code: str
) -> None:
    checkout = market().checkout({0: 1})

    assert paid(checkout, **given)["errors"] == [{"field": field, "code": code}]

    checkout.refresh_from_db()
    assert (checkout.agreed_minor, checkout.test_token) == (None, "")


def test_an_empty_basket_is_not_paid_for() -> None:
    checkout = market().checkout({0: 1})
    CheckoutLine.objects.all().delete()

    assert paid(checkout)["errors"] == [{"field": "lines", "code": "NO_CHECKOUT_LINES"}]


def test_where_money_moves_the_test_gateway_is_neither_offered_nor_taken(settings: Any) -> None:
    settings.TEST_PAYMENTS = False
    checkout = market().checkout({0: 1})
    offered = "query ($id: ID!) { checkout(id: $id) { availablePaymentGateways { id } } }"

    gateways = data_of(offered, {"id": key(checkout)})["checkout"]["availablePaymentGateways"]

    assert DUMMY not in [gateway["id"] for gateway in gateways]
    assert paid(checkout)["errors"] == [{"field": "gateway", "code": "NOT_SUPPORTED_GATEWAY"}]


FROM_ORDER = """mutation ($id: ID!) { checkoutCreateFromOrder(id: $id) { errors { field code }
  unavailableVariants { code variantId lineId message }
  checkout { id email lines { quantity variant { id } } shippingAddress { city } } } }"""


def test_the_same_is_bought_again_as_far_as_it_can_be() -> None:
    shop, owner = market(), UserFactory.create()
    order = shop.order({0: 2, 1: 2, 2: 1})
    Order.objects.filter(pk=order.pk).update(user=owner)
    Variant.objects.filter(pk=shop.variants[2].pk).update(is_active=False)
    Stock.objects.filter(variant=shop.variants[1]).update(quantity=3)
    asked_for = {"id": global_id("Order", order.pk)}

    own = data_of(FROM_ORDER, asked_for, actor=Actor(user_id=owner.pk))["checkoutCreateFromOrder"]
    strange = data_of(FROM_ORDER, asked_for, actor=VISITOR)["checkoutCreateFromOrder"]

    variants = [global_id("ProductVariant", variant.pk) for variant in shop.variants]
    assert [(line["variant"]["id"], line["quantity"]) for line in own["checkout"]["lines"]] == [
        (variants[0], 2),
        (variants[1], 1),
    ]
    assert [(each["variantId"], each["code"]) for each in own["unavailableVariants"]] == [
        (variants[1], "INSUFFICIENT_STOCK"),
        (variants[2], "UNAVAILABLE_VARIANT_IN_CHANNEL"),
    ]
    assert (own["checkout"]["email"], own["checkout"]["shippingAddress"]) == (
        "amina@example.com",
        {"city": "MARRAKECH"},
    )
    assert (strange["checkout"]["email"], strange["checkout"]["shippingAddress"]) == (None, None)
    unknown = data_of(FROM_ORDER, {"id": global_id("Order", "x")})["checkoutCreateFromOrder"]
    assert unknown["errors"] == [{"field": "id", "code": "ORDER_NOT_FOUND"}]


FROM_CHECKOUT = """mutation ($id: ID!) { orderCreateFromCheckout(id: $id, metadata: [{key: "a", value: "b"}],
    privateMetadata: [{key: "c", value: "d"}]) {
  order { status metadata { key } privateMetadata { key } } errors { field code } } }"""


def test_an_app_places_an_order_that_waits_for_its_money() -> None:
    shop = market()
    checkout = shop.checkout({0: 1})
    Checkout.objects.filter(pk=checkout.pk).update(payment_method="", user=UserFactory.create())

    for actor in (VISITOR, STAFF):
        assert errors_of(FROM_CHECKOUT, {"id": key(checkout)}, actor=actor) == [
            "To access this path, you need one of the following permissions: HANDLE_CHECKOUTS, MANAGE_CHECKOUTS"
        ]
    assert Order.objects.count() == 0
    both = Actor(permissions=APP.permissions | STAFF.permissions)
    placed = data_of(FROM_CHECKOUT, {"id": key(checkout)}, actor=both)["orderCreateFromCheckout"]
    again = data_of(FROM_CHECKOUT, {"id": key(checkout)}, actor=both)["orderCreateFromCheckout"]

    assert placed["errors"] == []
    assert placed["order"] == {
        "status": "UNCONFIRMED",
        "metadata": [{"key": "a"}],
        "privateMetadata": [{"key": "c"}],
    }
    assert again["errors"] == [{"field": "id", "code": "CHECKOUT_NOT_FOUND"}]
    assert Order.objects.get().payment_method == "transfer"


def test_a_note_is_kept_and_a_basket_is_let_go() -> None:
    shop, owner = market(), UserFactory.create()
    checkout = shop.checkout({0: 1})
    Checkout.objects.filter(pk=checkout.pk).update(user=owner)
    me = Actor(user_id=owner.pk)
    note = """mutation ($id: ID!) { checkoutCustomerNoteUpdate(id: $id, customerNote: "Sonnez") {
      checkout { customerNote note } errors { code } } }"""
    detach = (
        "mutation ($id: ID!) { checkoutCustomerDetach(id: $id) { checkout { user { id } } errors { code } } }"
    )

    refused = data_of(note, {"id": key(checkout)}, actor=Actor(user_id=10**9))["checkoutCustomerNoteUpdate"]
    noted = data_of(note, {"id": key(checkout)}, actor=me)["checkoutCustomerNoteUpdate"]
    free = data_of(detach, {"id": key(checkout)}, actor=me)["checkoutCustomerDetach"]

    assert refused["errors"] == [{"code": "NOT_FOUND"}]
    assert noted["checkout"] == {"customerNote": "Sonnez", "note": "Sonnez"}
    assert free == {"checkout": {"user": None}, "errors": []}


LISTS = """query ($filter: CheckoutFilterInput, $sortBy: CheckoutSortingInput) {
  checkouts(first: 50, filter: $filter, sortBy: $sortBy) { totalCount edges { cursor node { id
    lines { quantity isGift priorUnitPrice { amount } metadata { key } } totalPrice { gross { amount } }
    shippingMethods { name } deliveryMethod { ... on ShippingMethod { name } } availableCollectionPoints { id } } } }
  checkoutLines(first: 50) { totalCount edges { cursor node { id quantity totalPrice { gross { amount } } } } } }"""


def test_open_baskets_and_their_lines_are_listed_in_the_same_statements_at_any_size() -> None:
    shop = market()
    for _count in range(2):
        shop.checkout({0: 1})

    def listed() -> tuple[int, int, int]:
        with CaptureQueriesContext(connection) as captured:
            answer = asked(LISTS, {}, actor=KEEPER)
        assert answer.errors == [] and answer.data is not None
        both = (answer.data["checkouts"]["totalCount"], answer.data["checkoutLines"]["totalCount"])
        return (*both, len(captured))

    two = listed()
    for _count in range(5):
        shop.checkout({0: 1, 1: 2, 2: 1})
    seven = listed()

    assert (two[:2], seven[:2]) == ((2, 2), (7, 17))
    assert two[2] == seven[2]
    assert errors_of(LISTS, {}, actor=VISITOR) != []


def test_baskets_are_found_by_what_is_known_of_them() -> None:
    shop = market()
    first, second = shop.checkout({0: 1}), shop.checkout({1: 1})
    Checkout.objects.filter(pk=second.pk).update(
        email="b@example.com", agreed_minor=1, metadata={"k": "v"}, completed_at=None
    )
    shop.order({0: 1})

    def found(**given: Any) -> set[str]:
        edges = data_of(LISTS, given, actor=KEEPER)["checkouts"]["edges"]
        return {edge["node"]["id"] for edge in edges}

    both, second_only = {key(first), key(second)}, {key(second)}
    assert found() == both
    assert found(filter={"customer": "b@example"}) == second_only
    assert found(filter={"metadata": [{"key": "k", "value": "v"}]}) == second_only
    assert found(filter={"authorizeStatus": ["FULL"]}) == second_only
    assert found(filter={"authorizeStatus": ["NONE"]}) == {key(first)}
    assert found(filter={"chargeStatus": ["FULL"]}) == set()
    assert found(filter={"created": {"gte": NOON.date().isoformat()}}) == both
    for field in ("CREATION_DATE", "CUSTOMER", "PAYMENT", "RANK"):
        assert found(sortBy={"field": field, "direction": "ASC"}) == both
