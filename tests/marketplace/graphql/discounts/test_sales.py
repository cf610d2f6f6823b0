"""Sales, and lists of vouchers, through the API: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.actor import Actor, Permission
from marketplace.promotions.models.promotion import Promotion
from marketplace.promotions.models.voucher import Voucher, VoucherCode
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.promotions import voucher
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db
STAFF = Actor(permissions=frozenset({Permission.MANAGE_DISCOUNTS, Permission.MANAGE_PRODUCTS}))
SHOWN = """id name type startDate endDate channelListings { channel { slug } discountValue currency }
  discountValue currency
  products(first: 5) { totalCount edges { node { id } } } variants(first: 5) { edges { node { id } } }
  categories(first: 5) { edges { node { id } } } collections(first: 5) { edges { node { id } } }"""
PRICE = """query ($id: ID!, $channel: String!) { productVariant(id: $id, channel: $channel) {
  pricing { price { gross { amount } } } } }"""
LIST = """query ($filter: SaleFilterInput, $sortBy: SaleSortingInput, $channel: String) {
  sales(first: 10, filter: $filter, sortBy: $sortBy, channel: $channel) { totalCount edges { node { name } } } }"""
VOUCHERS = """query ($filter: VoucherFilterInput, $sortBy: VoucherSortingInput) {
  vouchers(first: 10, filter: $filter, sortBy: $sortBy) { totalCount edges { node { name } } } }"""


def did(name: str, given: dict[str, Any], kinds: str, selection: str = f"sale {{ {SHOWN} }}") -> Any:
    declared = ", ".join(f"${key}: {kind}" for key, kind in zip(given, kinds.split(), strict=True))
    passed = ", ".join(f"{key}: ${key}" for key in given)
    query = f"mutation ({declared}) {{ {name}({passed}) {{ {selection} errors {{ field code }} }} }}"
    return data_of(query, given, actor=STAFF)[name]


def made(**given: Any) -> Any:
    return did("saleCreate", {"input": {"name": "Soldes", "type": "PERCENTAGE", **given}}, "SaleInput!")


def named(query: str, key: str, **given: Any) -> list[str]:
    found = data_of(query, given, actor=STAFF)[key]
    listed = [edge["node"]["name"] for edge in found["edges"]]
    assert found["totalCount"] == len(listed)
    return listed


def price(shop: Market, place: int) -> float:
    given = {"id": global_id("ProductVariant", shop.variants[place].pk), "channel": shop.channel.slug}
    shown = data_of(PRICE, given)["productVariant"]["pricing"]["price"]["gross"]["amount"]
    return float(shown)


def test_a_sale_reduces_what_it_is_about_where_it_holds_and_nothing_else() -> None:
    shop = market()
    product = global_id("Product", shop.variants[0].product_id)
    second = global_id("ProductVariant", shop.variants[1].pk)
    before = price(shop, 0), price(shop, 1)

    sale = made(products=[product])["sale"]
    assert (sale["type"], sale["channelListings"], sale["discountValue"]) == ("PERCENTAGE", [], None)
    assert sale["products"] == {"totalCount": 1, "edges": [{"node": {"id": product}}]}
    assert (price(shop, 0), price(shop, 1)) == before

    channel = global_id("Channel", shop.channel.pk)
    listing = {"id": sale["id"], "input": {"addChannels": [{"channelId": channel, "discountValue": 10}]}}
    listed = did("saleChannelListingUpdate", listing, "ID! SaleChannelListingInput!")
    assert listed["sale"]["channelListings"] == [
        {"channel": {"slug": shop.channel.slug}, "discountValue": 10, "currency": "MAD"}
    ]
    assert (price(shop, 0), price(shop, 1)) == (before[0] * 0.9, before[1])

    more = {"id": sale["id"], "input": {"variants": [second]}}
    added = did("saleCataloguesAdd", more, "ID! CatalogueInput!")["sale"]
    assert added["variants"]["edges"] == [{"node": {"id": second}}]
    assert (price(shop, 0), price(shop, 1)) == (before[0] * 0.9, before[1] * 0.9)
    did("saleCataloguesRemove", {"id": sale["id"], "input": {"products": [product]}}, "ID! CatalogueInput!")
    assert (price(shop, 0), price(shop, 1)) == (before[0], before[1] * 0.9)

    listing["input"]["addChannels"][0]["discountValue"] = 101
    too_much = did("saleChannelListingUpdate", listing, "ID! SaleChannelListingInput!")
    assert too_much["errors"][0]["code"] == "INVALID"
    ended = {"id": sale["id"], "input": {"name": "Fini", "endDate": "2000-01-01T00:00:00Z"}}
    assert did("saleUpdate", ended, "ID! SaleInput!")["errors"] == [{"field": "endDate", "code": "INVALID"}]
    away = {"id": sale["id"], "input": {"removeChannels": [channel]}}
    assert (
        did("saleChannelListingUpdate", away, "ID! SaleChannelListingInput!")["sale"]["channelListings"] == []
    )
    assert price(shop, 1) == before[1]
    gone = did("saleDelete", {"id": sale["id"]}, "ID!", "sale { name }")
    assert (gone["sale"]["name"], Promotion.objects.count()) == ("Soldes", 0)
    again = did("saleDelete", {"id": sale["id"]}, "ID!", "sale { name }")
    assert again["errors"] == [{"field": "id", "code": "NOT_FOUND"}]


def test_sales_are_found_and_sorted_and_deleted_together_or_not_at_all() -> None:
    shop = market()
    first = made(name="Aïd")["sale"]
    second = made(name="Ramadan", type="FIXED", startDate="2999-01-01T00:00:00Z")["sale"]
    channel = global_id("Channel", shop.channel.pk)
    listing = {"id": first["id"], "input": {"addChannels": [{"channelId": channel, "discountValue": 10}]}}
    did("saleChannelListingUpdate", listing, "ID! SaleChannelListingInput!")
    Promotion.objects.filter(name="Aïd").update(metadata={"k": "v"})

    def listed(**given: Any) -> list[str]:
        return named(LIST, "sales", **given)

    assert sorted(listed()) == ["Aïd", "Ramadan"]
    assert listed(filter={"status": ["ACTIVE"]}) == ["Aïd"]
    assert listed(filter={"status": ["SCHEDULED", "EXPIRED"]}) == ["Ramadan"]
    assert listed(filter={"saleType": "FIXED"}) == ["Ramadan"]
    assert listed(filter={"search": "rama"}) == ["Ramadan"]
    assert listed(filter={"metadata": [{"key": "k"}]}) == ["Aïd"]
    assert listed(filter={"started": {"gte": "2900-01-01T00:00:00Z"}}) == ["Ramadan"]
    assert listed(channel=shop.channel.slug) == ["Aïd"]
    for field in ("NAME", "START_DATE", "END_DATE", "VALUE", "TYPE", "CREATED_AT", "LAST_MODIFIED_AT"):
        up = listed(sortBy={"field": field, "direction": "ASC"})
        assert sorted(up) == ["Aïd", "Ramadan"]
        down = listed(sortBy={"field": field, "direction": "DESC"})
        assert down == up[::-1], field

    everything = f"{{ sales(first: 5) {{ edges {{ node {{ {SHOWN} }} }} }} }}"
    with CaptureQueriesContext(connection) as few:
        data_of(everything, actor=STAFF)
    made(name="Autre", products=[global_id("Product", shop.variants[2].product_id)])
    with CaptureQueriesContext(connection) as many:
        data_of(everything, actor=STAFF)
    assert len(many) <= len(few) + 2  # the products of all sales, with what their types need
    other = global_id("Sale", "00000000-0000-0000-0000-000000000000")
    none = did("saleBulkDelete", {"ids": [first["id"], other]}, "[ID!]!", "count")
    assert (none["errors"][0]["code"], Promotion.objects.count()) == ("NOT_FOUND", 3)
    both = did("saleBulkDelete", {"ids": [first["id"], second["id"]]}, "[ID!]!", "count")
    assert (both["count"], Promotion.objects.count()) == (2, 1)


def test_vouchers_are_found_and_sorted_by_all_that_is_known_of_them_and_tell_their_contents() -> None:
    shop = market()
    cheap = voucher("AIT10", "10", name="B")
    dear = voucher("EID50", "50", name="A", type="shipping", min_spent=10_000, usage_limit=3)
    Voucher.objects.filter(pk=dear.pk).update(
        ends_at=NOON + timedelta(days=9999),
        metadata={"k": "v"},
        starts_at=NOON - timedelta(days=500),
        countries=["MA"],
        products=[shop.variants[0].product_id, 10**9],
    )
    VoucherCode.objects.filter(voucher=dear).update(used=2)

    def listed(**given: Any) -> list[str]:
        return named(VOUCHERS, "vouchers", **given)

    assert listed() == ["B", "A"]
    assert listed(filter={"status": ["ACTIVE"]}) == ["B", "A"]
    assert listed(filter={"status": ["EXPIRED", "SCHEDULED"]}) == []
    assert listed(filter={"timesUsed": {"gte": 1, "lte": 2}}) == ["A"]
    assert listed(filter={"discountType": ["SHIPPING"]}) == ["A"]
    assert listed(filter={"search": "ait"}) == ["B"]
    assert listed(filter={"metadata": [{"key": "k", "value": "v"}]}) == ["A"]
    assert listed(filter={"ids": [global_id("Voucher", cheap.pk)]}) == ["B"]
    assert listed(filter={"started": {"lte": (NOON - timedelta(days=400)).isoformat()}}) == ["A"]
    for field, first in (
        ("CODE", "B"),
        ("NAME", "A"),
        ("START_DATE", "A"),
        ("END_DATE", "A"),
        ("VALUE", "B"),
        ("TYPE", "B"),
        ("USAGE_LIMIT", "A"),
        ("MINIMUM_SPENT_AMOUNT", "A"),
    ):
        up = listed(sortBy={"field": field, "direction": "ASC"})
        assert up[0] == first, field
        assert listed(sortBy={"field": field, "direction": "DESC"}) == up[::-1], field
    query = """query ($id: ID!) { voucher(id: $id) { countries { code } products(first: 2) { totalCount
      edges { cursor node { id } } } variants(first: 2) { edges { node { id } } } } }"""
    shown = data_of(query, {"id": global_id("Voucher", dear.pk)}, actor=STAFF)["voucher"]
    assert shown["countries"] == [{"code": "MA"}]
    own = [edge["node"]["id"] for edge in shown["products"]["edges"]]
    assert own == [global_id("Product", shop.variants[0].product_id)]
    assert shown["variants"] == {"edges": []}
