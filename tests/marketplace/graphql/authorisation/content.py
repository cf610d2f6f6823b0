"""Who may ask what of collections, pages and menus."""

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
from tests.marketplace.graphql.authorisation.rows import Person, Row, everybody, needs, seen_by
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
}
