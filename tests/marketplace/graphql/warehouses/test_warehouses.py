"""Warehouses and stocks through the API: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logistics.models.warehouse import Warehouse
from logistics.models.zone import ShippingZone
from logistics.services.stock_reserve import stock_reserve
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, staff_actor
from tests.factories.logistics import WarehouseFactory, released_lot, stock_of
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db

CREATE = """
mutation ($input: WarehouseCreateInput!) { createWarehouse(input: $input) {
  warehouse { id name slug email isPrivate clickAndCollectOption externalReference companyName
    address { firstName companyName streetAddress1 city postalCode countryArea country { code } phone } }
  errors { field code message } } }
"""
UPDATE = """
mutation ($id: ID!, $input: WarehouseUpdateInput!) { updateWarehouse(id: $id, input: $input) {
  warehouse { name clickAndCollectOption isPrivate } errors { field code } } }
"""
LIST = """
query ($filter: WarehouseFilterInput, $sortBy: WarehouseSortingInput) {
  warehouses(first: 50, filter: $filter, sortBy: $sortBy) { totalCount edges { node { slug
    shippingZones(first: 5) { totalCount edges { node { name } } }
    stocks(first: 5) { edges { node { quantity quantityAllocated quantityReserved
      productVariant { sku product { name } } warehouse { name } } } } } } } }
"""
STOCKS = """
mutation ($id: ID!, $stocks: [StockInput!]!) { %s(variantId: $id, stocks: $stocks) {
  productVariant { id sku } errors { field code } } }
"""
ADDRESS = {
    "firstName": "Depot",
    "companyName": "Depot Inc",
    "streetAddress1": "10 Main St",
    "city": "New York",
    "postalCode": "10001",
    "country": "US",
    "countryArea": "NY",
}


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_PRODUCTS, Permission.MANAGE_SHIPPING, Permission.MANAGE_ORDERS)


def test_a_warehouse_of_any_country_is_opened(staff: Actor) -> None:
    given = {"name": "Depot", "slug": "depot", "email": "d@example.com", "address": ADDRESS}

    told = data_of(CREATE, {"input": given}, actor=staff)["createWarehouse"]

    row = Warehouse.objects.get()
    assert told["errors"] == []
    assert told["warehouse"] == {
        "id": global_id("Warehouse", row.pk),
        "name": "Depot",
        "slug": "depot",
        "email": "d@example.com",
        "isPrivate": True,
        "clickAndCollectOption": "DISABLED",
        "externalReference": None,
        "companyName": "Depot Inc",
        "address": {
            "firstName": "Depot",
            "companyName": "Depot Inc",
            "streetAddress1": "10 Main St",
            "city": "NEW YORK",
            "postalCode": "10001",
            "countryArea": "NY",
            "country": {"code": "US"},
            "phone": "",
        },
    }


@pytest.mark.parametrize(
    ("_case", "change", "error"),
    [
        ("no name", {"name": ""}, {"field": "name", "code": "REQUIRED"}),
        ("another's slug", {"slug": "hub"}, {"field": "slug", "code": "UNIQUE"}),
        ("zones", {"shippingZones": [global_id("ShippingZone", 1)]}, {"field": "shippingZones", "code": "INVALID"}),
    ],
)  # fmt: skip
def test_a_refusal_has_the_contracts_code(
    staff: Actor, _case: str, change: dict[str, Any], error: dict[str, str]
) -> None:
    WarehouseFactory.create()
    given = {"name": "Depot", "address": ADDRESS, **change}

    told = data_of(CREATE, {"input": given}, actor=staff)["createWarehouse"]

    assert [(each["field"], each["code"]) for each in told["errors"]] == [(error["field"], error["code"])]
    assert (told["warehouse"], Warehouse.objects.count()) == (None, 1)


def test_click_and_collect_is_chosen(staff: Actor) -> None:
    hub = WarehouseFactory.create()
    given = {"clickAndCollectOption": "LOCAL", "isPrivate": False, "name": "Hub"}

    told = data_of(UPDATE, {"id": global_id("Warehouse", hub.pk), "input": given}, actor=staff)

    assert told["updateWarehouse"] == {
        "warehouse": {"name": "Hub", "clickAndCollectOption": "LOCAL", "isPrivate": False},
        "errors": [],
    }


def test_the_stock_of_a_variant_is_stated(staff: Actor) -> None:
    variant = ProductFactory.create(listed=True).variants.get()
    stocks = [{"warehouse": global_id("Warehouse", WarehouseFactory.create().pk), "quantity": 7}]
    given = {"id": global_id("ProductVariant", variant.pk), "stocks": stocks}

    told = data_of(STOCKS % "productVariantStocksCreate", given, actor=staff)["productVariantStocksCreate"]
    again = data_of(STOCKS % "productVariantStocksCreate", given, actor=staff)["productVariantStocksCreate"]
    stocks[0]["quantity"] = 3
    data_of(STOCKS % "productVariantStocksUpdate", given, actor=staff)

    assert told == {"productVariant": {"id": given["id"], "sku": variant.sku}, "errors": []}
    assert again["errors"] == [{"field": "warehouse", "code": "UNIQUE"}]
    assert stock_of(variant) == (3, 0)


def test_a_warehouse_named_twice_is_refused(staff: Actor) -> None:
    variant = ProductFactory.create(listed=True).variants.get()
    stock = {"warehouse": global_id("Warehouse", WarehouseFactory.create().pk), "quantity": 7}
    given = {"id": global_id("ProductVariant", variant.pk), "stocks": [stock, stock]}

    told = data_of(STOCKS % "productVariantStocksUpdate", given, actor=staff)["productVariantStocksUpdate"]

    assert told["errors"] == [{"field": "warehouse", "code": "UNIQUE"}]


def slugs(staff: Actor, **variables: Any) -> list[str]:
    found = data_of(LIST, variables, actor=staff)["warehouses"]
    return [edge["node"]["slug"] for edge in found["edges"]]


def test_warehouses_are_filtered_and_sorted(staff: Actor) -> None:
    first = WarehouseFactory.create(metadata={"a": "b"})
    second = WarehouseFactory.create(slug="second", is_private=False, click_and_collect="all")

    down = {"field": "NAME", "direction": "DESC"}
    assert slugs(staff) == ["hub", "second"]
    assert slugs(staff, sortBy=down) == ["second", "hub"]
    assert slugs(staff, filter={"isPrivate": False}) == ["second"]
    assert slugs(staff, filter={"clickAndCollectOption": "ALL"}) == ["second"]
    assert slugs(staff, filter={"metadata": [{"key": "a", "value": "b"}]}) == ["hub"]
    assert slugs(staff, filter={"metadata": [{"key": "a"}]}) == ["hub"]
    assert slugs(staff, filter={"ids": [global_id("Warehouse", second.pk)]}) == ["second"]
    assert slugs(staff, filter={"slugs": [first.slug]}) == ["hub"]
    assert slugs(staff, filter={"search": "secon"}) == ["second"]
    assert slugs(staff, filter={"channels": [global_id("Channel", 99)]}) == []


def _statements(staff: Actor) -> int:
    with CaptureQueriesContext(connection) as statements:
        data_of(LIST, {}, actor=staff)
    return len(statements)


def test_a_list_of_warehouses_needs_the_same_statements_at_any_size(staff: Actor) -> None:
    variant = ProductFactory.create(listed=True).variants.get()
    released_lot(variant, 9)
    stock_reserve(key_quantities={"order-line:1": (variant.pk, 2)}, expires_at=None, now=NOON)
    stock_reserve(key_quantities={"checkout-line:1": (variant.pk, 3)}, expires_at=NOON, now=NOON)
    ShippingZone.objects.create(name="Maroc").warehouses.add(Warehouse.objects.get())
    one = _statements(staff)
    for n in range(3):
        other = WarehouseFactory.create(slug=f"other-{n}")
        ShippingZone.objects.create(name=f"Zone {n}").warehouses.add(other)

    found = data_of(LIST, {}, actor=staff)["warehouses"]["edges"][0]["node"]

    assert found["shippingZones"] == {"totalCount": 1, "edges": [{"node": {"name": "Maroc"}}]}
    assert found["stocks"]["edges"] == [
        {
            "node": {
                "quantity": 9,
                "quantityAllocated": 2,
                "quantityReserved": 3,
                "productVariant": {"sku": variant.sku, "product": {"name": variant.product.name("fr")}},
                "warehouse": {"name": "Plateforme d’Oujda"},
            }
        }
    ]
    assert _statements(staff) == one


BULK = """
mutation ($stocks: [StockBulkUpdateInput!]!, $policy: ErrorPolicyEnum) {
  stockBulkUpdate(stocks: $stocks, errorPolicy: $policy) {
    count results { stock { quantity } errors { field code } } errors { field code } } }
"""


def test_stocks_of_several_variants_are_stated_at_once(staff: Actor) -> None:
    first, second, never = (ProductFactory.create(listed=True).variants.get() for _n in range(3))
    for variant in (first, second):
        released_lot(variant, 5)
    warehouse = global_id("Warehouse", Warehouse.objects.get().pk)
    rows = [
        {"variantId": global_id("ProductVariant", each.pk), "warehouseId": warehouse, "quantity": quantity}
        for each, quantity in ((first, 8), (never, 1), (second, -1))
    ]

    nothing = data_of(BULK, {"stocks": rows}, actor=staff)["stockBulkUpdate"]
    assert (nothing["count"], stock_of(first)) == (0, (5, 0))
    told = data_of(BULK, {"stocks": rows, "policy": "REJECT_FAILED_ROWS"}, actor=staff)["stockBulkUpdate"]
    rows[0]["variantExternalReference"], rows[0]["variantId"] = "X", None
    mixed = data_of(BULK, {"stocks": rows}, actor=staff)["stockBulkUpdate"]
    unnamed = data_of(BULK, {"stocks": [{"quantity": 1}]}, actor=staff)["stockBulkUpdate"]

    assert told == {
        "count": 1,
        "results": [
            {"stock": {"quantity": 8}, "errors": []},
            {"stock": None, "errors": [{"field": None, "code": "NOT_FOUND"}]},
            {"stock": None, "errors": [{"field": "quantity", "code": "INVALID"}]},
        ],
        "errors": [],
    }
    assert (mixed["results"], mixed["errors"]) == ([], [{"field": "variantId", "code": "INVALID"}])
    assert unnamed["results"][0]["errors"] == [{"field": "variantId", "code": "REQUIRED"}]
    assert (stock_of(first), stock_of(second)) == ((8, 0), (5, 0))


def test_a_stock_is_named_by_what_another_system_calls_it(staff: Actor) -> None:
    variant = ProductFactory.create(listed=True).variants.get()
    released_lot(variant, 5)
    variant.external_reference = "V1"
    variant.save()
    Warehouse.objects.update(external_reference="W1")
    row = {"variantExternalReference": "V1", "warehouseExternalReference": "W1", "quantity": 2}

    told = data_of(BULK, {"stocks": [row]}, actor=staff)["stockBulkUpdate"]
    row["variantExternalReference"] = "V2"
    unknown = data_of(BULK, {"stocks": [row]}, actor=staff)["stockBulkUpdate"]

    assert (told["count"], stock_of(variant)) == (1, (2, 0))
    assert unknown["results"][0]["errors"] == [{"field": "variantExternalReference", "code": "NOT_FOUND"}]
