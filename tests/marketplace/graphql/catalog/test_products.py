"""Lists of products and products: what is shown to whom, and in how many statements."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from catalog.models.offer import Listing
from catalog.models.product import Product
from catalog.services.product_rating_set import product_rating_set
from catalog.services.search_document import search_document_write
from catalog.states import ProductState
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import (
    CategoryFactory,
    PriceFactory,
    ProductFactory,
    ProductTypeFactory,
    VariantFactory,
)
from tests.factories.ground import ChannelFactory, member_actor, staff_actor
from tests.factories.logistics import released_lot
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

LIST = """
query ($channel: String = "default-channel", $first: Int, $last: Int, $after: String, $before: String,
       $filter: ProductFilterInput, $where: ProductWhereInput, $sortBy: ProductOrder, $search: String) {
  products(channel: $channel, first: $first, last: $last, after: $after, before: $before, filter: $filter,
           where: $where, sortBy: $sortBy, search: $search) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      id name slug created
      category { id name }
      productType { id name }
      thumbnail(size: 1024, format: WEBP) { url alt }
      pricing { onSale priceRange { start { gross { amount currency } net { amount } tax { amount } }
                stop { gross { amount } } } }
      translation(languageCode: AR) { name }
      cooperative { id name }
    } }
  }
}
"""
DEEP = """
query ($first: Int) { products(channel: "default-channel", first: $first) { edges { node {
  name description isAvailable media { url(size: 512) alt } origin { regionName }
  variants { id name sku quantityAvailable pricing { price { gross { amount } } } attributes { values { name } }
             product { category { parent { name } products(first: 2) { edges { node { name } } } } } }
  cooperative { products(first: 2) { totalCount edges { node { name } } } }
} } } }
"""


@pytest.fixture
def channel() -> Any:
    return ChannelFactory.create()


def names(query: str = LIST, **variables: Any) -> list[str]:
    found = data_of(query, {"first": 50, **variables})["products"]
    return [edge["node"]["name"] for edge in found["edges"]]


def test_a_list_shows_each_product_as_it_stands_in_the_channel(channel: Any) -> None:
    product = ProductFactory.create(listed=True, listed__price_minor=4500)
    PriceFactory.create(variant=VariantFactory.create(product=product), amount_minor=9000)

    found = data_of(LIST, {"first": 5})["products"]

    assert found["totalCount"] == 1
    node = found["edges"][0]["node"]
    assert node == {
        "id": global_id("Product", product.pk),
        "name": product.names["fr"],
        "slug": product.slug,
        "created": product.created_at.isoformat(),
        "category": {"id": global_id("Category", product.category_id), "name": "shelf"},
        "productType": {"id": global_id("ProductType", product.product_type_id), "name": "family"},
        "thumbnail": None,
        "pricing": {
            "onSale": False,
            "priceRange": {
                "start": {
                    "gross": {"amount": 45.0, "currency": "MAD"},
                    "net": {"amount": 37.5},
                    "tax": {"amount": 7.5},
                },
                "stop": {"gross": {"amount": 90.0}},
            },
        },
        "translation": {"name": product.names["ar"]},
        "cooperative": {
            "id": global_id("Cooperative", product.organisation_id),
            "name": product.organisation.name("fr"),
        },
    }


@pytest.mark.parametrize(
    ("_case", "change"),
    [
        ("a draft", {"state": ProductState.DRAFT}),
        ("not on the shelves", {}),
    ],
)
def test_what_is_not_published_is_invisible_to_visitors(
    channel: Any, _case: str, change: dict[str, str]
) -> None:
    product = ProductFactory.create(listed=True)
    Product.objects.filter(pk=product.pk).update(**change) if change else None
    Listing.objects.update(is_visible=False)
    one = 'query ($id: ID!) { product(id: $id, channel: "default-channel") { id } }'

    assert names() == []
    assert data_of(one, {"id": global_id("Product", product.pk)}) == {"product": None}


def test_its_makers_and_the_staff_see_a_draft_but_other_makers_and_customers_do_not(channel: Any) -> None:
    product, other = ProductFactory.create(), ProductFactory.create()
    one = 'query ($slug: String!) { product(slug: $slug, channel: "default-channel") { name } }'

    def seen(actor: Actor) -> bool:
        return data_of(one, {"slug": product.slug}, actor=actor)["product"] is not None

    assert seen(member_actor(product.organisation, "sales"))
    assert seen(staff_actor(Permission.MANAGE_PRODUCTS))
    assert not seen(member_actor(other.organisation, "sales"))
    assert not seen(staff_actor(Permission.MANAGE_ORDERS))
    assert not seen(Actor(user_id=1))
    assert not seen(Actor.anonymous())


def test_pages_go_on_where_the_last_one_ended_in_both_directions(channel: Any) -> None:
    products = [ProductFactory.create(listed=True, listed__price_minor=1000 * n) for n in range(1, 6)]
    by_price = {"field": "PRICE", "direction": "ASC"}
    first = data_of(LIST, {"first": 2, "sortBy": by_price})["products"]
    second = data_of(LIST, {"first": 2, "sortBy": by_price, "after": first["pageInfo"]["endCursor"]})[
        "products"
    ]
    back = data_of(LIST, {"last": 2, "sortBy": by_price, "before": second["pageInfo"]["startCursor"]})[
        "products"
    ]

    assert [edge["node"]["slug"] for edge in first["edges"]] == [each.slug for each in products[:2]]
    assert [edge["node"]["slug"] for edge in second["edges"]] == [each.slug for each in products[2:4]]
    assert back["edges"] == first["edges"]
    assert second["pageInfo"]["hasNextPage"] is True
    assert second["pageInfo"]["hasPreviousPage"] is True


@pytest.mark.parametrize(
    "field", ["NAME", "PUBLISHED_AT", "LAST_MODIFIED_AT", "CREATED_AT", "PRICE", "RATING"]
)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_a_cursor_goes_on_in_every_order(channel: Any, field: str, direction: str) -> None:
    for n in (3, 1, 2, 2):
        ProductFactory.create(listed=True, listed__price_minor=1000 * n)
    by = {"field": field, "direction": direction}
    whole = names(sortBy=by)

    read, after = [], None
    for _page in whole:
        page = data_of(LIST, {"first": 1, "after": after, "sortBy": by})["products"]
        read += [edge["node"]["name"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]

    assert len(set(whole)) == 4
    assert read == whole


def test_a_product_carries_the_mean_of_its_buyers_stars(channel: Any) -> None:
    good, new = ProductFactory.create(listed=True), ProductFactory.create(listed=True)
    product_rating_set(product=good, count=4, stars=18)

    by = {"field": "RATING", "direction": "DESC"}
    found = data_of(
        'query ($sortBy: ProductOrder) { products(first: 5, channel: "default-channel", sortBy: $sortBy)'
        " { edges { node { slug rating } } } }",
        {"sortBy": by},
    )["products"]

    assert [edge["node"] for edge in found["edges"]] == [
        {"slug": good.slug, "rating": 4.5},
        {"slug": new.slug, "rating": None},
    ]


def test_a_cursor_of_another_order_is_refused(channel: Any) -> None:
    ProductFactory.create(listed=True)
    cursor = data_of(LIST, {"first": 1, "sortBy": {"field": "NAME", "direction": "ASC"}})["products"][
        "edges"
    ][0]

    said = errors_of(LIST, {"first": 1, "after": cursor["cursor"]})

    assert said == ["Received cursor is invalid."]


def test_filters_narrow_down(channel: Any) -> None:
    root = CategoryFactory.create(slug="food", names={"fr": "food"})
    below = CategoryFactory.create(slug="honey", names={"fr": "honey"}, parent=root)
    honey = ProductFactory.create(listed=True, listed__price_minor=9000, category=below)
    rug = ProductFactory.create(
        listed=True, listed__price_minor=90_000, product_type=ProductTypeFactory.create(key="rugs")
    )
    here = global_id("Category", root.pk)

    assert names(filter={"categories": [here]}) == [honey.names["fr"]]
    assert names(where={"category": {"oneOf": [here]}}) == [honey.names["fr"]]
    assert names(filter={"price": {"gte": 90.01}}) == [rug.names["fr"]]
    assert names(where={"price": {"range": {"lte": 90}}}) == [honey.names["fr"]]
    assert names(where={"price": {"eq": "900.00"}}) == [rug.names["fr"]]
    assert names(filter={"productTypes": [global_id("ProductType", rug.product_type_id)]}) == [
        rug.names["fr"]
    ]
    assert names(filter={"ids": [global_id("Product", rug.pk)]}) == [rug.names["fr"]]
    assert names(filter={"ids": []}) == []
    assert names(where={"slug": {"eq": honey.slug}}) == [honey.names["fr"]]
    assert names(filter={"cooperative": global_id("Cooperative", rug.organisation_id)}) == [rug.names["fr"]]
    assert names(filter={"isPublished": False}) == []
    assert names(filter={"categories": [global_id("Category", 99_999)]}) == []


@pytest.mark.parametrize(
    ("_case", "query", "said"),
    [
        ("both filters", '{ products(first: 1, channel: "default-channel", filter: {}, where: {}) { totalCount } }',
         "Only one filtering argument (filter or where) can be specified."),
        ("no name", '{ product(channel: "default-channel") { id } }',
         "At least one of arguments is required: 'id', 'slug', 'external_reference'."),
        ("two names", '{ product(id: "UHJvZHVjdDox", slug: "a") { id } }',
         "Argument 'id' cannot be combined with 'slug'"),
        ("no id", '{ product(id: "zzz", channel: "default-channel") { id } }', "Invalid ID: zzz. Expected: Product."),
        ("a hostile search", '{ products(first: 1, search: "%s") { totalCount } }' % ("a" * 201),
         "A search holds at most 200 characters."),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(channel: Any, _case: str, query: str, said: str) -> None:
    with translation.override("en"):
        assert errors_of(query) == [said]


def test_an_unknown_channel_has_no_products_and_without_one_the_only_channel_counts(channel: Any) -> None:
    ProductFactory.create(listed=True)

    assert data_of(LIST, {"first": 5, "channel": "no-such"})["products"]["totalCount"] == 0
    assert data_of(LIST, {"first": 5, "channel": None})["products"]["totalCount"] == 1
    ChannelFactory.create(slug="second", is_default=False)
    assert errors_of(LIST, {"first": 5, "channel": None}) == [
        "More than one channel exists. Specify which channel to use."
    ]


def _many(count: int) -> None:
    for _n in range(count):
        product = ProductFactory.create(listed=True)
        released_lot(product.variants.get(), 5)


def _statements(query: str, first: int) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as captured:
        found = data_of(query, {"first": first})["products"]["edges"]
    return len(found), len(captured)


def test_a_list_needs_the_same_statements_at_any_size(channel: Any) -> None:
    _many(15)

    # channel, page, count, tree, families, thumbnails, prices, cooperatives
    assert _statements(LIST, 12) == (12, 8)
    assert _statements(LIST, 50) == (15, 8)
    assert _statements(LIST, 1) == (1, 8)


def test_a_deep_question_needs_the_same_statements_at_any_size(channel: Any) -> None:
    _many(6)

    one, some, all_of_them = (_statements(DEEP, first)[1] for first in (1, 3, 100))

    assert (one, some, all_of_them) == (15, 15, 15)


def test_the_staff_reads_products_in_any_state(channel: Any) -> None:
    ProductFactory.create(listed=True, names={"fr": "En rayon"})
    hidden = ProductFactory.create(listed=True, names={"fr": "Retiré"})
    Listing.objects.filter(product=hidden).update(is_published=False, is_visible=False)
    ProductFactory.create(names={"fr": "Brouillon"}, external_reference="erp-3")
    ChannelFactory.create(slug="second")
    staff = staff_actor(Permission.MANAGE_PRODUCTS)
    all_of_them = """query ($channel: String) {
      products(channel: $channel, first: 9, sortBy: {field: NAME, direction: ASC}) {
        totalCount edges { node { name pricing { onSale } } } } }"""

    found = data_of(all_of_them, actor=staff)["products"]
    listed = data_of(all_of_them, {"channel": "default-channel"}, actor=staff)["products"]
    named = data_of('{ product(externalReference: "erp-3") { name } }', actor=staff)["product"]

    assert [edge["node"] for edge in found["edges"]] == [
        {"name": name, "pricing": None} for name in ("Brouillon", "En rayon", "Retiré")
    ]
    assert found["totalCount"] == 3
    assert [edge["node"]["name"] for edge in listed["edges"]] == ["En rayon", "Retiré"]
    assert named == {"name": "Brouillon"}
    assert errors_of(all_of_them) == ["More than one channel exists. Specify which channel to use."]
    assert names() == ["En rayon"]


def test_a_staff_search_finds_what_is_not_shown(channel: Any) -> None:
    shown = ProductFactory.create(listed=True, names={"fr": "Huile d’argan"})
    hidden = ProductFactory.create(listed=True, names={"fr": "Huile d’olive"})
    Listing.objects.filter(product=hidden).update(is_visible=False)
    search_document_write(product_ids=[shown.pk, hidden.pk])
    query = '{ products(channel: "default-channel", first: 9, search: "huile") { totalCount } }'

    assert data_of(query, actor=staff_actor(Permission.MANAGE_ORDERS))["products"] == {"totalCount": 2}
    assert data_of(query)["products"] == {"totalCount": 1}


@pytest.mark.parametrize("argument", ["product(externalReference", "productVariant(externalReference"])
def test_what_no_other_system_can_have_called_so_is_not_found(argument: str, channel: Any) -> None:
    query = f"query ($name: String!) {{ found: {argument}: $name) {{ id }} }}"

    assert data_of(query, {"name": "a\u0000"}) == {"found": None}
    assert data_of(query, {"name": "unknown"}) == {"found": None}
