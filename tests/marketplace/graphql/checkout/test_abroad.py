"""Parcels that leave Morocco: test that ..."""

from typing import Any

import pytest
from django.utils import translation

from logistics.models.fulfilment import Fulfilment
from logistics.models.zone import MethodListing, ShippingZone, ZoneMethod
from logistics.selectors.channel_options import is_reached
from logistics.services.parcel_document_render import _recipient_lines
from logistics.services.warehouse_pickup_refresh import warehouse_pickup_refresh
from marketplace.kernel.actor import Actor
from orders.models.order import Order
from orders.services.order_release import recipient_of
from tests.factories.ground import NOON, ChannelFactory, UserFactory
from tests.factories.logistics import DeliveryMethodFactory, WarehouseFactory
from tests.factories.orders import Market, market
from tests.marketplace.graphql.api import VISITOR, data_of, global_id
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
built = once(market)
FIELDS = """firstName lastName companyName streetAddress1 streetAddress2 cityArea postalCode country { code }
  countryArea city phone"""
GIVEN = {
    "firstName": "Marie Claire",
    "lastName": "Ben Salah",
    "companyName": "Riad SARL",
    "streetAddress1": "14208 Hawthorne Blvd",
    "streetAddress2": "",
    "cityArea": "",
    "postalCode": "90250",
    "country": "US",
    "city": "Hawthorne",
    "countryArea": "CA",
    "phone": "+12025550163",
}
TOLD = {**GIVEN, "country": {"code": "US"}, "city": "HAWTHORNE"}


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def shop(built: Market) -> Market:
    """Three sellers, and a zone that reaches the United States for 90 MAD."""
    shop = fresh(built)
    zone = ShippingZone.objects.create(name="Amérique", countries=["US"])
    zone.channels.add(shop.channel)
    row = ZoneMethod.objects.create(method=DeliveryMethodFactory.create(code="plane"), zone=zone)
    MethodListing.objects.create(method=row, channel=shop.channel, price_minor=9_000, currency="MAD")
    return shop


def asked(name: str, shown: str, actor: Actor = VISITOR, /, **given: Any) -> Any:
    declared = ", ".join(f"${each}: {kind}" for each, (kind, _value) in given.items())
    passed = ", ".join(f"{each}: ${each}" for each in given)
    query = f"mutation ({declared}) {{ {name}({passed}) {{ {shown} errors {{ field code message }} }} }}"
    return data_of(query, {each: value for each, (_kind, value) in given.items()}, actor=actor)[name]


def test_a_basket_goes_where_a_zone_of_its_channel_reaches_and_keeps_the_address_as_given(
    shop: Market,
) -> None:
    line = {"variantId": global_id("ProductVariant", shop.variants[0].pk), "quantity": 1}
    told = asked(
        "checkoutCreate",
        f"checkout {{ id shippingAddress {{ {FIELDS} }} shippingMethods {{ id price {{ amount }} }} }}",
        input=(
            "CheckoutCreateInput!",
            {"lines": [line], "email": "a@example.com", "shippingAddress": GIVEN, "billingAddress": GIVEN},
        ),
    )
    assert told["errors"] == []
    checkout = told["checkout"]
    assert checkout["shippingAddress"] == TOLD
    (way,) = checkout["shippingMethods"]
    assert way["price"] == {"amount": 90}

    known = {"id": ("ID!", checkout["id"])}
    asked("checkoutDeliveryMethodUpdate", "checkout { id }", **known, deliveryMethodId=("ID", way["id"]))
    paid = {"gateway": "mirumee.payments.dummy", "token": "fully_charged", "amount": 190}
    asked("checkoutPaymentCreate", "payment { id }", **known, input=("PaymentInput!", paid))
    placed = asked(
        "checkoutComplete",
        f"order {{ total {{ gross {{ amount }} }} shippingAddress {{ {FIELDS} }} }}",
        **known,
    )

    assert placed["errors"] == []
    assert placed["order"] == {"total": {"gross": {"amount": 190}}, "shippingAddress": TOLD}
    order = Order.objects.get()
    assert (order.region, order.address["recipient"]) == ("", "Marie Claire Ben Salah")
    assert _recipient_lines(Fulfilment(recipient=recipient_of(order))) == (
        "Riad SARL",
        "14208 Hawthorne Blvd",
        "90250",
        "CA",
        "États-Unis",
    )


def test_who_lives_abroad_may_fetch_a_parcel_at_a_counter(shop: Market) -> None:
    place = WarehouseFactory.create(slug="guichet", click_and_collect="all")
    warehouse_pickup_refresh(place, now=NOON)
    checkout = shop.checkout({0: 1})
    known = {"id": ("ID", global_id("Checkout", checkout.pk))}
    asked(
        "checkoutShippingAddressUpdate", "checkout { id }", **known, shippingAddress=("AddressInput!", GIVEN)
    )
    told = asked(
        "checkoutDeliveryMethodUpdate",
        """checkout { availableCollectionPoints { id } totalPrice { gross { amount } }
          deliveryMethod { __typename ... on Warehouse { id } } }""",
        **known,
        deliveryMethodId=("ID", global_id("Warehouse", place.pk)),
    )
    closed = asked(
        "checkoutDeliveryMethodUpdate",
        "checkout { id }",
        **known,
        deliveryMethodId=("ID", global_id("Warehouse", checkout.pk)),
    )

    here = {"id": global_id("Warehouse", place.pk)}
    assert told["errors"] == []
    assert told["checkout"] == {
        "availableCollectionPoints": [here],
        "totalPrice": {"gross": {"amount": 100}},
        "deliveryMethod": {"__typename": "Warehouse", **here},
    }
    assert [error["code"] for error in closed["errors"]] == ["NOT_FOUND"]


def test_nothing_goes_where_no_zone_reaches_but_bills_and_books_of_addresses_may_name_it(
    shop: Market,
) -> None:
    france = {**GIVEN, "country": "FR", "countryArea": "", "postalCode": "75001"}
    checkout = shop.checkout({0: 1})
    known = {"id": ("ID", global_id("Checkout", checkout.pk))}

    sent = asked(
        "checkoutShippingAddressUpdate", "checkout { id }", **known, shippingAddress=("AddressInput!", france)
    )
    billed = asked(
        "checkoutBillingAddressUpdate",
        "checkout { billingAddress { country { code } } }",
        **known,
        billingAddress=("AddressInput!", france),
    )
    mine = Actor(user_id=UserFactory.create().pk)
    kept = asked("accountAddressCreate", f"address {{ {FIELDS} }}", mine, input=("AddressInput!", GIVEN))

    assert sent["errors"] == [
        {"field": "country", "code": "INVALID", "message": "Parcels go to addresses in Morocco only."}
    ]
    assert billed["checkout"] == {"billingAddress": {"country": {"code": "FR"}}}
    assert (kept["errors"], kept["address"]) == ([], TOLD)


def test_a_channel_reaches_its_own_country_and_those_of_its_zones(shop: Market) -> None:
    french = ChannelFactory.create(slug="fr", is_default=False, country="FR")

    assert [is_reached(shop.channel, code) for code in ("MA", "US", "FR")] == [True, True, False]
    assert [is_reached(french, code) for code in ("FR", "US")] == [True, False]
    ShippingZone.objects.create(name="Ailleurs", is_default=True).channels.add(french)
    assert is_reached(french, "US")
