"""Buying through the API, step by step, as Saleor's clients do it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from catalog.models.offer import Price
from logistics.models.stock import Reservation
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.states import PaymentState, SubOrderState
from tests.factories.ground import NOON, UserFactory
from tests.factories.logistics import stock_of
from tests.factories.orders import Market, market
from tests.marketplace.graphql.api import VISITOR, asked, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

GATEWAY = "marketplace.cash-on-delivery"
ADDRESS = {
    "firstName": "Amina",
    "lastName": "Client",
    "streetAddress1": "12, rue des Oliviers",
    "city": "Marrakech",
    "postalCode": "40000",
    "country": "MA",
    "phone": "0612345678",
}
CREATE = """
mutation ($input: CheckoutCreateInput!) { checkoutCreate(input: $input) {
  checkout { id token email quantity isShippingRequired authorizeStatus chargeStatus
    lines { id quantity variant { id name product { name } } unitPrice { gross { amount } } totalPrice {
      gross { amount } net { amount } tax { amount } } }
    groups { cooperative { name } totalPrice { gross { amount } } }
    totalPrice { gross { amount currency } } }
  errors { field message code variants lines } } }
"""
CHANGE = """
mutation ($id: ID!, %(args)s) { %(name)s(id: $id, %(pass)s) {
  checkout { id quantity lines { id quantity } email totalPrice { gross { amount } }
    shippingAddress { firstName lastName city cityArea countryArea postalCode country { code } phone }
    billingAddress { firstName }
    delivery { id shippingMethod { name price { amount } } }
    problems { __typename } }
  errors { field message code variants lines } } }
"""
COMPLETE = """
mutation ($id: ID!) { checkoutComplete(id: $id) {
  order { id number status userEmail isPaid paymentStatus authorizeStatus chargeStatus
    total { gross { amount } net { amount } tax { amount } } subtotal { gross { amount } } shippingPrice
      { gross { amount } }
    shippingAddress { firstName city } billingAddress { firstName }
    lines { productName quantity totalPrice { gross { amount } } variant { sku } }
    subOrders { number status cooperative { name } total { gross { amount } } lines { quantity } }
    transactions { authorizedAmount { amount } chargedAmount { amount } actions events { type } }
    fulfillments { id } metafields }
  confirmationNeeded
  errors { field message code variants lines } } }
"""
PAY = """
mutation ($id: ID!, $gateway: String!, $amount: PositiveDecimal) {
  transactionInitialize(id: $id, amount: $amount, paymentGateway: { id: $gateway, data: { event: { type:
    "CHARGE_SUCCESS" } } }) {
    transaction { id authorizedAmount { amount } } transactionEvent { type message amount { amount } }
    errors { field message code } } }
"""


def change(name: str, key: str, arguments: dict[str, tuple[str, Any]], actor: Actor = VISITOR) -> Any:
    document = CHANGE % {
        "name": name,
        "args": ", ".join(f"${each}: {kind}" for each, (kind, _value) in arguments.items()),
        "pass": ", ".join(f"{each}: ${each}" for each in arguments),
    }
    values = {each: value for each, (_kind, value) in arguments.items()}
    return data_of(document, {"id": key, **values}, actor=actor)[name]


def opened(shop: Market, quantities: dict[int, int] | None = None, actor: Actor = VISITOR) -> Any:
    lines = [
        {"variantId": global_id("ProductVariant", shop.variants[index].pk), "quantity": quantity}
        for index, quantity in (quantities or {}).items()
    ]
    found = data_of(CREATE, {"input": {"channel": "default-channel", "lines": lines}}, actor=actor)
    return found["checkoutCreate"]


def addressed(shop: Market, quantities: dict[int, int], actor: Actor = VISITOR) -> str:
    """Open a basket and say all but how to pay."""
    key = opened(shop, quantities, actor)["checkout"]["id"]
    change("checkoutEmailUpdate", key, {"email": ("String!", "amina@example.com")}, actor)
    change("checkoutShippingAddressUpdate", key, {"shippingAddress": ("AddressInput!", ADDRESS)}, actor)
    change("checkoutBillingAddressUpdate", key, {"billingAddress": ("AddressInput!", ADDRESS)}, actor)
    query = """mutation ($id: ID!) { deliveryOptionsCalculate(id: $id) { deliveries { id
        shippingMethod { price { amount } } } errors { code } } }"""
    found = data_of(query, {"id": key}, actor=actor)["deliveryOptionsCalculate"]["deliveries"]
    assert [each["shippingMethod"]["price"]["amount"] for each in found] == [35.0]
    change("checkoutDeliveryMethodUpdate", key, {"deliveryMethodId": ("ID", found[0]["id"])}, actor)
    return str(key)


def pay(key: str, amount: str | None = None, gateway: str = GATEWAY) -> Any:
    return data_of(PAY, {"id": key, "gateway": gateway, "amount": amount})["transactionInitialize"]


def complete(key: str, actor: Actor = VISITOR) -> Any:
    return data_of(COMPLETE, {"id": key}, actor=actor)["checkoutComplete"]


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def test_a_visitor_buys_from_two_cooperatives_and_pays_at_the_door() -> None:
    shop = market()

    key = addressed(shop, {0: 2, 1: 1})
    paid = pay(key, "385.00")
    done = complete(key)

    assert paid["errors"] == []
    assert paid["transaction"]["authorizedAmount"]["amount"] == 385.0
    assert paid["transactionEvent"] == {
        "type": "AUTHORIZATION_SUCCESS",
        "message": "",
        "amount": {"amount": 385.0},
    }
    order = Order.objects.get()
    assert done["errors"] == []
    assert done["confirmationNeeded"] is False
    told = done["order"]
    assert told["id"] == global_id("Order", order.pk)
    assert (told["number"], told["status"], told["isPaid"]) == (str(order.number), "UNFULFILLED", False)
    assert (told["paymentStatus"], told["authorizeStatus"], told["chargeStatus"]) == (
        "NOT_CHARGED",
        "FULL",
        "NONE",
    )
    assert told["total"] == {"gross": {"amount": 385.0}, "net": {"amount": 326.67}, "tax": {"amount": 58.33}}
    assert told["subtotal"]["gross"]["amount"] == 350.0
    assert told["shippingPrice"]["gross"]["amount"] == 35.0
    assert told["shippingAddress"] == {"firstName": "Amina", "city": "MARRAKECH"}
    assert told["userEmail"] == "amina@example.com"
    assert [(part["status"], part["total"]["gross"]["amount"]) for part in told["subOrders"]] == [
        ("RELEASED", 200.0),
        ("RELEASED", 150.0),
    ]
    assert [line["quantity"] for line in told["lines"]] == [2, 1]
    assert told["transactions"] == [
        {
            "authorizedAmount": {"amount": 385.0},
            "chargedAmount": {"amount": 0},
            "actions": [],
            "events": [{"type": "AUTHORIZATION_SUCCESS"}],
        }
    ]
    assert order.payment.state == PaymentState.PLEDGED
    assert set(order.sub_orders.values_list("state", flat=True)) == {SubOrderState.RELEASED}
    assert stock_of(shop.variants[0]) == (50, 2)


def test_completing_again_returns_the_same_order() -> None:
    shop = market()
    key = addressed(shop, {0: 1})
    pay(key)

    first, second = complete(key), complete(key)

    assert first["order"]["id"] == second["order"]["id"]
    assert Order.objects.count() == 1


def test_an_empty_checkout_is_told_what_is_missing_first() -> None:
    shop = market()
    key = opened(shop)["checkout"]["id"]

    def code() -> list[tuple[str, str | None]]:
        found = complete(key)
        assert found["order"] is None
        return [(each["code"], each["field"]) for each in found["errors"]]

    assert code() == [("EMAIL_NOT_SET", None)]
    change("checkoutEmailUpdate", key, {"email": ("String!", "amina@example.com")})
    assert code() == [("NO_LINES", "lines")]
    line = {"variantId": global_id("ProductVariant", shop.variants[0].pk), "quantity": 1}
    change("checkoutLinesAdd", key, {"lines": ("[CheckoutLineInput!]!", [line])})
    assert code() == [("SHIPPING_ADDRESS_NOT_SET", "shippingAddress")]
    change("checkoutShippingAddressUpdate", key, {"shippingAddress": ("AddressInput!", ADDRESS)})
    assert code() == [("SHIPPING_METHOD_NOT_SET", "shippingMethod")]
    method = ("ID", global_id("ShippingMethod", shop.method.pk))
    change("checkoutDeliveryMethodUpdate", key, {"deliveryMethodId": method})
    assert code() == [("CHECKOUT_NOT_FULLY_PAID", None)]
    assert Order.objects.count() == 0
    assert Reservation.objects.count() == 0


def test_a_price_that_changed_after_the_customer_agreed_stops_the_order() -> None:
    shop = market()
    key = addressed(shop, {0: 1})
    pay(key, "135")
    Price.objects.filter(variant=shop.variants[0]).update(amount_minor=12_000)

    refused = complete(key)
    pay(key, "155")
    done = complete(key)

    assert [each["code"] for each in refused["errors"]] == ["CHECKOUT_NOT_FULLY_PAID"]
    assert done["order"]["total"]["gross"]["amount"] == 155.0


@pytest.mark.parametrize(
    ("_case", "amount", "gateway", "error"),
    [
        ("another sum", "100", GATEWAY, ("amount", "INVALID")),
        ("an unknown gateway", None, "app.saleor.stripe", ("paymentGateway", "NOT_FOUND")),
    ],
)
def test_agreeing_to_another_sum_or_gateway_changes_nothing(
    _case: str, amount: str | None, gateway: str, error: tuple[str, str]
) -> None:
    key = addressed(market(), {0: 1})

    found = pay(key, amount, gateway)

    assert [(each["field"], each["code"]) for each in found["errors"]] == [error]
    assert found["transaction"] is None
    assert Checkout.objects.get().agreed_minor is None


def test_a_channel_can_show_cash_under_the_gateway_that_a_shop_front_knows() -> None:
    shop = market()
    Channel.objects.update(cash_gateway_id="saleor.io.dummy-payment-app")
    key = addressed(shop, {0: 1})

    assert pay(key, None, GATEWAY)["errors"][0]["code"] == "NOT_FOUND"
    assert pay(key, None, "saleor.io.dummy-payment-app")["errors"] == []
    assert complete(key)["order"]["authorizeStatus"] == "FULL"


def test_a_bank_transfer_is_awaited() -> None:
    key = addressed(market(), {0: 1})

    paid = pay(key, None, "marketplace.bank-transfer")
    order = complete(key)["order"]

    assert paid["transactionEvent"]["type"] == "CHARGE_REQUEST"
    assert (order["status"], order["authorizeStatus"]) == ("UNCONFIRMED", "NONE")


@pytest.mark.parametrize(
    ("_case", "quantity", "code"),
    [
        ("nothing", 0, "ZERO_QUANTITY"),
        ("less than nothing", -1, "ZERO_QUANTITY"),
        ("more than a basket holds", 1_000_000_000, "QUANTITY_GREATER_THAN_LIMIT"),
        ("more than there is", 51, "INSUFFICIENT_STOCK"),
    ],
)
def test_a_quantity_that_cannot_be_bought_is_refused(_case: str, quantity: int, code: str) -> None:
    shop = market()

    found = opened(shop, {0: quantity})

    assert [each["code"] for each in found["errors"]] == [code]
    assert found["checkout"] is None
    assert Checkout.objects.count() == 0


def test_a_variant_that_nobody_sells_is_named() -> None:
    shop = market()
    unknown = {
        "channel": "default-channel",
        "lines": [{"variantId": global_id("ProductVariant", 999_999), "quantity": 1}],
    }
    shop.variants[0].product.listings.update(is_published=False)

    missing = data_of(CREATE, {"input": unknown})["checkoutCreate"]["errors"]
    withdrawn = opened(shop, {0: 1})["errors"]

    assert [(each["code"], each["field"]) for each in missing] == [("GRAPHQL_ERROR", "variantId")]
    assert [(each["code"], each["variants"]) for each in withdrawn] == [
        ("UNAVAILABLE_VARIANT_IN_CHANNEL", [global_id("ProductVariant", shop.variants[0].pk)])
    ]
    assert Checkout.objects.count() == 0


def test_lines_are_changed_and_taken_out() -> None:
    shop = market()
    checkout = opened(shop, {0: 1, 1: 1, 2: 1})["checkout"]
    key, lines = checkout["id"], [line["id"] for line in checkout["lines"]]

    kind = "[CheckoutLineUpdateInput!]!"
    more = change("checkoutLinesUpdate", key, {"lines": (kind, [{"lineId": lines[0], "quantity": 5}])})
    gone = change("checkoutLinesUpdate", key, {"lines": (kind, [{"lineId": lines[1], "quantity": 0}])})
    wrong = change(
        "checkoutLinesUpdate",
        key,
        {"lines": (kind, [{"lineId": global_id("CheckoutLine", shop.method.pk), "quantity": 1}])},
    )
    fewer = change("checkoutLineDelete", key, {"lineId": ("ID", lines[2])})
    none = change("checkoutLinesDelete", key, {"linesIds": ("[ID!]!", [lines[0], lines[1]])})

    assert [line["quantity"] for line in more["checkout"]["lines"]] == [5, 1, 1]
    assert [line["id"] for line in gone["checkout"]["lines"]] == [lines[0], lines[2]]
    assert [(each["field"], each["code"]) for each in wrong["errors"]] == [("lineId", "NOT_FOUND")]
    assert [line["id"] for line in fewer["checkout"]["lines"]] == [lines[0]]
    assert none["errors"][0]["code"] == "NOT_FOUND"
    assert Checkout.objects.get().lines.count() == 1


@pytest.mark.parametrize(
    ("_case", "changed", "field"),
    [
        ("no name", {"firstName": "", "lastName": ""}, "firstName"),
        ("no street", {"streetAddress1": ""}, "streetAddress1"),
        ("a postcode of six digits", {"postalCode": "400000"}, "postalCode"),
        ("a phone that cannot be", {"phone": "12"}, "phone"),
        ("another country", {"country": "FR"}, "country"),
        ("a place nobody knows", {"city": "Nowhere", "postalCode": ""}, "countryArea"),
    ],
)
def test_an_address_that_cannot_be_delivered_to_names_its_field(
    _case: str, changed: dict[str, str], field: str
) -> None:
    key = opened(market())["checkout"]["id"]

    found = change(
        "checkoutShippingAddressUpdate", key, {"shippingAddress": ("AddressInput!", {**ADDRESS, **changed})}
    )

    assert [(each["field"], each["code"]) for each in found["errors"]] == [(field, "INVALID")]
    assert Checkout.objects.get().address == {}


@pytest.mark.parametrize(
    ("_case", "changed", "province"),
    [
        ("the city is the seat", {}, "MA-MAR"),
        ("a province by name", {"city": "Tafraout", "countryArea": "Tiznit"}, "MA-TIZ"),
        ("a province by code", {"city": "Tafraout", "countryArea": "MA-TIZ"}, "MA-TIZ"),
        ("in Arabic", {"city": "مراكش"}, "MA-MAR"),
        ("without accents", {"city": "FES", "postalCode": "30000"}, "MA-FES"),
        ("by its postcode", {"city": "Tafraout", "postalCode": "85000"}, "MA-TIZ"),
    ],
)
def test_the_province_is_found_from_what_a_shop_front_asks(
    _case: str, changed: dict[str, str], province: str
) -> None:
    key = opened(market())["checkout"]["id"]

    found = change(
        "checkoutShippingAddressUpdate", key, {"shippingAddress": ("AddressInput!", {**ADDRESS, **changed})}
    )

    assert found["errors"] == []
    assert Checkout.objects.get().address["province"] == province


def test_a_persons_checkout_is_theirs_alone() -> None:
    shop = market()
    owner, stranger = Actor(user_id=UserFactory.create().pk), Actor(user_id=UserFactory.create().pk)
    key = opened(shop, {0: 1}, owner)["checkout"]["id"]
    read = "query ($id: ID!) { checkout(id: $id) { id } }"

    assert data_of(read, {"id": key}, actor=owner)["checkout"] == {"id": key}
    for other in (stranger, VISITOR):
        assert data_of(read, {"id": key}, actor=other)["checkout"] is None
        refused = change("checkoutEmailUpdate", key, {"email": ("String!", "thief@example.com")}, other)
        assert [(each["field"], each["code"]) for each in refused["errors"]] == [("id", "NOT_FOUND")]
        assert refused["errors"][0]["message"] == f"Couldn't resolve to a node: {key}"
    assert Checkout.objects.get().email == ""


def test_a_visitors_checkout_goes_over_to_who_signs_in_and_to_nobody_else() -> None:
    shop = market()
    person = UserFactory.create()
    key = opened(shop, {0: 1})["checkout"]["id"]
    attach = """mutation ($id: ID!, $customer: ID) { checkoutCustomerAttach(id: $id,
        customerId: $customer) { checkout { user { email } } errors { code } } }"""

    assert errors_of(attach, {"id": key}) == ["You do not have permission to perform this action"]
    assert errors_of(
        attach, {"id": key, "customer": global_id("User", person.pk + 1)}, actor=Actor(user_id=person.pk)
    ) == ["You do not have permission to perform this action"]
    assert Checkout.objects.get().user_id is None
    found = data_of(attach, {"id": key}, actor=Actor(user_id=person.pk))
    assert found["checkoutCustomerAttach"] == {"checkout": {"user": {"email": person.email}}, "errors": []}


def test_an_address_is_kept_with_who_is_signed_in_once() -> None:
    person = UserFactory.create()
    actor = Actor(user_id=person.pk)

    addressed(market(), {0: 1}, actor)

    assert [(each.city, each.is_default) for each in person.addresses.all()] == [("Marrakech", True)]


def test_metadata_goes_over_to_the_order_and_is_not_endless() -> None:
    key = addressed(market(), {0: 1})
    keep = """mutation ($id: ID!, $input: [MetadataInput!]!) { updateMetadata(id: $id, input:
        $input) { item { metadata { key value } privateMetadata { key } } errors {
        field code } } }"""
    fine = """mutation ($id: ID!, $input: [MetadataInput!]!) { updateMetadata(id: $id, input:
        $input) { item { metadata { key value } } errors { field code } } }"""
    item = {"key": "paper.marketing_opt_in", "value": "true"}

    assert errors_of(keep, {"id": key, "input": [item]}) == [
        "You do not have permission to perform this action"
    ]
    assert data_of(fine, {"id": key, "input": [item]})["updateMetadata"] == {
        "item": {"metadata": [item]},
        "errors": [],
    }
    many = [{"key": str(n), "value": ""} for n in range(51)]
    assert data_of(fine, {"id": key, "input": many})["updateMetadata"]["errors"] == [
        {"field": "input", "code": "INVALID"}
    ]
    pay(key)
    assert complete(key)["order"]["metafields"] == {"paper.marketing_opt_in": "true"}


@pytest.mark.parametrize(
    ("_case", "given", "message"),
    [("malformed", "zzz", "Invalid ID: zzz. Expected: Checkout.")],
)
def test_a_malformed_id_is_an_error_of_the_request(_case: str, given: str, message: str) -> None:
    assert errors_of("query ($id: ID!) { checkout(id: $id) { id } }", {"id": given}) == [message]


def test_what_ran_out_while_shopping_is_told_and_stops_the_order() -> None:
    shop = market(stock=1)
    key, other = addressed(shop, {0: 1}), addressed(shop, {0: 1})
    pay(key)
    pay(other)
    complete(other)

    problems = data_of(
        """query ($id: ID!) { checkout(id: $id) { problems { __typename ... on
            CheckoutLineProblemInsufficientStock { availableQuantity line { quantity } } }
            } }""",
        {"id": key},
    )["checkout"]["problems"]
    refused = complete(key)

    assert problems == [
        {
            "__typename": "CheckoutLineProblemInsufficientStock",
            "availableQuantity": 0,
            "line": {"quantity": 1},
        }
    ]
    assert [(each["code"], each["variants"]) for each in refused["errors"]] == [
        ("INSUFFICIENT_STOCK", [global_id("ProductVariant", shop.variants[0].pk)])
    ]
    assert Order.objects.count() == 1


def test_the_answer_of_a_whole_checkout_needs_a_fixed_number_of_statements(
    django_assert_num_queries: Any,
) -> None:
    shop = market(tuple(1000 for _ in range(8)))
    small, large = (
        opened(shop, {0: 1})["checkout"]["id"],
        opened(shop, dict.fromkeys(range(8), 1))["checkout"]["id"],
    )
    query = """query ($id: ID!) { checkout(id: $id) { lines { variant { name product { name thumbnail { url } } }
        totalPrice { gross { amount } } } groups { cooperative { name } } totalPrice { gross { amount } }
        problems { __typename } } }"""

    for key in (small, large):
        with django_assert_num_queries(9):
            asked(query, {"id": key}, now=NOON + timedelta(minutes=1))
