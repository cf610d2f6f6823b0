"""Metadata of everything that carries it: who writes it, who reads it, and what is said to others."""

from typing import Any

import pytest

from catalog.models.media import Media
from catalog.models.tax import TaxClass
from logistics.models.zone import ShippingZone, ZoneMethod
from marketplace.kernel.actor import Actor, Permission
from orders.models.order import Order
from orders.models.transaction import Transaction
from tests.factories.catalog import (
    AttributeFactory,
    CategoryFactory,
    CollectionFactory,
    MenuFactory,
    MenuItemFactory,
    PageFactory,
    PageTypeFactory,
    ProductTypeFactory,
)
from tests.factories.ground import NOON, UserFactory
from tests.factories.logistics import WarehouseFactory
from tests.factories.orders import Market, market
from tests.marketplace.graphql.api import asked, data_of, errors_of, global_id
from tests.orders.journey import packed

pytestmark = pytest.mark.django_db

UPDATE = """mutation ($id: ID!, $input: [MetadataInput!]!) { updateMetadata(id: $id, input: $input) {
  item { __typename metadata { key value } metafields metafield(key: "b") }
  errors { field message code } metadataErrors { code } } }"""
UPDATE_PRIVATE = """mutation ($id: ID!, $input: [MetadataInput!]!) { updatePrivateMetadata(id: $id, input: $input) {
  item { privateMetadata { key value } privateMetafields(keys: ["a"]) privateMetafield(key: "a") }
  errors { field code } } }"""
DELETE = """mutation ($id: ID!, $keys: [String!]!) { deleteMetadata(id: $id, keys: $keys) {
  item { metafields } errors { field code } } }"""
DELETE_PRIVATE = """mutation ($id: ID!, $keys: [String!]!) { deletePrivateMetadata(id: $id, keys: $keys) {
  item { privateMetafields } errors { field code } } }"""
GIVEN = [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]


def holder(*permissions: Permission) -> Actor:
    return Actor(user_id=None, app_id=1, permissions=frozenset(permissions))


def parcels_and_money(shop: Market) -> list[tuple[str, Any, Permission]]:
    order = shop.order({0: 1})
    packed(order, NOON)
    zone = ShippingZone.objects.create(name="Maroc", countries=["MA"])
    ZoneMethod.objects.create(method=shop.method, zone=zone)
    transaction = Transaction.objects.create(
        checkout_id=order.checkout_id, currency="MAD", created_at=NOON, modified_at=NOON
    )
    return [
        ("Fulfillment", order.pk, Permission.MANAGE_ORDERS),
        ("ShippingMethodType", shop.method.pk, Permission.MANAGE_SHIPPING),
        ("TransactionItem", transaction.pk, Permission.HANDLE_PAYMENTS),
        (
            "TaxClass",
            TaxClass.objects.create(code="C900", names={"fr": "Essai"}).pk,
            Permission.MANAGE_TAXES,
        ),
        ("TaxConfiguration", shop.channel.pk, Permission.MANAGE_TAXES),
    ]


def things() -> list[tuple[str, Any, Permission]]:
    shop = market(prices=(10_000,), stock=5)
    product = shop.variants[0].product
    picture = Media.objects.create(product=product, image="a.png", width=1, height=1, created_at=NOON)
    item = MenuItemFactory.create(menu=MenuFactory.create())
    return [
        ("Product", product.pk, Permission.MANAGE_PRODUCTS),
        ("ProductVariant", shop.variants[0].pk, Permission.MANAGE_PRODUCTS),
        ("ProductMedia", picture.pk, Permission.MANAGE_PRODUCTS),
        ("ProductType", ProductTypeFactory.create().pk, Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES),
        ("Category", CategoryFactory.create().pk, Permission.MANAGE_PRODUCTS),
        ("Collection", CollectionFactory.create().pk, Permission.MANAGE_PRODUCTS),
        ("Attribute", AttributeFactory.create().pk, Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES),
        ("Page", PageFactory.create().pk, Permission.MANAGE_PAGES),
        ("PageType", PageTypeFactory.create().pk, Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES),
        ("Menu", item.menu_id, Permission.MANAGE_MENUS),
        ("MenuItem", item.pk, Permission.MANAGE_MENUS),
        ("Warehouse", WarehouseFactory.create(is_online=False).pk, Permission.MANAGE_PRODUCTS),
        ("Channel", shop.channel.pk, Permission.MANAGE_CHANNELS),
        ("User", UserFactory.create().pk, Permission.MANAGE_USERS),
        ("Order", shop.order({0: 1}).pk, Permission.MANAGE_ORDERS),
        *parcels_and_money(shop),
    ]


def test_metadata_of_every_kind_is_written_read_and_forgotten() -> None:
    for name, key, permission in things():
        id_, keeper = global_id(name, key), holder(permission)

        kept = data_of(UPDATE, {"id": id_, "input": GIVEN}, actor=keeper)["updateMetadata"]
        assert kept == {
            "item": {
                "__typename": name,
                "metadata": GIVEN,
                "metafields": {"a": "1", "b": "2"},
                "metafield": "2",
            },
            "errors": [],
            "metadataErrors": [],
        }, name
        private = data_of(UPDATE_PRIVATE, {"id": id_, "input": GIVEN}, actor=keeper)["updatePrivateMetadata"]
        assert private["item"] == {
            "privateMetadata": GIVEN,
            "privateMetafields": {"a": "1"},
            "privateMetafield": "1",
        }, name
        left = data_of(DELETE, {"id": id_, "keys": ["a", "none"]}, actor=keeper)["deleteMetadata"]
        assert left == {"item": {"metafields": {"b": "2"}}, "errors": []}, name
        left = data_of(DELETE_PRIVATE, {"id": id_, "keys": ["b"]}, actor=keeper)["deletePrivateMetadata"]
        assert left == {"item": {"privateMetafields": {"a": "1"}}, "errors": []}, name


def test_strangers_write_nothing() -> None:
    for name, key, permission in things():
        id_ = global_id(name, key)
        others = holder(
            *(frozenset(Permission) - {permission, Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES})
        )
        for stranger in (Actor.anonymous(), Actor(user_id=10**6), others):
            for query, given in ((UPDATE, {"input": GIVEN}), (DELETE_PRIVATE, {"keys": ["a"]})):
                answer = asked(query, {"id": id_, **given}, actor=stranger)
                field = (answer.data or {}).get("updateMetadata")
                hidden = field is not None and field["errors"][0]["code"] == "NOT_FOUND"
                assert hidden or answer.errors, (name, stranger)


def test_a_visitor_keeps_texts_with_a_basket_and_only_the_staff_private_ones() -> None:
    shop = market(prices=(10_000,), stock=5)
    id_ = global_id("Checkout", shop.checkout({0: 1}).pk)

    kept = data_of(UPDATE, {"id": id_, "input": GIVEN})["updateMetadata"]

    assert kept["item"]["metafields"]["a"] == "1"
    (told,) = errors_of(UPDATE_PRIVATE, {"id": id_, "input": GIVEN})
    assert told.endswith("permissions: MANAGE_CHECKOUTS, HANDLE_TAXES")
    keeper = holder(Permission.MANAGE_CHECKOUTS)
    private = data_of(UPDATE_PRIVATE, {"id": id_, "input": GIVEN}, actor=keeper)["updatePrivateMetadata"]
    assert private["errors"] == []


def test_a_person_keeps_texts_with_themself_and_reads_no_private_ones() -> None:
    user = UserFactory.create()
    own = Actor(user_id=user.pk)
    id_ = global_id("User", user.pk)

    assert data_of(UPDATE, {"id": id_, "input": GIVEN}, actor=own)["updateMetadata"]["errors"] == []
    assert errors_of(UPDATE_PRIVATE, {"id": id_, "input": GIVEN}, actor=own)
    user.refresh_from_db()
    assert (user.metadata, user.private_metadata) == ({"a": "1", "b": "2"}, {})


@pytest.mark.parametrize(
    ("_case", "id_", "given", "code"),
    [
        ("an empty key", None, [{"key": " ", "value": "x"}], "REQUIRED"),
        ("too long a value", None, [{"key": "a", "value": "x" * 10_001}], "INVALID"),
        ("nothing there", global_id("Product", 10**9), GIVEN, "NOT_FOUND"),
        ("of a type without metadata", global_id("Nothing", 1), GIVEN, "NOT_FOUND"),
        ("a key that is none", global_id("Product", "x"), GIVEN, "NOT_FOUND"),
    ],
)
def test_what_cannot_be_kept_is_told(_case: str, id_: str | None, given: Any, code: str) -> None:
    row = CategoryFactory.create()
    target = id_ or global_id("Category", row.pk)

    told = data_of(UPDATE, {"id": target, "input": given}, actor=holder(Permission.MANAGE_PRODUCTS))[
        "updateMetadata"
    ]

    assert (told["item"], [error["code"] for error in told["errors"]]) == (None, [code])
    row.refresh_from_db()
    assert row.metadata == {}


def test_a_malformed_id_is_an_error_of_the_request() -> None:
    told = data_of(UPDATE, {"id": "zzz", "input": GIVEN})["updateMetadata"]
    assert (told["item"], [each["message"] for each in told["errors"]]) == (
        None,
        ["Invalid ID: zzz. Expected: ObjectWithMetadata."],
    )


def test_metadata_costs_one_statement_however_many_rows(django_assert_num_queries: Any) -> None:
    for place in range(5):
        CategoryFactory.create(slug=f"c{place}", metadata={"a": str(place)})
    query = "{ categories(first: 9) { edges { node { slug metafields metadata { key } } } } }"

    with django_assert_num_queries(2):
        found = data_of(query)["categories"]["edges"]

    assert [edge["node"]["metafields"] for edge in found] == [{"a": str(place)} for place in range(5)]


def test_what_is_kept_with_parcels_methods_and_transactions_is_read_where_they_stand() -> None:
    shop = market(prices=(10_000,), stock=5)
    for name, key, permission in parcels_and_money(shop):
        keeper = holder(permission)
        data_of(UPDATE, {"id": global_id(name, key), "input": GIVEN}, actor=keeper)
    order = Order.objects.get()
    query = """query ($id: ID!) { order(id: $id) {
      fulfillments { metafields(keys: ["a"]) } transactions { metafield(key: "b") } } }"""

    found = data_of(query, {"id": global_id("Order", order.pk)}, actor=holder(Permission.MANAGE_ORDERS))

    assert found["order"]["fulfillments"] == [{"metafields": {"a": "1"}}]
    assert {"metafield": "2"} in found["order"]["transactions"]
    basket = shop.checkout({0: 1})
    offered = data_of(
        "query ($id: ID!) { checkout(id: $id) { shippingMethods { metafields } } }",
        {"id": global_id("Checkout", basket.pk)},
    )
    assert {"metafields": {"a": "1", "b": "2"}} in offered["checkout"]["shippingMethods"]
