"""Who may ask what of collections, pages and menus."""

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models.collection import Collection
from catalog.models.menu import Menu, MenuItem
from catalog.models.page import Page, PageType
from marketplace.kernel.actor import Permission
from tests.factories.catalog import (
    CollectionFactory,
    MenuFactory,
    MenuItemFactory,
    PageFactory,
    PageTypeFactory,
)
from tests.marketplace.graphql.authorisation.rows import Person, Row, everybody, needs, seen_by, staff_only
from tests.marketplace.graphql.authorisation.world import World


def collection(_world: World) -> Collection:
    """Return a collection that is shown nowhere."""
    return Collection.objects.filter(slug="hidden").first() or CollectionFactory.create(slug="hidden")


def page(_world: World) -> Page:
    """Return a page that is not published."""
    return Page.objects.filter(slug="hidden").first() or PageFactory.create(slug="hidden")


def page_type(_world: World) -> PageType:
    """Return a type of pages that has none."""
    return PageTypeFactory.create(slug="bare")


def menu(_world: World) -> Menu:
    """Return a menu."""
    return Menu.objects.filter(slug="navbar").first() or MenuFactory.create(slug="navbar")


def menu_item(world: World) -> MenuItem:
    """Return an entry of it."""
    return MenuItem.objects.filter(menu=menu(world)).first() or MenuItemFactory.create(menu=menu(world))


_TYPES = Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES
ROWS: dict[str, Row] = {
    "Query.collections": everybody(lambda _w: {"first": 5}),
    "Query.collection": seen_by(
        {Person.HOLDER},
        lambda w: {"id": w.id("Collection", collection(w).pk)},
        permission=Permission.MANAGE_PRODUCTS,
    ),
    "Query.pages": everybody(lambda _w: {"first": 5}),
    "Query.page": seen_by(
        {Person.HOLDER}, lambda w: {"id": w.id("Page", page(w).pk)}, permission=Permission.MANAGE_PAGES
    ),
    "Query.pageTypes": everybody(lambda _w: {"first": 5}),
    "Query.pageType": everybody(lambda w: {"id": w.id("PageType", page_type(w).pk)}),
    "Query.menus": everybody(lambda _w: {"first": 5}),
    "Query.menu": everybody(lambda w: {"id": w.id("Menu", menu(w).pk)}),
    "Query.menuItems": everybody(lambda _w: {"first": 5}),
    "Query.menuItem": everybody(lambda w: {"id": w.id("MenuItem", menu_item(w).pk)}),
    "Mutation.updatePrivateMetadata": needs(
        Permission.MANAGE_PRODUCTS,
        lambda w: {"id": w.id("Product", w.product.pk), "input": [{"key": "a", "value": "1"}]},
    ),
    "Mutation.deleteMetadata": needs(
        Permission.MANAGE_PRODUCTS, lambda w: {"id": w.id("Product", w.product.pk), "keys": ["a"]}
    ),
    "Mutation.deletePrivateMetadata": needs(
        Permission.MANAGE_PRODUCTS, lambda w: {"id": w.id("Product", w.product.pk), "keys": ["a"]}
    ),
    "Mutation.pageTypeReorderAttributes": needs(
        _TYPES, lambda w: {"pageTypeId": w.id("PageType", page_type(w).pk), "moves": []}
    ),
    "Mutation.fileUpload": staff_only(
        lambda _w: {"file": SimpleUploadedFile("note.txt", b"Bonjour", content_type="text/plain")}
    ),
    "Mutation.collectionCreate": needs(Permission.MANAGE_PRODUCTS, lambda _w: {"input": {"name": "Une"}}),
    "Mutation.collectionUpdate": needs(
        Permission.MANAGE_PRODUCTS,
        lambda w: {"id": w.id("Collection", collection(w).pk), "input": {"name": "Une"}},
    ),
    "Mutation.collectionDelete": needs(
        Permission.MANAGE_PRODUCTS, lambda w: {"id": w.id("Collection", collection(w).pk)}
    ),
    "Mutation.collectionBulkDelete": needs(
        Permission.MANAGE_PRODUCTS, lambda w: {"ids": [w.id("Collection", collection(w).pk)]}
    ),
    "Mutation.collectionAddProducts": needs(
        Permission.MANAGE_PRODUCTS,
        lambda w: {
            "collectionId": w.id("Collection", collection(w).pk),
            "products": [w.id("Product", w.product.pk)],
        },
    ),
    "Mutation.collectionRemoveProducts": needs(
        Permission.MANAGE_PRODUCTS,
        lambda w: {
            "collectionId": w.id("Collection", collection(w).pk),
            "products": [w.id("Product", w.product.pk)],
        },
    ),
    "Mutation.collectionReorderProducts": needs(
        Permission.MANAGE_PRODUCTS,
        lambda w: {"collectionId": w.id("Collection", collection(w).pk), "moves": []},
    ),
    "Mutation.collectionChannelListingUpdate": needs(
        Permission.MANAGE_PRODUCTS,
        lambda w: {
            "id": w.id("Collection", collection(w).pk),
            "input": {"addChannels": [{"channelId": w.id("Channel", w.channel.pk), "isPublished": True}]},
        },
    ),
    "Mutation.pageCreate": needs(
        Permission.MANAGE_PAGES,
        lambda w: {"input": {"title": "Une", "pageType": w.id("PageType", page_type(w).pk)}},
    ),
    "Mutation.pageUpdate": needs(
        Permission.MANAGE_PAGES,
        lambda w: {"id": w.id("Page", page(w).pk), "input": {"title": "Une"}},
    ),
    "Mutation.pageDelete": needs(Permission.MANAGE_PAGES, lambda w: {"id": w.id("Page", page(w).pk)}),
    "Mutation.pageBulkDelete": needs(Permission.MANAGE_PAGES, lambda w: {"ids": [w.id("Page", page(w).pk)]}),
    "Mutation.pageBulkPublish": needs(
        Permission.MANAGE_PAGES, lambda w: {"ids": [w.id("Page", page(w).pk)], "isPublished": True}
    ),
    "Mutation.pageTypeCreate": needs(_TYPES, lambda _w: {"input": {"name": "Une"}}),
    "Mutation.pageTypeUpdate": needs(
        _TYPES, lambda w: {"id": w.id("PageType", page_type(w).pk), "input": {"name": "Une"}}
    ),
    "Mutation.pageTypeDelete": needs(_TYPES, lambda w: {"id": w.id("PageType", page_type(w).pk)}),
    "Mutation.pageTypeBulkDelete": needs(_TYPES, lambda w: {"ids": [w.id("PageType", page_type(w).pk)]}),
    "Mutation.pageAttributeAssign": needs(
        _TYPES, lambda w: {"attributeIds": [], "pageTypeId": w.id("PageType", page_type(w).pk)}
    ),
    "Mutation.pageAttributeUnassign": needs(
        _TYPES, lambda w: {"attributeIds": [], "pageTypeId": w.id("PageType", page_type(w).pk)}
    ),
    "Mutation.menuCreate": needs(Permission.MANAGE_MENUS, lambda _w: {"input": {"name": "Un"}}),
    "Mutation.menuUpdate": needs(
        Permission.MANAGE_MENUS, lambda w: {"id": w.id("Menu", menu(w).pk), "input": {"name": "Un"}}
    ),
    "Mutation.menuDelete": needs(Permission.MANAGE_MENUS, lambda w: {"id": w.id("Menu", menu(w).pk)}),
    "Mutation.menuBulkDelete": needs(Permission.MANAGE_MENUS, lambda w: {"ids": [w.id("Menu", menu(w).pk)]}),
    "Mutation.menuItemCreate": needs(
        Permission.MANAGE_MENUS, lambda w: {"input": {"name": "Un", "menu": w.id("Menu", menu(w).pk)}}
    ),
    "Mutation.menuItemUpdate": needs(
        Permission.MANAGE_MENUS,
        lambda w: {"id": w.id("MenuItem", menu_item(w).pk), "input": {"name": "Un"}},
    ),
    "Mutation.menuItemDelete": needs(
        Permission.MANAGE_MENUS, lambda w: {"id": w.id("MenuItem", menu_item(w).pk)}
    ),
    "Mutation.menuItemBulkDelete": needs(
        Permission.MANAGE_MENUS, lambda w: {"ids": [w.id("MenuItem", menu_item(w).pk)]}
    ),
    "Mutation.menuItemMove": needs(
        Permission.MANAGE_MENUS, lambda w: {"menu": w.id("Menu", menu(w).pk), "moves": []}
    ),
}
