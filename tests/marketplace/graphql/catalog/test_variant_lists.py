"""Lists of variants: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.assignment import VariantAttributeValue
from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.media import Media
from catalog.models.product import Product, Variant
from marketplace.kernel.actor import Permission
from tests.factories.catalog import CategoryFactory, PriceFactory, ProductFactory, VariantFactory
from tests.factories.ground import NOON, ChannelFactory, staff_actor
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

LIST = """
query ($channel: String, $first: Int = 50, $after: String, $ids: [ID!], $search: String,
       $filter: ProductVariantFilterInput, $where: ProductVariantWhereInput, $sortBy: ProductVariantSortingInput) {
  productVariants(channel: $channel, first: $first, after: $after, ids: $ids, search: $search, filter: $filter,
                  where: $where, sortBy: $sortBy) {
    totalCount pageInfo { endCursor hasNextPage }
    edges { node { sku created updatedAt externalReference product { name }
      pricing { price { gross { amount } } } } } } }
"""
OF_PRODUCT = """
query ($id: ID!, $filter: ProductVariantFilterInput, $sortBy: ProductVariantSortingInput) {
  product(id: $id, channel: "default-channel") {
    productVariants(first: 9, filter: $filter, sortBy: $sortBy) { edges { node { sku } } } } }
"""


def listed(actor: Any = None, **variables: Any) -> Any:
    asker = {} if actor is None else {"actor": actor}
    return data_of(LIST, variables, **asker)["productVariants"]


def skus(actor: Any = None, **variables: Any) -> list[str]:
    return [edge["node"]["sku"] for edge in listed(actor, **variables)["edges"]]


def priced(product: Product, **changes: Any) -> Variant:
    variant = VariantFactory.create(product=product, **changes)
    PriceFactory.create(variant=variant, channel=ChannelFactory.create())
    return variant


def three() -> list[Variant]:
    """Make a product with three variants, A to C, last written in the opposite order."""
    product = ProductFactory.create(listed=True)
    first = product.variants.get()
    Variant.objects.filter(pk=first.pk).update(sku="A", updated_at=NOON, metadata={"k": "v"})
    for days, sku in ((1, "B"), (2, "C")):
        priced(product, sku=sku, updated_at=NOON - timedelta(days=days), names={"fr": f"Pot {sku}"})
    return list(product.variants.order_by("sku"))


def test_visitors_see_what_is_on_the_shelves_and_the_staff_all() -> None:
    shown = ProductFactory.create(listed=True).variants.get()
    hidden = VariantFactory.create(product=ProductFactory.create())
    gone = priced(shown.product, is_active=False)
    other = ChannelFactory.create(slug="other")
    staff = staff_actor(Permission.MANAGE_PRODUCTS)

    assert skus(channel="default-channel") == [shown.sku]
    assert skus(channel=other.slug) == []
    assert skus(channel="nowhere") == []
    assert skus(staff, channel="default-channel") == [shown.sku, gone.sku]
    assert skus(staff) == [shown.sku, hidden.sku, gone.sku]


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"filter": {"sku": ["A", "C"]}}, "AC"),
        ({"filter": {"search": "pot b"}}, "B"),
        ({"filter": {"metadata": [{"key": "k", "value": "v"}]}}, "A"),
        ({"filter": {"isPreorder": True}}, ""),
        ({"filter": {"updatedAt": {"gte": (NOON - timedelta(days=1)).isoformat()}}}, "AB"),
        ({"where": {"updatedAt": {"lte": (NOON - timedelta(days=2)).isoformat()}}}, "C"),
        ({"where": {"OR": [{"sku": {"eq": "A"}}, {"sku": {"oneOf": ["B"]}}]}}, "AB"),
        ({"where": {"AND": [{"metadata": [{"key": "k"}]}, {"sku": {"oneOf": ["B", "A"]}}]}}, "A"),
        ({"search": "Pot C"}, "C"),
        ({"search": "B\x00"}, "B"),
        ({"sortBy": {"field": "LAST_MODIFIED_AT", "direction": "ASC"}}, "CBA"),
        ({"sortBy": {"field": "LAST_MODIFIED_AT", "direction": "DESC"}}, "ABC"),
    ],
)
def test_variants_are_narrowed_down_and_sorted(variables: dict[str, Any], found: str) -> None:
    three()

    assert "".join(skus(**variables)) == found


def test_variants_are_found_by_id_and_by_all_of_their_attributes() -> None:
    first, second, _third = three()
    for name, variants in (("couleur", [first, second]), ("taille", [second])):
        attribute = Attribute.objects.create(slug=name, kind="product_type", input_type="dropdown")
        value = AttributeValue.objects.create(attribute=attribute, slug=f"{name}-1", names={"fr": name})
        for variant in variants:
            VariantAttributeValue.objects.create(variant=variant, value=value)
    wanted = [{"slug": name, "value": {"slug": {"eq": f"{name}-1"}}} for name in ("couleur", "taille")]

    assert skus(ids=[global_id("ProductVariant", first.pk), global_id("Product", 1)]) == ["A"]
    assert skus(where={"ids": [global_id("ProductVariant", second.pk)]}) == ["B"]
    assert skus(where={"attributes": wanted[:1]}) == ["A", "B"]
    assert skus(where={"attributes": wanted}) == ["B"]
    variables = {"filter": {"sku": ["A"]}, "where": {"sku": {"eq": "A"}}}
    assert errors_of(LIST, variables) == ["Only one filtering argument (filter or where) can be specified."]


def test_pages_follow_each_other_in_the_same_number_of_statements() -> None:
    three()
    order = {"field": "LAST_MODIFIED_AT", "direction": "DESC"}
    with CaptureQueriesContext(connection) as two:
        page = listed(first=2, sortBy=order)
    with CaptureQueriesContext(connection) as three_:
        assert len(listed(first=3, sortBy=order)["edges"]) == 3
    rest = skus(first=2, after=page["pageInfo"]["endCursor"], sortBy=order)

    assert (page["totalCount"], page["pageInfo"]["hasNextPage"], rest) == (3, True, ["C"])
    assert page["edges"][0]["node"]["updatedAt"] == NOON.isoformat()
    assert len(two) == len(three_)


def test_the_variants_of_a_product_are_narrowed_down_too() -> None:
    id_ = global_id("Product", three()[0].product_id)
    up = {"field": "LAST_MODIFIED_AT", "direction": "ASC"}

    for variables, found in (({}, "ABC"), ({"filter": {"sku": ["B"]}}, "B"), ({"sortBy": up}, "CBA")):
        edges = data_of(OF_PRODUCT, {"id": id_, **variables})["product"]["productVariants"]["edges"]
        assert "".join(edge["node"]["sku"] for edge in edges) == found


DETAILS = """
query ($id: ID!, $picture: ID!, $variant: ID!) {
  product(id: $id, channel: "default-channel") {
    weight { value unit } externalReference chargeTaxes descriptionJson
    media(sortBy: { field: ID, direction: DESC }) { id } mediaById(id: $picture) { id }
    byId: variant(id: $variant) { sku } bySku: variant(sku: "A") { sku } none: variant(sku: "Z") { sku }
    channelListings { availableForPurchase discountedPrice { amount }
      pricing { priceRange { start { gross { amount } } } } }
    variants { channelListings { costPrice { amount } } } } }
"""


def test_a_product_tells_what_a_back_office_asks_of_it() -> None:
    variant = three()[0]
    product = variant.product
    Product.objects.filter(pk=product.pk).update(weight_g=250, external_reference="P1")
    pictures = [
        Media.objects.create(
            product=product, image=f"{name}.png", width=1, height=1, created_at=NOON, position=place
        )
        for place, name in enumerate("ab")
    ]
    ids = [global_id("ProductMedia", each.pk) for each in pictures]
    asked = {
        "id": global_id("Product", product.pk),
        "picture": ids[1],
        "variant": global_id("ProductVariant", variant.pk),
    }

    told = data_of(DETAILS, asked, actor=staff_actor(Permission.MANAGE_PRODUCTS))["product"]
    foreign = {**asked, "picture": global_id("ProductMedia", 0)}
    none = data_of(DETAILS, foreign, actor=staff_actor(Permission.MANAGE_PRODUCTS))["product"]

    assert (told["weight"], told["externalReference"], told["chargeTaxes"]) == (
        {"value": 250.0, "unit": "G"},
        "P1",
        True,
    )
    assert ([each["id"] for each in told["media"]], told["mediaById"]) == (ids[::-1], {"id": ids[1]})
    assert none["mediaById"] is None
    assert [told[each] for each in ("byId", "bySku", "none")] == [{"sku": "A"}, {"sku": "A"}, None]
    (listing,) = told["channelListings"]
    assert listing["pricing"]["priceRange"]["start"]["gross"] == listing["discountedPrice"]
    assert listing["availableForPurchase"] is not None
    assert told["variants"][0]["channelListings"] == [{"costPrice": None}]


WHERE = (
    "query ($where: CategoryWhereInput) { categories(first: 9, where: $where) { edges { node { slug } } } }"
)


def test_categories_are_kept_by_ids_and_metadata() -> None:
    first, second = CategoryFactory.create(slug="a", metadata={"k": "v"}), CategoryFactory.create(slug="b")
    ids = [global_id("Category", each.pk) for each in (first, second)]
    kept = {"metadata": [{"key": "k", "value": "v"}]}

    for where, found in (
        ({"ids": ids[1:]}, ["b"]),
        (kept, ["a"]),
        ({"AND": [{"ids": ids}, kept]}, ["a"]),
        ({"OR": [{"ids": ids[1:]}, kept]}, ["a", "b"]),
    ):
        edges = data_of(WHERE, {"where": where})["categories"]["edges"]
        assert [edge["node"]["slug"] for edge in edges] == found
