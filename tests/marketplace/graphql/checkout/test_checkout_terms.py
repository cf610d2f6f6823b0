"""What clients say of a checkout beside quantities: agreed prices, texts, kept addresses."""

from typing import Any

import pytest
from django.utils.translation import override

from marketplace.accounts.models import Address
from marketplace.kernel.actor import Actor, Permission
from orders.models.checkout import Checkout
from tests.factories.ground import UserFactory
from tests.factories.orders import Market, market
from tests.factories.promotions import voucher
from tests.marketplace.graphql.api import VISITOR, data_of, errors_of, global_id
from tests.marketplace.graphql.checkout.test_checkout import ADDRESS
from tests.once import fresh, once

pytestmark = pytest.mark.django_db

APP = Actor(app_id=1, permissions=frozenset({Permission.HANDLE_CHECKOUTS}))
SHOWN = """checkout { id discountName translatedDiscountName privateMetafields metafields
  lines { priceOverrideReason metafields quantity unitPrice { gross { amount } }
    undiscountedUnitPrice { amount } undiscountedTotalPrice { amount } } }
  errors { field code variants }"""
OPEN = """mutation ($input: CheckoutCreateInput!) { checkoutCreate(input: $input) {
  checkout { id } errors { field code variants } } }"""
CREATE = f"mutation ($input: CheckoutCreateInput!) {{ checkoutCreate(input: $input) {{ {SHOWN} }} }}"
ADD = f"""mutation ($id: ID!, $lines: [CheckoutLineInput!]!) {{
  checkoutLinesAdd(id: $id, lines: $lines) {{ {SHOWN} }} }}"""
UPDATE = f"""mutation ($id: ID!, $lines: [CheckoutLineUpdateInput!]!) {{
  checkoutLinesUpdate(id: $id, lines: $lines) {{ {SHOWN} }} }}"""


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def line(shop: Market, **more: Any) -> dict[str, Any]:
    return {"quantity": 1, "variantId": global_id("ProductVariant", shop.variants[0].pk), **more}


def opened(shop: Market, actor: Actor = VISITOR, document: str = OPEN, **more: Any) -> Any:
    given = {"channel": shop.channel.slug, "lines": [line(shop)], **more}
    return data_of(document, {"input": given}, actor=actor)["checkoutCreate"]


def test_an_app_opens_a_checkout_with_a_price_of_its_own(shop: Market) -> None:
    found = opened(
        shop,
        APP,
        CREATE,
        lines=[
            line(
                shop,
                quantity=2,
                price="80.00",
                priceOverrideReason="loyal",
                metadata=[{"key": "a", "value": "1"}],
            )
        ],
        metadata=[{"key": "m", "value": "1"}],
        privateMetadata=[{"key": "p", "value": "2"}],
    )

    assert found["errors"] == []
    assert (found["checkout"]["metafields"], found["checkout"]["privateMetafields"]) == (
        {"m": "1"},
        {"p": "2"},
    )
    assert found["checkout"]["lines"] == [
        {
            "priceOverrideReason": "loyal",
            "metafields": {"a": "1"},
            "quantity": 2,
            "unitPrice": {"gross": {"amount": 80.0}},
            "undiscountedUnitPrice": {"amount": 80.0},
            "undiscountedTotalPrice": {"amount": 160.0},
        }
    ]


def test_the_price_is_set_added_to_and_given_up_again(shop: Market) -> None:
    id_ = opened(shop)["checkout"]["id"]

    added = data_of(ADD, {"id": id_, "lines": [line(shop, price="80.00")]}, actor=APP)["checkoutLinesAdd"]
    row = added["checkout"]["lines"][0]
    assert (row["quantity"], row["unitPrice"]["gross"]["amount"]) == (2, 80.0)

    key = global_id("CheckoutLine", Checkout.objects.get().lines.get().pk)
    given = [{"lineId": key, "price": None, "metadata": [{"key": "x", "value": "y"}]}]
    row = data_of(UPDATE, {"id": id_, "lines": given}, actor=APP)["checkoutLinesUpdate"]["checkout"]["lines"][
        0
    ]
    assert (row["quantity"], row["unitPrice"]["gross"]["amount"], row["metafields"]) == (2, 100.0, {"x": "y"})

    refused = data_of(
        UPDATE, {"id": id_, "lines": [{"lineId": key, "priceOverrideReason": "why"}]}, actor=APP
    )["checkoutLinesUpdate"]
    assert refused["errors"] == [
        {
            "field": "priceOverrideReason",
            "code": "PRICE_OVERRIDE_REASON_WITHOUT_OVERRIDE",
            "variants": None,
        }
    ]


def test_a_visitor_sets_no_price_keeps_nothing_private_and_reads_no_reason(shop: Market) -> None:
    given = {"channel": shop.channel.slug, "lines": [line(shop, price="1.00")]}
    with override("en"):
        assert errors_of(OPEN, {"input": given}) == ["Only apps that handle checkouts may set prices."]
    given = {"channel": shop.channel.slug, "lines": [], "privateMetadata": [{"key": "a", "value": "1"}]}
    assert errors_of(OPEN, {"input": given}) != []
    assert not Checkout.objects.exists()
    id_ = opened(shop)["checkout"]["id"]
    query = "query ($id: ID!) { checkout(id: $id) { lines { priceOverrideReason } } }"
    assert errors_of(query, {"id": id_}) == [
        "To access this path, you need one of the following permissions: MANAGE_CHECKOUTS, HANDLE_CHECKOUTS"
    ]


def test_a_line_of_its_own_is_told_apart(shop: Market) -> None:
    told = opened(shop, lines=[line(shop), line(shop, forceNewLine=True)])
    assert told["errors"] == [
        {"field": "forceNewLine", "code": "INVALID", "variants": [line(shop)["variantId"]]}
    ]
    assert opened(shop, lines=[line(shop, forceNewLine=True)])["errors"] == []


def test_addresses_are_kept_with_who_is_signed_in_unless_told_otherwise(shop: Market) -> None:
    user = UserFactory.create()
    actor = Actor(user_id=user.pk)

    assert opened(shop, actor, shippingAddress=ADDRESS, saveShippingAddress=False)["errors"] == []
    assert not Address.objects.filter(user=user).exists()
    assert opened(shop, actor, shippingAddress=ADDRESS)["errors"] == []
    assert Address.objects.filter(user=user).count() == 1
    other = {**ADDRESS, "firstName": "Cabinet"}
    assert opened(shop, actor, billingAddress=other, saveBillingAddress=True)["errors"] == []
    assert Address.objects.filter(user=user).count() == 2


@pytest.mark.parametrize("name", ["saveShippingAddress", "saveBillingAddress"])
def test_an_address_that_was_not_given_is_not_kept(shop: Market, name: str) -> None:
    more: dict[str, Any] = {name: True}
    told = opened(shop, **more)
    assert told["errors"] == [{"field": name, "code": "MISSING_ADDRESS_DATA", "variants": None}]


def test_a_discounts_name_is_told_in_the_checkouts_language(shop: Market) -> None:
    voucher(name="Ait", names={"ar": "آيت"})
    id_ = opened(shop, languageCode="AR")["checkout"]["id"]
    data_of(
        'mutation ($id: ID!) { checkoutAddPromoCode(id: $id, promoCode: "AIT10") { errors { code } } }',
        {"id": id_},
    )
    query = "query ($id: ID!) { checkout(id: $id) { discountName translatedDiscountName } }"
    assert data_of(query, {"id": id_})["checkout"] == {"discountName": "Ait", "translatedDiscountName": "آيت"}


def test_a_gateway_says_what_paying_at_the_door_costs_and_how_much_can_be_paid_so(shop: Market) -> None:
    id_ = opened(shop)["checkout"]["id"]
    query = (
        "query ($id: ID!) { checkout(id: $id) { availablePaymentGateways { id config { field value } } } }"
    )
    found = {
        each["id"]: each["config"]
        for each in data_of(query, {"id": id_})["checkout"]["availablePaymentGateways"]
    }
    assert found[shop.channel.cash_gateway_id] == [
        {"field": "fee", "value": "0.00"},
        {"field": "most", "value": "5000.00"},
    ]
    assert [config for gateway, config in found.items() if gateway != shop.channel.cash_gateway_id] == [
        [],
        [],
    ]
