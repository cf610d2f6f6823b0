"""Collections, pages and menus as back offices write them."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.models.assignment import PageAttributeValue
from catalog.models.attribute import PageTypeAttribute
from catalog.models.collection import Collection, CollectionListing
from catalog.models.menu import Menu, MenuItem
from catalog.models.page import Page, PageType
from catalog.states import AttributeInput, AttributeKind
from marketplace.kernel.actor import Actor, Permission
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
    VariantFactory,
)
from tests.factories.ground import NOON, ChannelFactory, staff_actor
from tests.marketplace.graphql.api import asked, data_of, global_id

pytestmark = pytest.mark.django_db
STAFF = Actor(user_id=1, permissions=frozenset(Permission))
TEXT = {"blocks": [{"type": "paragraph", "data": {"text": "Doux<script>x</script>"}}]}


def done(field: str, arguments: str, below: str, **given: Any) -> Any:
    """Run a mutation as the staff; `arguments` declares and passes its variables ("id: ID!, input: PageInput!")."""
    declared = ", ".join(f"${each}" for each in arguments.split(", "))
    passed = ", ".join(
        f"{each.partition(':')[0]}: ${each.partition(':')[0]}" for each in arguments.split(", ")
    )
    query = f"mutation ({declared}) {{ {field}({passed}) {{ {below} errors {{ field code }} }} }}"
    return data_of(query, given, actor=STAFF)[field]


def png() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "brown").save(out, "PNG")
    return SimpleUploadedFile("x.png", out.getvalue())


def sold() -> Any:
    return VariantFactory.create().product


def test_a_collection_is_made_changed_shown_and_deleted() -> None:
    channel, first, second = ChannelFactory.create(), sold(), sold()
    ids = [global_id("Product", each.pk) for each in (second, first)]
    given = {
        "name": "À la une", "description": TEXT, "seo": {"title": "Nos choix", "description": "Tout"}, "products": ids,
        "metadata": [{"key": "a", "value": "1"}], "backgroundImage": png(), "backgroundImageAlt": "Un pot",
    }  # fmt: skip

    made = done(
        "collectionCreate", "input: CollectionCreateInput!",
        "collection { id name slug description seoTitle backgroundImage { alt } metafields }", input=given,
    )  # fmt: skip

    assert made["errors"] == []
    told = made["collection"]
    assert (told["name"], told["slug"], told["seoTitle"], told["metafields"]) == (
        "À la une", "a-la-une", "Nos choix", {"a": "1"},
    )  # fmt: skip
    assert ("Doux" in told["description"], "script" in told["description"]) == (True, False)
    assert told["backgroundImage"] == {"alt": "Un pot"}
    row = Collection.objects.get()
    assert row.descriptions == {"fr": "Doux"}
    assert list(row.members.order_by("position").values_list("product_id", flat=True)) == [
        second.pk,
        first.pk,
    ]

    changed = done(
        "collectionUpdate", "id: ID!, input: CollectionInput!", "collection { name slug }",
        id=told["id"], input={"name": "Vedettes", "slug": "featured"},
    )  # fmt: skip
    assert changed == {"collection": {"name": "Vedettes", "slug": "featured"}, "errors": []}
    shown = {"addChannels": [{"channelId": global_id("Channel", channel.pk), "isPublished": True}]}
    assert done(
        "collectionChannelListingUpdate", "id: ID!, input: CollectionChannelListingUpdateInput!",
        "collection { channelListings { isPublished publishedAt channel { slug } } }", id=told["id"], input=shown,
    )["collection"]["channelListings"] == [
        {"isPublished": True, "publishedAt": "2026-11-16T12:00:00+00:00", "channel": {"slug": channel.slug}}
    ]  # fmt: skip
    hidden = {"removeChannels": [global_id("Channel", channel.pk)]}
    done(
        "collectionChannelListingUpdate", "id: ID!, input: CollectionChannelListingUpdateInput!",
        "collection { id }", id=told["id"], input=hidden,
    )  # fmt: skip
    assert not CollectionListing.objects.exists()
    assert done("collectionDelete", "id: ID!", "collection { name }", id=told["id"])["errors"] == []
    assert not Collection.objects.exists()


def test_products_of_a_collection_are_added_once_moved_and_taken_out() -> None:
    one, two, three = sold(), sold(), sold()
    row = CollectionFactory.create(products=[one, two])
    id_ = global_id("Collection", row.pk)

    def order() -> list[int]:
        return list(row.members.order_by("position").values_list("product_id", flat=True))

    added = [global_id("Product", each.pk) for each in (three, one)]
    done("collectionAddProducts", "collectionId: ID!, products: [ID!]!", "", collectionId=id_, products=added)
    assert order() == [one.pk, two.pk, three.pk]
    moves = [{"productId": global_id("Product", three.pk), "sortOrder": -5}]
    done("collectionReorderProducts", "collectionId: ID!, moves: [MoveProductInput!]!", "",
         collectionId=id_, moves=moves)  # fmt: skip
    assert order() == [three.pk, one.pk, two.pk]
    gone = [global_id("Product", one.pk)]
    done(
        "collectionRemoveProducts", "collectionId: ID!, products: [ID!]!", "", collectionId=id_, products=gone
    )
    assert order() == [three.pk, two.pk]


def test_a_refused_collection_leaves_everything_as_it_was() -> None:
    row = CollectionFactory.create(slug="one")
    CollectionFactory.create(slug="two")
    bare = ProductFactory.create()
    id_, channel = global_id("Collection", row.pk), global_id("Channel", ChannelFactory.create().pk)
    update, add = "id: ID!, input: CollectionInput!", "collectionId: ID!, products: [ID!]!"
    listing = "id: ID!, input: CollectionChannelListingUpdateInput!"
    twice = {"addChannels": [{"channelId": channel}], "removeChannels": [channel]}
    nobody = global_id("Product", 10**9)

    assert done("collectionCreate", "input: CollectionCreateInput!", "", input={})["errors"] == [
        {"field": "name", "code": "REQUIRED"}
    ]
    assert done("collectionCreate", "input: CollectionCreateInput!", "", input={"name": "Un", "slug": "two"})[
        "errors"
    ] == [{"field": "slug", "code": "UNIQUE"}]
    assert done("collectionUpdate", update, "", id=id_, input={"slug": "two"})["errors"] == [
        {"field": "slug", "code": "UNIQUE"}
    ]
    assert (
        done("collectionUpdate", update, "", id=id_, input={"slug": "a b"})["errors"][0]["code"] == "INVALID"
    )
    assert (
        done("collectionUpdate", update, "", id=id_, input={"name": " "})["errors"][0]["code"] == "REQUIRED"
    )
    assert (
        done("collectionUpdate", update, "", id=global_id("Page", 1), input={})["errors"][0]["code"]
        == "NOT_FOUND"
    )
    assert done("collectionAddProducts", add, "", collectionId=id_, products=[nobody])["errors"] == [
        {"field": "products", "code": "NOT_FOUND"}
    ]
    wanted = [global_id("Product", bare.pk)]
    query = f"""mutation {{ collectionAddProducts(collectionId: "{id_}", products: ["{wanted[0]}"]) {{
      errors {{ code products }} }} }}"""
    assert data_of(query, actor=STAFF)["collectionAddProducts"]["errors"] == [
        {"code": "CANNOT_MANAGE_PRODUCT_WITHOUT_VARIANT", "products": wanted}
    ]
    assert done("collectionChannelListingUpdate", listing, "", id=id_, input=twice)["errors"] == [
        {"field": "channels", "code": "DUPLICATED_INPUT_ITEM"}
    ]
    row.refresh_from_db()
    assert (row.slug, row.members.count(), Collection.objects.count()) == ("one", 0, 2)


def test_a_page_is_written_published_and_deleted() -> None:
    kind = PageTypeFactory.create()
    given = {
        "title": "À propos", "content": TEXT, "pageType": global_id("PageType", kind.pk), "isPublished": True,
        "publicationDate": "2026-11-17", "seo": {"title": "Qui nous sommes"},
    }  # fmt: skip

    made = done(
        "pageCreate", "input: PageCreateInput!", "page { id slug title content isPublished publicationDate }",
        input=given,
    )["page"]  # fmt: skip

    assert (made["slug"], made["title"], made["isPublished"], made["publicationDate"]) == (
        "a-propos", "À propos", False, "2026-11-17",
    )  # fmt: skip
    assert "script" not in made["content"]
    changed = done(
        "pageUpdate", "id: ID!, input: PageInput!", "page { isPublished title }",
        id=made["id"], input={"publishedAt": NOON.isoformat()},
    )["page"]  # fmt: skip
    assert changed == {"isPublished": True, "title": "À propos"}
    taken_back = done(
        "pageBulkPublish", "ids: [ID!]!, isPublished: Boolean!", "count", ids=[made["id"]], isPublished=False
    )
    assert (taken_back["count"], Page.objects.get().is_published) == (1, False)
    assert done("pageDelete", "id: ID!", "page { title }", id=made["id"])["page"] == {"title": "À propos"}
    assert not Page.objects.exists()


def test_a_page_published_at_once_is_shown_from_now_on() -> None:
    page = PageFactory.create()

    done(
        "pageUpdate",
        "id: ID!, input: PageInput!",
        "",
        id=global_id("Page", page.pk),
        input={"isPublished": True},
    )

    page.refresh_from_db()
    assert (page.is_published, page.published_at) == (True, NOON)


def test_a_refused_page_leaves_everything_as_it_was() -> None:
    page = PageFactory.create(slug="one")
    PageFactory.create(slug="two")
    id_, kind = global_id("Page", page.pk), global_id("PageType", page.page_type_id)
    create, update = "input: PageCreateInput!", "id: ID!, input: PageInput!"
    raw = {"blocks": [{"type": "raw", "data": {"html": "<script>"}}]}

    for given, code in (
        ({"pageType": kind}, "REQUIRED"),
        ({"pageType": global_id("PageType", 10**9), "title": "Une"}, "NOT_FOUND"),
        ({"pageType": kind, "title": "Une", "slug": "two"}, "UNIQUE"),
        ({"pageType": kind, "title": "Une", "content": raw}, "INVALID"),
    ):
        assert done("pageCreate", create, "", input=given)["errors"][0]["code"] == code
    assert done("pageUpdate", update, "", id=id_, input={"slug": "two"})["errors"][0]["code"] == "UNIQUE"
    assert done("pageDelete", "id: ID!", "", id=global_id("Page", 10**9))["errors"][0]["code"] == "NOT_FOUND"
    assert sorted(Page.objects.values_list("slug", flat=True)) == ["one", "two"]


def test_types_of_pages_have_attributes_and_take_their_pages_with_them() -> None:
    attribute = AttributeFactory.create(kind="page_type")
    of_products = AttributeFactory.create()
    ids = [global_id("Attribute", attribute.pk)]

    made = done(
        "pageTypeCreate", "input: PageTypeCreateInput!", "pageType { id slug attributes { slug } }",
        input={"name": "Récit", "addAttributes": ids},
    )["pageType"]  # fmt: skip

    assert (made["slug"], made["attributes"]) == ("recit", [{"slug": attribute.slug}])
    kind = PageType.objects.get()
    page = PageFactory.create(page_type=kind)
    PageAttributeValue.objects.create(page=page, value=AttributeValueFactory.create(attribute=attribute))
    wrong = [global_id("Attribute", of_products.pk)]
    assign = "attributeIds: [ID!]!, pageTypeId: ID!"
    assert done("pageAttributeAssign", assign, "", attributeIds=wrong, pageTypeId=made["id"])["errors"] == [
        {"field": "attributeIds", "code": "INVALID"}
    ]
    done("pageAttributeUnassign", assign, "", attributeIds=ids, pageTypeId=made["id"])
    assert (PageTypeAttribute.objects.count(), PageAttributeValue.objects.count()) == (0, 0)
    done("pageAttributeAssign", assign, "", attributeIds=ids, pageTypeId=made["id"])
    assert PageTypeAttribute.objects.count() == 1
    renamed = done(
        "pageTypeUpdate", "id: ID, input: PageTypeUpdateInput!", "pageType { name }",
        id=made["id"], input={"name": "Conte"},
    )  # fmt: skip
    assert renamed["pageType"] == {"name": "Conte"}
    assert done("pageTypeBulkDelete", "ids: [ID!]!", "count", ids=[made["id"]])["count"] == 1
    assert (PageType.objects.count(), Page.objects.count()) == (0, 0)


def test_a_menu_is_made_with_entries_that_lead_somewhere() -> None:
    shelf, page = CategoryFactory.create(), PageFactory.create()
    items = [
        {"name": "Miel", "category": global_id("Category", shelf.pk)},
        {"name": "Lire", "page": global_id("Page", page.pk)},
        {"name": "Loin", "url": "https://a.ma/x"},
    ]

    made = done(
        "menuCreate", "input: MenuCreateInput!",
        "menu { id slug items { id name url category { slug } page { slug } } }",
        input={"name": "Pied de page", "slug": "footer", "items": items},
    )["menu"]  # fmt: skip

    assert made["slug"] == "footer"
    assert [(each["name"], each["url"], each["category"], each["page"]) for each in made["items"]] == [
        ("Miel", None, {"slug": shelf.slug}, None),
        ("Lire", None, None, {"slug": page.slug}),
        ("Loin", "https://a.ma/x", None, None),
    ]
    below = done(
        "menuItemCreate", "input: MenuItemCreateInput!", "menuItem { id level parent { name } }",
        input={"name": "Dessous", "menu": made["id"], "parent": made["items"][0]["id"]},
    )["menuItem"]  # fmt: skip
    assert (below["level"], below["parent"]) == (1, {"name": "Miel"})
    changed = done(
        "menuItemUpdate", "id: ID!, input: MenuItemInput!", "menuItem { name url }",
        id=below["id"], input={"url": "/fr/aide/"},
    )["menuItem"]  # fmt: skip
    assert changed == {"name": "Dessous", "url": "/fr/aide/"}
    done("menuUpdate", "id: ID!, input: MenuInput!", "", id=made["id"], input={"name": "Bas"})
    assert Menu.objects.get().name == "Bas"
    assert done("menuItemDelete", "id: ID!", "menuItem { name }", id=made["items"][0]["id"])["errors"] == []
    assert MenuItem.objects.count() == 2
    assert done("menuBulkDelete", "ids: [ID!]!", "count", ids=[made["id"]])["count"] == 1
    assert not MenuItem.objects.exists()


def test_entries_are_moved_but_never_below_themselves_or_too_deep() -> None:
    menu = MenuFactory.create()
    a, b, c, d = (
        MenuItemFactory.create(menu=menu, names={"fr": name}, position=n) for n, name in enumerate("abcd")
    )
    other = MenuItemFactory.create()
    id_ = global_id("Menu", menu.pk)

    def move(item: Any, parent: Any = None, by: int = 0) -> list[Any]:
        moves = [{"itemId": global_id("MenuItem", item.pk), "sortOrder": by}]
        if parent is not None:
            moves[0]["parentId"] = global_id("MenuItem", parent.pk)
        found: list[Any] = done(
            "menuItemMove", "menu: ID!, moves: [MenuItemMoveInput!]!", "", menu=id_, moves=moves
        )["errors"]
        return found

    def tree() -> list[tuple[str, str | None]]:
        rows = MenuItem.objects.filter(menu=menu).order_by("parent__position", "position")
        return [(row.names["fr"], row.parent.names["fr"] if row.parent else None) for row in rows]

    assert move(d, by=-3) == []
    assert [name for name, _parent in tree()] == ["d", "a", "b", "c"]
    assert move(b, a) == move(c, b) == []
    assert set(tree()) == {("d", None), ("a", None), ("b", "a"), ("c", "b")}
    before = tree()
    for item, parent, code in (
        (d, c, "CANNOT_ASSIGN_NODE"),
        (a, c, "CANNOT_ASSIGN_NODE"),
        (d, other, "NOT_FOUND"),
    ):
        assert [error["code"] for error in move(item, parent)] == [code]
    assert tree() == before


def test_a_refused_entry_leaves_everything_as_it_was() -> None:
    shelf, page = CategoryFactory.create(), PageFactory.create()
    menu = MenuFactory.create(slug="one")
    top = MenuItemFactory.create(menu=menu)
    middle = MenuItemFactory.create(menu=menu, parent=top)
    low = MenuItemFactory.create(menu=menu, parent=middle)
    base = {"name": "Un", "menu": global_id("Menu", menu.pk)}
    both = {"category": global_id("Category", shelf.pk), "page": global_id("Page", page.pk)}
    create = "input: MenuItemCreateInput!"

    for more, code in (
        (both, "TOO_MANY_MENU_ITEMS"),
        ({"url": "javascript:alert(1)"}, "INVALID"),
        ({"url": "nowhere"}, "INVALID"),
        ({"collection": global_id("Collection", 10**9)}, "NOT_FOUND"),
        ({"parent": global_id("MenuItem", low.pk)}, "CANNOT_ASSIGN_NODE"),
        ({"parent": global_id("MenuItem", MenuItemFactory.create().pk)}, "NOT_FOUND"),
        ({"name": " "}, "REQUIRED"),
    ):
        assert done("menuItemCreate", create, "", input={**base, **more})["errors"][0]["code"] == code, more
    assert done("menuCreate", "input: MenuCreateInput!", "", input={"name": "Un", "slug": "one"})[
        "errors"
    ] == [{"field": "slug", "code": "UNIQUE"}]
    assert menu.items.count() == 3


def test_whoever_may_not_write_hears_which_permission_would_let_them() -> None:
    query = 'mutation { menuCreate(input: {name: "x"}) { errors { code } } }'

    errors = asked(query).errors

    assert [error.message for error in errors] == [
        "To access this path, you need one of the following permissions: MANAGE_MENUS"
    ]
    assert not Menu.objects.exists()


def test_pages_carry_values_of_their_types_attributes() -> None:
    page_type = PageTypeFactory.create()
    author = AttributeFactory.create(
        kind=AttributeKind.PAGE_TYPE, slug="auteur", input_type=AttributeInput.PLAIN_TEXT, value_required=True
    )
    theme = AttributeFactory.create(kind=AttributeKind.PAGE_TYPE, slug="theme")
    for row in (author, theme):
        PageTypeAttribute.objects.create(page_type=page_type, attribute=row)
    editor = staff_actor(Permission.MANAGE_PAGES)
    create = """mutation ($input: PageCreateInput!) { pageCreate(input: $input) {
      page { id attributes { attribute { slug } values { name plainText } } } errors { field code } } }"""
    update = """mutation ($id: ID!, $input: PageInput!) { pageUpdate(id: $id, input: $input) {
      page { attributes { attribute { slug } values { name plainText } } } errors { field code } } }"""
    given = {"title": "Histoire", "pageType": global_id("PageType", page_type.pk)}
    words = {"id": global_id("Attribute", author.pk), "plainText": "Amina"}

    refused = data_of(create, {"input": given}, actor=editor)["pageCreate"]
    assert refused["errors"] == [{"field": "attributes", "code": "REQUIRED"}]
    assert not Page.objects.exists()
    page = data_of(create, {"input": {**given, "attributes": [words]}}, actor=editor)["pageCreate"]["page"]
    chosen = {"id": global_id("Attribute", theme.pk), "dropdown": {"value": "Miel"}}
    told = data_of(update, {"id": page["id"], "input": {"attributes": [chosen]}}, actor=editor)["pageUpdate"]

    assert told["errors"] == []
    assert told["page"]["attributes"] == [
        {"attribute": {"slug": "auteur"}, "values": [{"name": "Amina", "plainText": "Amina"}]},
        {"attribute": {"slug": "theme"}, "values": [{"name": "Miel", "plainText": None}]},
    ]
    stranger = {"id": global_id("Attribute", AttributeFactory.create().pk), "plainText": "x"}
    told = data_of(update, {"id": page["id"], "input": {"attributes": [stranger]}}, actor=editor)[
        "pageUpdate"
    ]
    assert told["errors"] == [{"field": "attributes", "code": "NOT_FOUND"}]
