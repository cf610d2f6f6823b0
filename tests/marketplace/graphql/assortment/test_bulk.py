"""Several products and variants written at once: test that ..."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models.media import Media
from catalog.models.offer import Listing, Price
from catalog.models.product import Product, Variant
from logistics.models.stock import Stock
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductTypeFactory, VariantFactory
from tests.factories.ground import ChannelFactory, member_actor, staff_actor
from tests.factories.logistics import WarehouseFactory, picture, released_lot, stock_of
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db

CREATE = """
mutation ($product: ID!, $variants: [ProductVariantBulkCreateInput!]!, $policy: ErrorPolicyEnum) {
  productVariantBulkCreate(product: $product, variants: $variants, errorPolicy: $policy) {
    count productVariants { sku channelListings { price { amount } } }
    results { productVariant { sku } errors { field code path warehouses channels } }
    errors { field code index } bulkProductErrors { code } } }
"""
UPDATE = """
mutation ($product: ID!, $variants: [ProductVariantBulkUpdateInput!]!, $policy: ErrorPolicyEnum) {
  productVariantBulkUpdate(product: $product, variants: $variants, errorPolicy: $policy) {
    count results { productVariant { name } errors { field code path stocks channelListings } }
    errors { code } } }
"""
PRODUCTS = """
mutation ($products: [ProductBulkCreateInput!]!, $policy: ErrorPolicyEnum) {
  productBulkCreate(products: $products, errorPolicy: $policy) {
    count results { product { name slug variants { sku } } errors { path code } } errors { code } } }
"""


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_PRODUCTS)


def asked_bulk(query: str, name: str, actor: Actor, **variables: Any) -> Any:
    return data_of(query, variables, actor=actor)[name]


def created(staff: Actor, product: Product, variants: list[dict[str, Any]], policy: str | None = None) -> Any:
    id_ = global_id("Product", product.pk)
    return asked_bulk(
        CREATE, "productVariantBulkCreate", staff, product=id_, variants=variants, policy=policy
    )


def changed(staff: Actor, product: Product, variants: list[dict[str, Any]], policy: str | None = None) -> Any:
    id_ = global_id("Product", product.pk)
    return asked_bulk(
        UPDATE, "productVariantBulkUpdate", staff, product=id_, variants=variants, policy=policy
    )


@pytest.mark.parametrize(
    ("policy", "skus"),
    [("REJECT_EVERYTHING", []), ("REJECT_FAILED_ROWS", ["good"]), ("IGNORE_FAILED", ["good", "half"])],
)
def test_what_is_refused_of_variants_follows_the_policy(staff: Actor, policy: str, skus: list[str]) -> None:
    product, channel = ProductFactory.create(), global_id("Channel", ChannelFactory.create().pk)
    warehouse = global_id("Warehouse", WarehouseFactory.create().pk)
    listing, stock = {"channelId": channel, "price": 5}, {"warehouse": warehouse, "quantity": 3}
    good = {"attributes": [], "sku": "good", "channelListings": [listing], "stocks": [stock]}
    half = {
        "attributes": [],
        "sku": "half",
        "channelListings": [listing, listing, {"channelId": channel, "price": 0}],
        "stocks": [{"warehouse": global_id("Warehouse", "x"), "quantity": 1}, stock, stock],
    }
    bad = {"attributes": [], "sku": "good"}

    told = created(staff, product, [good, half, bad], policy)

    assert [each["sku"] for each in told["productVariants"]] == skus
    assert told["count"] == len(skus) == Variant.objects.filter(product=product).count()
    assert [bool(each["productVariant"]) for each in told["results"]] == [
        name in skus for name in ("good", "half", "bad")
    ]
    assert told["results"][0]["errors"] == []
    assert [(each["path"], each["code"]) for each in told["results"][1]["errors"]] == [
        ("stocks.0.id", "NOT_FOUND"),
        ("stocks.2.warehouse", "DUPLICATED_INPUT_ITEM"),
        ("channelListings.1.channelId", "DUPLICATED_INPUT_ITEM"),
        ("channelListings.2.channelId", "DUPLICATED_INPUT_ITEM"),
    ]
    assert told["results"][1]["errors"][1]["warehouses"] == [warehouse]
    if policy != "REJECT_EVERYTHING":
        assert told["results"][2]["errors"][0]["code"] == "UNIQUE"
        assert {"field": "sku", "code": "UNIQUE", "index": 2} in told["errors"]
    assert len(told["errors"]) == len(told["bulkProductErrors"]) >= 4
    kept = {variant.sku: stock_of(variant)[0] for variant in Variant.objects.filter(product=product)}
    assert kept == dict.fromkeys(skus, 3)


def test_a_price_that_is_none_is_named_by_its_path(staff: Actor) -> None:
    channel = global_id("Channel", ChannelFactory.create().pk)
    given = {"attributes": [], "channelListings": [{"channelId": channel, "price": 0}]}

    told = created(staff, ProductFactory.create(), [given])

    assert told["results"][0]["errors"] == [
        {
            "field": "price",
            "code": "INVALID_PRICE",
            "path": "channelListings.0.price",
            "warehouses": None,
            "channels": [channel],
        }
    ]


def test_variants_change_with_their_stocks_and_prices(staff: Actor) -> None:
    product = ProductFactory.create(listed=True)
    variant, other = product.variants.get(), VariantFactory.create(product=product)
    released_lot(variant, 5)
    stock, price = Stock.objects.get(variant=variant), Price.objects.get(variant=variant)
    second = WarehouseFactory.create(slug="second", is_online=False)
    euro = ChannelFactory.create(slug="euro", currency="EUR")
    rows: list[dict[str, Any]] = [
        {
            "id": global_id("ProductVariant", variant.pk),
            "name": "Grand",
            "stocks": {
                "create": [{"warehouse": global_id("Warehouse", second.pk), "quantity": 2}],
                "update": [{"stock": global_id("Stock", stock.pk), "quantity": 9}],
            },
            "channelListings": {
                "create": [{"channelId": global_id("Channel", euro.pk), "price": 7}],
                "update": [
                    {"channelListing": global_id("ProductVariantChannelListing", price.pk), "price": 12.5},
                    {"channelListing": global_id("ProductVariantChannelListing", price.pk)},
                ],
            },
        },
        {"id": global_id("ProductVariant", other.pk), "sku": "B"},
    ]

    told = changed(staff, product, rows)

    assert (told["count"], [each["errors"] for each in told["results"]]) == (2, [[], []])
    assert told["results"][0]["productVariant"] == {"name": "Grand"}
    assert dict(Stock.objects.values_list("warehouse__slug", "quantity")) == {"hub": 9, "second": 2}
    prices = dict(Price.objects.filter(variant=variant).values_list("channel__slug", "amount_minor"))
    assert prices == {price.channel.slug: 1250, "euro": 700}
    other.refresh_from_db()
    assert other.sku == "B"

    removal = {
        "id": rows[0]["id"],
        "stocks": {"remove": [global_id("Stock", stock.pk)]},
        "channelListings": {"remove": [global_id("ProductVariantChannelListing", price.pk)]},
    }
    assert changed(staff, product, [removal])["count"] == 1
    assert list(Stock.objects.values_list("warehouse__slug", flat=True)) == ["second"]
    assert not Price.objects.filter(pk=price.pk).exists()
    assert Listing.objects.get(product=product, channel=price.channel).is_visible is False


def test_what_cannot_change_of_variants_is_named(staff: Actor) -> None:
    product, foreign = ProductFactory.create(listed=True), ProductFactory.create(listed=True)
    variant, theirs = product.variants.get(), foreign.variants.get()
    released_lot(variant, 5)
    stock = Stock.objects.get(variant=variant)
    price = global_id("ProductVariantChannelListing", Price.objects.get(variant=theirs).pk)
    own = {"id": global_id("ProductVariant", variant.pk)}
    again = {"warehouse": global_id("Warehouse", stock.warehouse_id), "quantity": 2}
    mine = global_id("ProductVariantChannelListing", Price.objects.get(variant=variant).pk)
    rows: list[dict[str, Any]] = [
        {
            **own,
            "stocks": {"create": [again], "update": [{"stock": global_id("Stock", 0), "quantity": 1}]},
            "channelListings": {
                "update": [
                    {"channelListing": price, "price": 1},
                    {"channelListing": mine, "price": 0.001},
                    {"channelListing": "zzz", "price": 1},
                ],
                "remove": [price],
            },
        },
        own,
        {"id": global_id("ProductVariant", theirs.pk)},
    ]

    told = changed(staff, product, rows, "REJECT_FAILED_ROWS")

    assert [[(each["path"], each["code"]) for each in row["errors"]] for row in told["results"]] == [
        [
            ("stocks.create.0.warehouse", "STOCK_ALREADY_EXISTS"),
            ("stocks.update.0.stock", "NOT_FOUND"),
            ("channelListings.update.0.channelListing", "NOT_FOUND"),
            ("channelListings.update.1.price", "INVALID_PRICE"),
            ("channelListings.update.2", "GRAPHQL_ERROR"),
            ("channelListings.remove.0.price", "NOT_FOUND"),
        ],
        [("id", "DUPLICATED_INPUT_ITEM")],
        [("id", "NOT_PRODUCTS_VARIANT")],
    ]
    assert (told["count"], told["errors"], stock_of(variant)) == (0, [], (5, 0))


def test_products_come_with_their_channels_variants_and_pictures() -> None:
    product = ProductFactory.create()
    seller = member_actor(product.organisation)
    channel = ChannelFactory.create()
    listed = {"channelId": global_id("Channel", channel.pk)}
    whole = {
        "name": "Tapis",
        "productType": global_id("ProductType", ProductTypeFactory.create().pk),
        "category": global_id("Category", CategoryFactory.create().pk),
        "channelListings": [listed],
        "variants": [{"attributes": [], "sku": "T1", "channelListings": [{**listed, "price": 300}]}],
        "media": [{"alt": "Un tapis", "image": SimpleUploadedFile("tapis.jpg", picture())}],
    }
    broken = {
        **whole,
        "name": "Autre",
        "slug": "autre",
        "variants": [{"attributes": [], "sku": "T1"}, {"attributes": [], "sku": "T2"}],
        "channelListings": [{**listed, "isPublished": True}],
        "media": [{"image": SimpleUploadedFile("autre.jpg", picture())}, {"mediaUrl": "https://x.example"}],
    }

    before = set(default_storage.listdir("products")[1]) if default_storage.exists("products") else set()

    told = asked_bulk(
        PRODUCTS, "productBulkCreate", seller, products=[whole, broken], policy="REJECT_FAILED_ROWS"
    )

    assert told["count"] == 1
    assert told["results"][0] == {
        "product": {"name": "Tapis", "slug": "tapis", "variants": []},
        "errors": [],
    }
    # What a seller writes is looked at before it is on the shelves
    assert told["results"][1] == {
        "product": None,
        "errors": [
            {"path": "channelListings.0.isPublished", "code": "INVALID"},
            {"path": "variants.0.sku", "code": "UNIQUE"},
            {"path": "media.1.image", "code": "REQUIRED"},
        ],
    }
    made = Product.objects.get(slug="tapis")
    assert (made.organisation_id, Listing.objects.get(product=made).channel_id) == (
        product.organisation_id,
        channel.pk,
    )
    assert Price.objects.get(variant__sku="T1").amount_minor == 30000
    kept = Media.objects.get()
    assert set(default_storage.listdir("products")[1]) - before == {str(kept.image.name).rsplit("/", 1)[-1]}


def test_a_product_without_what_it_needs_is_rejected_with_all_others(staff: Actor) -> None:
    family = global_id("ProductType", ProductTypeFactory.create().pk)
    category = global_id("Category", CategoryFactory.create().pk)
    rows = [{"name": "A", "productType": family, "category": category}, {"name": "B", "productType": "zzz"}]

    told = asked_bulk(PRODUCTS, "productBulkCreate", staff, products=rows)

    assert (told["count"], Product.objects.count()) == (0, 0)
    assert told["results"] == [
        {"product": None, "errors": []},
        {"product": None, "errors": [{"path": None, "code": "GRAPHQL_ERROR"}]},
    ]
