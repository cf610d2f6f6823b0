"""Shipping zones and methods through the API: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logistics.models.zone import MethodListing, ShippingZone
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import ProductFactory
from tests.factories.ground import ChannelFactory, staff_actor
from tests.factories.logistics import DeliveryMethodFactory, DeliveryRateFactory, WarehouseFactory
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db

ZONE = """
mutation ($input: ShippingZoneCreateInput!) { shippingZoneCreate(input: $input) {
  shippingZone { id name description default countries { code } warehouses { slug } channels { slug } }
  errors { field code } } }
"""
PRICE = """
mutation ($input: ShippingPriceInput!) { shippingPriceCreate(input: $input) {
  shippingMethod { id name type description minimumDeliveryDays maximumDeliveryDays
    minimumOrderWeight { unit value } maximumOrderWeight { value }
    postalCodeRules { start end inclusionType } channelListings { id } }
  shippingZone { name }
  errors { field code } } }
"""
LISTING = """
mutation ($id: ID!, $input: ShippingMethodChannelListingInput!) {
  shippingMethodChannelListingUpdate(id: $id, input: $input) {
    shippingMethod { minimumOrderPrice { amount } maximumOrderPrice { amount } channelListings {
      channel { slug } price { amount currency } minimumOrderPrice { amount } maximumOrderPrice { amount } } }
    errors { field code } } }
"""
EXCLUDE = """
mutation ($id: ID!, $input: ShippingPriceExcludeProductsInput!) {
  shippingPriceExcludeProducts(id: $id, input: $input) {
    shippingMethod { excludedProducts(first: 5) { totalCount edges { node { name } } } } errors { code } } }
"""
DELETE = """
mutation ($id: ID!) { shippingZoneDelete(id: $id) { shippingZone { id name } errors { code } } }
"""
LIST = """
{ shippingZones(first: 50) { totalCount edges { node { name priceRange { start { amount } stop { amount } }
  countries { code } channels { slug } warehouses { slug }
  shippingMethods { name channelListings { price { amount } } postalCodeRules { start }
    translation(languageCode: AR) { name } excludedProducts(first: 2) { edges { node { name } } } } } } } }
"""


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_SHIPPING, Permission.MANAGE_PRODUCTS, Permission.MANAGE_CHANNELS)


def zone_of(staff: Actor, **changes: Any) -> Any:
    channel, hub = ChannelFactory.create(), WarehouseFactory.create()
    given = {
        "name": "Maroc",
        "description": "Tout le pays",
        "countries": ["MA"],
        "addWarehouses": [global_id("Warehouse", hub.pk)],
        "addChannels": [global_id("Channel", channel.pk)],
        **changes,
    }
    return data_of(ZONE, {"input": given}, actor=staff)["shippingZoneCreate"]


def price_of(staff: Actor, zone_id: str, **changes: Any) -> Any:
    given = {"name": "Coursier", "shippingZone": zone_id, "type": "PRICE", **changes}
    return data_of(PRICE, {"input": given}, actor=staff)["shippingPriceCreate"]


def listed(staff: Actor, method_id: str, **terms: Any) -> Any:
    channel = ChannelFactory.create()
    given = {"addChannels": [{"channelId": global_id("Channel", channel.pk), **terms}]}
    return data_of(LISTING, {"id": method_id, "input": given}, actor=staff)[
        "shippingMethodChannelListingUpdate"
    ]


def test_a_zone_is_written_with_its_channels_and_warehouses(staff: Actor) -> None:
    told = zone_of(staff)

    assert told["errors"] == []
    assert told["shippingZone"] == {
        "id": global_id("ShippingZone", ShippingZone.objects.get().pk),
        "name": "Maroc",
        "description": "Tout le pays",
        "default": False,
        "countries": [{"code": "MA"}],
        "warehouses": [{"slug": "hub"}],
        "channels": [{"slug": "default-channel"}],
    }


def test_a_zone_without_a_name_is_refused(staff: Actor) -> None:
    told = zone_of(staff, name="")

    assert told == {"shippingZone": None, "errors": [{"field": "name", "code": "REQUIRED"}]}
    assert not ShippingZone.objects.exists()


def test_a_method_is_written_and_listed(staff: Actor) -> None:
    zone_id = zone_of(staff)["shippingZone"]["id"]

    told = price_of(
        staff,
        zone_id,
        minimumOrderWeight=0.5,
        maximumOrderWeight=20,
        minimumDeliveryDays=2,
        maximumDeliveryDays=4,
        addPostalCodeRules=[{"start": "10000", "end": "19999"}],
        inclusionType="EXCLUDE",
    )
    method = told["shippingMethod"]
    offered = listed(staff, method["id"], price=30.5, minimumOrderPrice=100)
    unbound = listed(staff, method["id"], minimumOrderPrice=None)

    assert told["errors"] == []
    assert told["shippingZone"] == {"name": "Maroc"}
    assert {key: method[key] for key in method if key != "id"} == {
        "name": "Coursier",
        "type": "PRICE",
        "description": None,
        "minimumDeliveryDays": 2,
        "maximumDeliveryDays": 4,
        "minimumOrderWeight": {"unit": "KG", "value": 0.5},
        "maximumOrderWeight": {"value": 20.0},
        "postalCodeRules": [{"start": "10000", "end": "19999", "inclusionType": "EXCLUDE"}],
        "channelListings": [],
    }
    assert offered["errors"] == []
    assert offered["shippingMethod"] == {
        "minimumOrderPrice": {"amount": 100.0},
        "maximumOrderPrice": None,
        "channelListings": [
            {
                "channel": {"slug": "default-channel"},
                "price": {"amount": 30.5, "currency": "MAD"},
                "minimumOrderPrice": {"amount": 100.0},
                "maximumOrderPrice": None,
            }
        ],
    }
    assert unbound["shippingMethod"]["minimumOrderPrice"] is None


def test_bounds_that_cross_and_a_missing_price_have_the_contracts_codes(staff: Actor) -> None:
    zone_id = zone_of(staff)["shippingZone"]["id"]
    crossed = price_of(staff, zone_id, minimumOrderWeight=2, maximumOrderWeight=1)
    method_id = price_of(staff, zone_id)["shippingMethod"]["id"]

    assert crossed["errors"] == [{"field": "minimumOrderWeight", "code": "MAX_LESS_THAN_MIN"}]
    assert listed(staff, method_id)["errors"] == [{"field": "price", "code": "REQUIRED"}]
    assert listed(staff, method_id, price=1, minimumOrderPrice=5, maximumOrderPrice=2)["errors"] == [
        {"field": "maximumOrderPrice", "code": "MAX_LESS_THAN_MIN"}
    ]
    assert not MethodListing.objects.exists()


def test_a_method_of_no_zone_is_refused(staff: Actor) -> None:
    told = price_of(staff, global_id("ShippingZone", 0))

    assert told["errors"] == [{"field": "shippingZone", "code": "NOT_FOUND"}]


def test_products_are_excluded(staff: Actor) -> None:
    product = ProductFactory.create(listed=True)
    method_id = price_of(staff, zone_of(staff)["shippingZone"]["id"])["shippingMethod"]["id"]
    given = {"products": [global_id("Product", product.pk)]}

    told = data_of(EXCLUDE, {"id": method_id, "input": given}, actor=staff)["shippingPriceExcludeProducts"]

    assert told["shippingMethod"]["excludedProducts"] == {
        "totalCount": 1,
        "edges": [{"node": {"name": product.name("fr")}}],
    }


def test_a_deleted_zone_is_told_for_the_last_time(staff: Actor) -> None:
    zone_id = zone_of(staff)["shippingZone"]["id"]

    told = data_of(DELETE, {"id": zone_id}, actor=staff)["shippingZoneDelete"]

    assert told == {"shippingZone": {"id": zone_id, "name": "Maroc"}, "errors": []}
    assert data_of(DELETE, {"id": zone_id}, actor=staff)["shippingZoneDelete"]["errors"] == [
        {"code": "NOT_FOUND"}
    ]


def _zone_with_methods(staff: Actor, methods: int) -> None:
    zone_id = zone_of(staff)["shippingZone"]["id"]
    for n in range(methods):
        rules = {"addPostalCodeRules": [{"start": "1"}], "inclusionType": "INCLUDE"}
        method_id = price_of(staff, zone_id, **rules)["shippingMethod"]["id"]
        listed(staff, method_id, price=10 + n)
        product = global_id("Product", ProductFactory.create(listed=True).pk)
        data_of(EXCLUDE, {"id": method_id, "input": {"products": [product]}}, actor=staff)


def test_a_list_of_zones_needs_the_same_statements_at_any_size(staff: Actor) -> None:
    _zone_with_methods(staff, 2)
    with CaptureQueriesContext(connection) as one:
        found = data_of(LIST, actor=staff)["shippingZones"]["edges"][0]["node"]
    _zone_with_methods(staff, 3)
    _zone_with_methods(staff, 1)
    with CaptureQueriesContext(connection) as three:
        assert data_of(LIST, actor=staff)["shippingZones"]["totalCount"] == 3

    assert found["priceRange"] == {"start": {"amount": 10.0}, "stop": {"amount": 11.0}}
    assert len(three) == len(one)


WAYS = """
query ($countries: [CountryCode!], $address: AddressInput) {
  channel(slug: "default-channel") { availableShippingMethodsPerCountry(countries: $countries) {
    countryCode shippingMethods { name price { amount } message translation(languageCode: AR_MA) { name } } } }
  shop { availableShippingMethods(channel: "default-channel", address: $address) { name } } }
"""


def test_a_shop_tells_the_ways_of_delivery_before_anything_is_in_a_basket(staff: Actor) -> None:
    channel = ChannelFactory.create()
    for zone, countries, price in (("Maghreb", ["DZ", "TN"], 90), ("Maroc", ["MA"], 30)):
        made = zone_of(staff, name=zone, countries=countries)["shippingZone"]
        method = {"name": f"Poste {zone}", "type": "PRICE", "shippingZone": made["id"]}
        id_ = data_of(PRICE, {"input": method}, actor=staff)["shippingPriceCreate"]["shippingMethod"]["id"]
        listed = {"addChannels": [{"channelId": global_id("Channel", channel.pk), "price": price}]}
        data_of(LISTING, {"id": id_, "input": listed}, actor=staff)
    everywhere = DeliveryMethodFactory.create(names={"fr": "Amana", "ar": "أمانة"})
    DeliveryRateFactory.create(method=everywhere, region="", price_minor=2500)

    told = data_of(WAYS, {"address": {"country": "TN", "city": "Tunis"}})
    ways = {
        each["countryCode"]: each["shippingMethods"]
        for each in told["channel"]["availableShippingMethodsPerCountry"]
    }
    one = data_of(WAYS, {"countries": ["FR"]})

    assert {code: [way["name"] for way in found] for code, found in ways.items()} == {
        "DZ": ["Poste Maghreb"],
        "MA": ["Amana", "Poste Maroc"],
        "TN": ["Poste Maghreb"],
    }
    assert ways["MA"][0] == {
        "name": "Amana",
        "price": {"amount": 25.0},
        "message": None,
        "translation": {"name": "أمانة"},
    }
    assert ways["TN"][0]["translation"] is None
    assert told["shop"]["availableShippingMethods"] == [{"name": "Poste Maghreb"}]
    assert one["channel"]["availableShippingMethodsPerCountry"] == [
        {"countryCode": "FR", "shippingMethods": []}
    ]
    assert len(one["shop"]["availableShippingMethods"]) == 3


def test_the_ways_of_all_channels_need_the_same_statements_at_any_number(staff: Actor) -> None:
    query = """{ channels { availableShippingMethodsPerCountry(countries: [MA]) {
      shippingMethods { name } } } }"""
    ChannelFactory.create()
    zone_of(staff)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as statements:
            data_of(query, actor=staff)
        counts.append(len(statements))
        other = ChannelFactory.create(slug="europe", currency="EUR")
        zone_of(staff, name="Europe", addChannels=[global_id("Channel", other.pk)])

    assert counts[0] == counts[1] <= 8
