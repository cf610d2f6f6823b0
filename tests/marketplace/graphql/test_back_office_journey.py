"""
A back office opens a shop through the API alone, and a customer buys in it.

Written from the public documentation of the contract: every step is a mutation that a back office's client sends.
"""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from catalog.services.reference_load import reference_load
from logistics.checks import stock_findings
from logistics.models.stock import Stock
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.graphql.kit.ids import decoded
from marketplace.kernel.actor import Actor
from orders.checks import explained_passages, order_findings, passages_differing
from orders.models.order import Order
from tests.factories.ground import CommissionTermFactory, UserFactory
from tests.marketplace.graphql.api import VISITOR, data_of, global_id

pytestmark = pytest.mark.django_db

ADDRESS = {
    "firstName": "Amina",
    "lastName": "Client",
    "streetAddress1": "12, rue des Oliviers",
    "city": "Marrakech",
    "postalCode": "40000",
    "country": "MA",
    "phone": "0612345678",
}


def offered_as(method: str) -> str:
    """Return the ID under which baskets are offered a shipping method."""
    parts = decoded(method)
    assert parts is not None
    return global_id("ShippingMethod", parts[1])


class Office:
    """A back office's client, signed in as a superuser."""

    def __init__(self) -> None:
        user = UserFactory.create(is_staff=True, is_superuser=True)
        self.actor = Actor(user_id=user.pk, is_superuser=True)

    def done(self, name: str, asked: str, **arguments: tuple[str, Any]) -> Any:
        """Send one mutation, expect no errors, and return its payload."""
        declared = ", ".join(f"${each}: {kind}" for each, (kind, _value) in arguments.items())
        passed = ", ".join(f"{each}: ${each}" for each in arguments)
        query = f"mutation ({declared}) {{ {name}({passed}) {{ {asked} errors {{ field message code }} }} }}"
        values = {each: value for each, (_kind, value) in arguments.items()}
        payload = data_of(query, values, actor=self.actor)[name]
        assert payload["errors"] == [], name
        return payload


def opened(office: Office, currency: str = "MAD") -> dict[str, str]:
    """Open a channel with a warehouse and a zone; return their ids."""
    channel = office.done(
        "channelCreate",
        "channel { id slug isActive }",
        input=(
            "ChannelCreateInput!",
            {
                "name": "Maroc",
                "slug": "maroc",
                "currencyCode": currency,
                "defaultCountry": "MA",
                "isActive": True,
            },
        ),
    )["channel"]
    warehouse = office.done(
        "createWarehouse",
        "warehouse { id }",
        input=("WarehouseCreateInput!", {"name": "Dépôt", "slug": "depot", "address": ADDRESS}),
    )["warehouse"]
    office.done(
        "channelUpdate",
        "channel { warehouses { id } }",
        id=("ID!", channel["id"]),
        input=("ChannelUpdateInput!", {"addWarehouses": [warehouse["id"]]}),
    )
    zone = office.done(
        "shippingZoneCreate",
        "shippingZone { id }",
        input=(
            "ShippingZoneCreateInput!",
            {
                "name": "Maroc",
                "countries": ["MA"],
                "addChannels": [channel["id"]],
                "addWarehouses": [warehouse["id"]],
            },
        ),
    )["shippingZone"]
    method = office.done(
        "shippingPriceCreate",
        "shippingMethod { id }",
        input=(
            "ShippingPriceInput!",
            {"name": "Coursier", "shippingZone": zone["id"], "type": "PRICE"},
        ),
    )["shippingMethod"]
    office.done(
        "shippingMethodChannelListingUpdate",
        "shippingMethod { id }",
        # Clients hold the method's other ID as well: that under which a basket is offered it
        id=("ID!", offered_as(method["id"])),
        input=(
            "ShippingMethodChannelListingInput!",
            {"addChannels": [{"channelId": channel["id"], "price": 30}]},
        ),
    )
    return {
        "channel": channel["id"],
        "warehouse": warehouse["id"],
        "slug": channel["slug"],
        "way": offered_as(method["id"]),
    }


def stocked(office: Office, shop: dict[str, str]) -> str:
    """Write a product with one variant, price it and put it into stock; return the variant's id."""
    attribute = office.done(
        "attributeCreate",
        "attribute { id }",
        input=(
            "AttributeCreateInput!",
            {
                "name": "Couleur",
                "type": "PRODUCT_TYPE",
                "inputType": "DROPDOWN",
                "values": [{"name": "Rouge"}, {"name": "Bleu"}],
            },
        ),
    )["attribute"]
    kind = office.done(
        "productTypeCreate",
        "productType { id slug hasVariants productAttributes { slug } }",
        input=("ProductTypeInput!", {"name": "Tapis", "productAttributes": [attribute["id"]]}),
    )["productType"]
    assert kind["productAttributes"] == [{"slug": "couleur"}]
    category = office.done(
        "categoryCreate",
        "category { id slug }",
        input=("CategoryInput!", {"name": "Maison"}),
    )["category"]
    product = office.done(
        "productCreate",
        "product { id slug name attributes { values { name } } cooperative { name } }",
        input=(
            "ProductCreateInput!",
            {
                "name": "Tapis rouge",
                "productType": kind["id"],
                "category": category["id"],
                "attributes": [{"id": attribute["id"], "dropdown": {"value": "Rouge"}}],
            },
        ),
    )["product"]
    assert product["attributes"] == [{"values": [{"name": "Rouge"}]}]
    office.done(
        "productChannelListingUpdate",
        "product { channelListings { isPublished channel { slug } } }",
        id=("ID!", product["id"]),
        input=(
            "ProductChannelListingUpdateInput!",
            {
                "updateChannels": [
                    {
                        "channelId": shop["channel"],
                        "isPublished": True,
                        "visibleInListings": True,
                        "isAvailableForPurchase": True,
                    }
                ]
            },
        ),
    )
    variant = office.done(
        "productVariantCreate",
        "productVariant { id sku stocks { quantity } }",
        input=(
            "ProductVariantCreateInput!",
            {
                "product": product["id"],
                "sku": "TAPIS-1",
                "attributes": [],
                "stocks": [{"warehouse": shop["warehouse"], "quantity": 5}],
            },
        ),
    )["productVariant"]
    assert variant["stocks"] == [{"quantity": 5}]
    office.done(
        "productVariantChannelListingUpdate",
        "variant { channelListings { price { amount } } }",
        id=("ID", variant["id"]),
        input=(
            "[ProductVariantChannelListingAddInput!]!",
            [{"channelId": shop["channel"], "price": 250}],
        ),
    )
    return str(variant["id"])


def bought(shop: dict[str, str], variant_id: str) -> Any:
    """Buy two of a variant as a visitor who pays at the door."""

    def step(query: str, **variables: Any) -> Any:
        (payload,) = data_of(query, variables, actor=VISITOR).values()
        assert payload["errors"] == []
        return payload

    basket = step(
        """mutation ($input: CheckoutCreateInput!) { checkoutCreate(input: $input) {
          checkout { id } errors { field message code } } }""",
        input={
            "channel": shop["slug"],
            "email": "amina@example.com",
            "lines": [{"variantId": variant_id, "quantity": 2}],
            "shippingAddress": ADDRESS,
            "billingAddress": ADDRESS,
        },
    )["checkout"]["id"]
    (delivery,) = step(
        """mutation ($id: ID!) { deliveryOptionsCalculate(id: $id) { deliveries { id shippingMethod { name price {
          amount } } } errors { code } } }""",
        id=basket,
    )["deliveries"]
    assert delivery["shippingMethod"] == {"name": "Coursier", "price": {"amount": 30.0}}
    step(
        """mutation ($id: ID!, $delivery: ID) { checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $delivery) {
          errors { code } } }""",
        id=basket,
        delivery=delivery["id"],
    )
    step(
        """mutation ($id: ID!) { transactionInitialize(id: $id, amount: 530, paymentGateway: {
          id: "marketplace.cash-on-delivery" }) { errors { field message code } } }""",
        id=basket,
    )
    return step(
        """mutation ($id: ID!) { checkoutComplete(id: $id) { order { number total { gross { amount } tax { amount } }
          lines { productName quantity } subOrders { cooperative { name } } } errors { field message code } } }""",
        id=basket,
    )["order"]


def test_a_shop_opened_through_the_api_sells() -> None:
    reference_load()
    CommissionTermFactory.create(from_date=date(2020, 1, 1))
    office = Office()

    with translation.override("en"):
        shop = opened(office)
        variant_id = stocked(office, shop)
        (seen,) = data_of(
            """{ products(first: 5, channel: "maroc") { edges { node { name isAvailable pricing { priceRange { start {
              gross { amount } } } } } } } }"""
        )["products"]["edges"]
        order = bought(shop, variant_id)

    assert seen["node"] == {
        "name": "Tapis rouge",
        "isAvailable": True,
        "pricing": {"priceRange": {"start": {"gross": {"amount": 250.0}}}},
    }
    assert order["total"]["gross"] == {"amount": 530.0}
    assert order["lines"] == [{"productName": "Tapis rouge", "quantity": 2}]
    line = Order.objects.get().lines.get()
    platform = Organisation.objects.get(is_platform=True)
    assert line.sub_order.organisation == platform
    assert order["subOrders"] == [{"cooperative": {"name": platform.name("fr")}}]
    assert Channel.objects.get().is_default
    assert Stock.objects.values_list("quantity", "reserved").get() == (5, 2)
    assert stock_findings() == []


def test_the_staff_sell_in_another_currency_and_a_line_keeps_the_id_that_it_had_in_the_draft() -> None:
    reference_load()
    CommissionTermFactory.create(from_date=date(2020, 1, 1))
    office = Office()
    whole = "order { id isPaid status lines { id } total { gross { amount currency } } }"

    with translation.override("en"):
        shop = opened(office, "USD")
        variant_id = stocked(office, shop)
        given = {
            "channelId": shop["channel"],
            "userEmail": "amina@example.com",
            "shippingAddress": ADDRESS,
            "lines": [{"variantId": variant_id, "quantity": 2}],
        }
        draft = office.done("draftOrderCreate", whole, input=("DraftOrderCreateInput!", given))["order"]
        way = {"shippingMethod": shop["way"]}
        office.done("draftOrderUpdate", whole, id=("ID!", draft["id"]), input=("DraftOrderInput!", way))
        placed = office.done("draftOrderComplete", whole, id=("ID!", draft["id"]))["order"]
        paid = office.done("orderMarkAsPaid", whole, id=("ID!", draft["id"]))["order"]
        stocks = [{"quantity": 2, "warehouse": shop["warehouse"]}]
        lines = [{"orderLineId": draft["lines"][0]["id"], "stocks": stocks}]
        sent = office.done(
            "orderFulfill", whole, order=("ID!", draft["id"]), input=("OrderFulfillInput!", {"lines": lines})
        )["order"]

    assert (placed["total"]["gross"], placed["lines"]) == (
        {"amount": 530.0, "currency": "USD"},
        draft["lines"],
    )
    assert (paid["isPaid"], sent["status"], sent["lines"]) == (True, "FULFILLED", draft["lines"])
    assert [account for account, _subject in explained_passages()] == ["clearing:orders@USD"]
    assert passages_differing("clearing:orders") == []
    assert order_findings() == []
