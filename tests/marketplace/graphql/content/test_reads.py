"""Collections, pages and menus as shop fronts read them: what is shown to whom, and in how many statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.assignment import PageAttributeValue
from catalog.models.attribute import PageTypeAttribute
from catalog.models.collection import CollectionListing
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.rich_text import document_of
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    CategoryFactory,
    CollectionFactory,
    MenuFactory,
    MenuItemFactory,
    PageFactory,
    PageTypeFactory,
    ProductFactory,
)
from tests.factories.ground import NOON, ChannelFactory
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

COLLECTION = """
query ($slug: String, $id: ID, $language: LanguageCodeEnum, $first: Int, $after: String, $sortBy: ProductOrder) {
  collection(slug: $slug, id: $id, slugLanguageCode: $language, channel: "default-channel") {
    id name slug channel description seoTitle seoDescription metafields
    translation(languageCode: AR) { name slug description seoTitle language { code } }
    products(first: $first, after: $after, sortBy: $sortBy) { totalCount pageInfo { endCursor hasNextPage }
      edges { node { slug collections { slug } } } } } }
"""
MENU = """
{ menu(slug: "navbar", channel: "default-channel") { name slug items { id name level url
  translation(languageCode: AR) { name } category { slug products(first: 2, channel: "default-channel") {
  edges { node { slug } } } } collection { slug } page { slug title } metafields parent { name } menu { slug }
  children { name level page { slug } children { name level url } } } } }
"""
PAGE = """
query ($slug: String, $language: LanguageCodeEnum) { page(slug: $slug, slugLanguageCode: $language) {
  id title slug content isPublished seoTitle pageType { slug name attributes { slug } } metafields
  translation(languageCode: AR) { title content slug }
  assignedAttributes { __typename attribute { slug } ... on AssignedSingleChoiceAttribute { value { slug name } } }
  attributes { attribute { slug } values { slug } } } }
"""
EDITOR = Actor(user_id=1, permissions=frozenset({Permission.MANAGE_PAGES}))
SELLER = Actor(user_id=2, permissions=frozenset({Permission.MANAGE_PRODUCTS}))


@pytest.fixture
def channel() -> Any:
    return ChannelFactory.create()


def statements(query: str, variables: Any = None) -> int:
    with CaptureQueriesContext(connection) as asked:
        data_of(query, variables)
    return len(asked)


def test_a_collection_is_shown_with_its_products_in_its_own_order(channel: Any) -> None:
    first, second, hidden = ProductFactory(listed=True), ProductFactory(listed=True), ProductFactory()
    row = CollectionFactory.create(
        slug="featured",
        names={"fr": "À la une", "ar": "مختارات"},
        descriptions={"fr": "Choisis pour vous"},
        documents={"ar": document_of("مختارة لكم")},
        seo_titles={"fr": "Nos choix"},
        slugs={"ar": "mukhtarat"},
        metadata={"a": "1"},
        published_in=channel,
        products=[second, hidden, first],
    )

    found = data_of(COLLECTION, {"slug": "featured", "first": 10})["collection"]

    assert [edge["node"]["slug"] for edge in found["products"]["edges"]] == [second.slug, first.slug]
    assert found["products"]["edges"][0]["node"]["collections"] == [{"slug": "featured"}]
    assert (found["products"]["totalCount"], found["products"]["pageInfo"]["hasNextPage"]) == (2, False)
    assert found["id"] == global_id("Collection", row.pk)
    assert (found["name"], found["channel"], found["seoTitle"], found["seoDescription"]) == (
        "À la une", "default-channel", "Nos choix", None,
    )  # fmt: skip
    assert "Choisis pour vous" in found["description"]
    assert found["metafields"] == {"a": "1"}
    assert found["translation"] == {
        "name": "مختارات",
        "slug": "mukhtarat",
        "description": found["translation"]["description"],
        "seoTitle": None,
        "language": {"code": "AR"},
    }
    assert "مختارة" in found["translation"]["description"]


def test_the_products_of_a_collection_are_paged_both_ways_and_sorted_otherwise(channel: Any) -> None:
    dear = ProductFactory.create(listed=True, listed__price_minor=9000)
    cheap = ProductFactory.create(listed=True, listed__price_minor=1000)
    CollectionFactory.create(slug="featured", published_in=channel, products=[dear, cheap])

    page = data_of(COLLECTION, {"slug": "featured", "first": 1})["collection"]["products"]
    rest = data_of(
        COLLECTION, {"slug": "featured", "first": 1, "after": page["pageInfo"]["endCursor"]}
    )["collection"]["products"]  # fmt: skip
    sorted_ = data_of(
        COLLECTION, {"slug": "featured", "first": 2, "sortBy": {"field": "PRICE", "direction": "ASC"}}
    )["collection"]["products"]  # fmt: skip

    assert [edge["node"]["slug"] for edge in page["edges"] + rest["edges"]] == [dear.slug, cheap.slug]
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (
        2,
        True,
        False,
    )
    assert [edge["node"]["slug"] for edge in sorted_["edges"]] == [cheap.slug, dear.slug]


def test_a_collection_is_found_by_its_slug_in_a_language_first(channel: Any) -> None:
    CollectionFactory.create(slug="mukhtarat", published_in=channel)
    translated = CollectionFactory.create(slug="featured", slugs={"ar": "mukhtarat"}, published_in=channel)

    def asked(**given: Any) -> Any:
        return (data_of(COLLECTION, {"first": 1, **given})["collection"] or {}).get("slug")

    assert asked(slug="mukhtarat") == "mukhtarat"
    assert asked(slug="mukhtarat", language="AR_MA") == translated.slug
    assert asked(slug="featured", language="AR") == "featured"
    assert asked(slug="nowhere", language="AR") is None
    assert asked(slug="a\x00b", language="AR") is None


@pytest.mark.parametrize(("_case", "days"), [("hidden", None), ("of tomorrow", 1)])
def test_a_collection_that_is_not_shown_is_the_staffs(_case: str, days: int | None, channel: Any) -> None:
    row = CollectionFactory.create()
    if days is not None:
        CollectionListing.objects.create(
            collection=row, channel=channel, is_published=True, published_at=NOON + timedelta(days=days)
        )
    given = {"id": global_id("Collection", row.pk), "first": 1}
    listed = '{ collections(first: 5, channel: "default-channel") { totalCount edges { node { slug } } } }'

    assert data_of(COLLECTION, given)["collection"] is None
    assert data_of(listed)["collections"] == {"totalCount": 0, "edges": []}
    assert data_of(COLLECTION, given, actor=SELLER)["collection"]["slug"] == row.slug
    assert data_of(listed, actor=SELLER)["collections"]["totalCount"] == 1


def test_collections_are_filtered_and_sorted(channel: Any) -> None:
    one = CollectionFactory.create(
        slug="one", names={"fr": "Zeste"}, published_in=channel, metadata={"k": "v"}
    )
    CollectionFactory.create(
        slug="two", names={"fr": "Amande"}, published_in=channel, products=[ProductFactory()]
    )

    def asked(arguments: str) -> list[str]:
        given = f'first: 9, channel: "default-channel", {arguments}'
        found = data_of(f"{{ collections({given}) {{ edges {{ node {{ slug }} }} }} }}")
        return [edge["node"]["slug"] for edge in found["collections"]["edges"]]

    assert asked("sortBy: {field: NAME, direction: ASC}") == ["two", "one"]
    assert asked("sortBy: {field: PRODUCT_COUNT, direction: DESC}") == ["two", "one"]
    assert asked("sortBy: {field: PUBLISHED_AT, direction: DESC}") == ["two", "one"]
    assert asked('filter: {search: "zest"}') == ["one"]
    assert asked('filter: {slugs: ["two"]}') == ["two"]
    assert asked('filter: {metadata: [{key: "k", value: "v"}]}') == ["one"]
    assert asked("filter: {published: HIDDEN}") == []
    key = global_id("Collection", one.pk)
    assert asked(f'where: {{OR: [{{ids: ["{key}"]}}, {{metadata: [{{key: "none"}}]}}]}}') == ["one"]
    assert asked(f'where: {{AND: [{{ids: ["{key}"]}}, {{metadata: [{{key: "none"}}]}}]}}') == []
    both = 'filter: {search: "a"}, where: {ids: []}'
    query = f'{{ collections(first: 9, channel: "default-channel", {both}) {{ totalCount }} }}'
    assert errors_of(query) == ["Only one filtering argument (filter or where) can be specified."]


def test_where_a_collection_is_shown_is_for_the_staff(channel: Any) -> None:
    row = CollectionFactory.create(published_in=channel)
    query = """query ($id: ID) { collection(id: $id, channel: "default-channel") { channelListings {
      isPublished publishedAt publicationDate channel { slug } } } }"""

    assert errors_of(query, {"id": global_id("Collection", row.pk)}) == [
        "To access this path, you need one of the following permissions: MANAGE_PRODUCTS"
    ]
    (listing,) = data_of(query, {"id": global_id("Collection", row.pk)}, actor=SELLER)["collection"][
        "channelListings"
    ]
    assert (listing["isPublished"], listing["channel"]) == (True, {"slug": "default-channel"})


def test_a_menu_leads_to_what_everybody_may_see(channel: Any) -> None:
    menu = MenuFactory.create(slug="navbar", name="Navigation")
    shelf = CategoryFactory.create(slug="miel")
    product = ProductFactory.create(category=shelf, listed=True)
    shown, hidden = CollectionFactory(published_in=channel), CollectionFactory()
    page, draft = PageFactory(published=True), PageFactory()
    root = MenuItemFactory.create(
        menu=menu, names={"fr": "Produits", "ar": "منتوجات"}, position=1, url="/tout"
    )
    top = MenuItemFactory.create(menu=menu, names={"fr": "Miel"}, category=shelf, position=0)
    MenuItemFactory.create(menu=menu, collection=shown, position=2)
    MenuItemFactory.create(menu=menu, collection=hidden, position=3)
    below = MenuItemFactory.create(menu=menu, parent=root, page=page, names={"fr": "Lire"})
    MenuItemFactory.create(menu=menu, parent=root, page=draft, position=1, names={"fr": "Caché"})
    MenuItemFactory.create(menu=menu, parent=below, url="https://a.ma", names={"fr": "Loin"})

    items = data_of(MENU)["menu"]["items"]

    assert [item["id"] for item in items][:2] == [
        global_id("MenuItem", top.pk),
        global_id("MenuItem", root.pk),
    ]
    assert items[0]["category"] == {
        "slug": "miel",
        "products": {"edges": [{"node": {"slug": product.slug}}]},
    }
    assert [item["collection"] for item in items] == [None, None, {"slug": shown.slug}, None]
    assert (items[1]["url"], items[1]["translation"], items[1]["menu"]) == (
        "/tout", {"name": "منتوجات"}, {"slug": "navbar"},
    )  # fmt: skip
    assert items[1]["children"] == [
        {
            "name": "Lire",
            "level": 1,
            "page": {"slug": page.slug},
            "children": [{"name": "Loin", "level": 2, "url": "https://a.ma"}],
        },
        {"name": "Caché", "level": 1, "page": None, "children": []},
    ]


def test_a_menu_needs_as_many_statements_with_many_entries_as_with_one(channel: Any) -> None:
    menu = MenuFactory.create(slug="navbar")

    def grow(times: int) -> None:
        for _ in range(times):
            top = MenuItemFactory.create(
                menu=menu, category=CategoryFactory.create(slug=f"c{menu.items.count()}")
            )
            ProductFactory.create(category=top.category, listed=True)
            MenuItemFactory.create(menu=menu, collection=CollectionFactory(published_in=channel))
            below = MenuItemFactory.create(menu=menu, parent=top, page=PageFactory(published=True))
            MenuItemFactory.create(menu=menu, parent=below, url="/x")

    grow(1)
    few = statements(MENU)
    grow(4)

    assert (few, statements(MENU)) == (8, 8)


def test_menus_and_their_entries_are_listed(channel: Any) -> None:
    MenuFactory.create(slug="navbar", name="B")
    menu = MenuFactory.create(slug="footer", name="A")
    item = MenuItemFactory.create(menu=menu, names={"fr": "Aide"})
    query = """{ menus(first: 5, sortBy: {field: ITEMS_COUNT, direction: DESC}) { totalCount edges { node { slug } } }
      found: menus(first: 5, filter: {search: "nav"}) { edges { node { slug } } }
      menuItems(first: 5, filter: {search: "aid"}) { edges { node { name menu { slug } } } } }"""

    found = data_of(query)

    assert [edge["node"]["slug"] for edge in found["menus"]["edges"]] == ["footer", "navbar"]
    assert [edge["node"]["slug"] for edge in found["found"]["edges"]] == ["navbar"]
    assert found["menuItems"]["edges"] == [{"node": {"name": "Aide", "menu": {"slug": "footer"}}}]
    by_id = "query ($id: ID!) { menuItem(id: $id) { name parent { id } } }"
    assert data_of(by_id, {"id": global_id("MenuItem", item.pk)})["menuItem"] == {
        "name": "Aide",
        "parent": None,
    }
    assert data_of(by_id, {"id": global_id("Menu", item.pk)})["menuItem"] is None


def test_a_page_is_read_with_its_attributes(channel: Any) -> None:
    kind = PageTypeFactory.create(slug="story", names={"fr": "Récit"})
    seen = AttributeFactory.create(slug="theme", kind="page_type")
    unseen = AttributeFactory.create(slug="secret", kind="page_type", visible_in_storefront=False)
    for place, attribute in enumerate((seen, unseen)):
        PageTypeAttribute.objects.create(page_type=kind, attribute=attribute, position=place)
    page = PageFactory.create(
        slug="femmes",
        page_type=kind,
        published=True,
        titles={"fr": "Les femmes", "ar": "النساء"},
        documents={"fr": document_of("Un récit"), "ar": document_of("حكاية")},
        slugs={"ar": "nisaa"},
    )
    value = AttributeValueFactory.create(attribute=seen, slug="argan")
    PageAttributeValue.objects.create(page=page, value=value)

    found = data_of(PAGE, {"slug": "nisaa", "language": "AR"})["page"]

    assert (found["title"], found["isPublished"], found["pageType"]) == (
        "Les femmes", True, {"slug": "story", "name": "Récit", "attributes": [{"slug": "theme"}]},
    )  # fmt: skip
    assert "Un récit" in found["content"]
    assert (found["translation"]["title"], found["translation"]["slug"]) == ("النساء", "nisaa")
    assert found["assignedAttributes"] == [
        {
            "__typename": "AssignedSingleChoiceAttribute",
            "attribute": {"slug": "theme"},
            "value": {"slug": "argan", "name": "argan"},
        }
    ]
    assert found["attributes"] == [{"attribute": {"slug": "theme"}, "values": [{"slug": "argan"}]}]
    told = data_of(PAGE, {"slug": "femmes"}, actor=EDITOR)["page"]
    assert [each["attribute"]["slug"] for each in told["assignedAttributes"]] == ["theme", "secret"]


def test_a_page_that_is_not_shown_is_the_editors() -> None:
    draft = PageFactory.create()
    tomorrow = PageFactory.create(is_published=True, published_at=NOON + timedelta(days=1))
    listed = "{ pages(first: 5) { totalCount } }"

    for row in (draft, tomorrow):
        assert data_of(PAGE, {"slug": row.slug})["page"] is None
        told = data_of(PAGE, {"slug": row.slug}, actor=EDITOR)["page"]
        assert (told["slug"], told["isPublished"], told["content"]) == (row.slug, False, None)
    assert data_of(listed)["pages"]["totalCount"] == 0
    assert data_of(listed, actor=EDITOR)["pages"]["totalCount"] == 2


def test_pages_are_filtered_and_sorted_in_fixed_numbers_of_statements() -> None:
    kind = PageTypeFactory.create(slug="story")
    attribute = AttributeFactory.create(slug="theme", kind="page_type")
    PageTypeAttribute.objects.create(page_type=kind, attribute=attribute)
    value = AttributeValueFactory.create(attribute=attribute, slug="argan")
    one = PageFactory.create(
        slug="one", page_type=kind, published=True, titles={"fr": "Zeste"}, metadata={"k": "v"}
    )
    PageFactory.create(slug="two", published=True, titles={"fr": "Amande"})
    PageAttributeValue.objects.create(page=one, value=value)

    def asked(arguments: str) -> list[str]:
        found = data_of(f"{{ pages(first: 9, {arguments}) {{ edges {{ node {{ slug }} }} }} }}")
        return [edge["node"]["slug"] for edge in found["pages"]["edges"]]

    assert asked("sortBy: {field: TITLE, direction: ASC}") == ["two", "one"]
    assert asked("sortBy: {field: CREATION_DATE, direction: DESC}") == ["two", "one"]
    assert asked('search: "zest"') == ["one"]
    assert asked('where: {metadata: {key: "k", value: {oneOf: ["v", "w"]}}}') == ["one"]
    assert asked('where: {slug: {oneOf: ["two"]}}') == ["two"]
    assert asked(f'where: {{pageType: {{eq: "{global_id("PageType", kind.pk)}"}}}}') == ["one"]
    assert asked('where: {attributes: [{slug: "theme", value: {slug: {eq: "argan"}}}]}') == ["one"]
    assert asked('where: {attributes: [{slug: "theme", value: {slug: {eq: "olive"}}}]}') == []
    other = AttributeFactory.create(slug="saison", kind="page_type")
    summer = AttributeValueFactory.create(attribute=other, slug="ete")
    PageAttributeValue.objects.create(page=one, value=summer)
    both = '{slug: "theme", value: {slug: {eq: "argan"}}}, {slug: "saison", value: {slug: {eq: "%s"}}}'
    assert asked(f"where: {{attributes: [{both % 'ete'}]}}") == ["one"]
    assert asked(f"where: {{attributes: [{both % 'hiver'}]}}") == []
    assert asked('where: {OR: [{slug: {eq: "one"}}, {slug: {eq: "two"}}]}') == ["one", "two"]
    deep = """query ($first: Int) { pages(first: $first) { edges { node { title pageType { slug }
      assignedAttributes { attribute { slug } } } } } }"""
    assert (statements(deep, {"first": 1}), statements(deep, {"first": 9})) == (6, 6)


def test_types_of_pages_are_listed_and_whether_they_have_pages_is_the_staffs() -> None:
    page = PageFactory.create(page_type=PageTypeFactory.create(slug="story", names={"fr": "Récit"}))
    PageTypeFactory.create(slug="legal", names={"fr": "Texte"})
    query = "{ pageTypes(first: 5, sortBy: {field: NAME, direction: DESC}) { edges { node { slug %s } } } }"

    found = data_of(query % "")["pageTypes"]["edges"]

    assert [edge["node"]["slug"] for edge in found] == ["legal", "story"]
    needed = "MANAGE_PAGES, MANAGE_PAGE_TYPES_AND_ATTRIBUTES"
    refusal = f"To access this path, you need one of the following permissions: {needed}"
    assert set(errors_of(query % "hasPages")) == {refusal}
    told = data_of(query % "hasPages", actor=EDITOR)["pageTypes"]["edges"]
    assert [edge["node"]["hasPages"] for edge in told] == [False, True]
    assert page.page_type.slug == "story"
