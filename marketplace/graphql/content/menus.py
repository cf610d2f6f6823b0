"""Menus of the shop and what they lead to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import graphene

from catalog.models.menu import Menu as MenuModel
from catalog.models.menu import MenuItem as MenuItemModel
from catalog.selectors.categories import Shelf
from catalog.selectors.collections import CollectionRow
from catalog.selectors.menus import MenuItemRow, MenuRow
from catalog.selectors.written_pages import WrittenPage
from marketplace.channels.models import Channel
from marketplace.graphql.catalog import seen
from marketplace.graphql.catalog.attributes import language_argument
from marketplace.graphql.catalog.loads import Place
from marketplace.graphql.catalog.translations import MenuItemTranslation, Translation, name_translation
from marketplace.graphql.catalog.types import Category
from marketplace.graphql.content import loads
from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.pages import Page
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.kernel.texts import text_in


@dataclass(slots=True)
class MenuInChannel:
    """A menu as it was asked for in a channel."""

    row: MenuRow
    channel: Channel | None

    @property
    def id(self) -> int:
        """Its key."""
        return self.row.id


@dataclass(slots=True)
class ItemInChannel:
    """An entry as it was asked for in a channel."""

    row: MenuItemRow
    channel: Channel | None

    @property
    def id(self) -> int:
        """Its key."""
        return self.row.id


def _in_channel(rows: Sequence[MenuItemRow], channel: Channel | None) -> list[ItemInChannel]:
    return [ItemInChannel(row, channel) for row in rows]


@declared
class MenuItem(
    kept_with(loads.kept_with_menu_items, lambda row: row.id, *MenuItemModel.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """Represents a single item of the related menu. Can store categories, collection or pages."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("MenuItem", description="The ID of the menu item.")
    name = graphene.String(required=True, description="The name of the menu item.")
    menu = graphene.Field(lambda: Menu, required=True, description="The menu to which it belongs.")
    parent = graphene.Field(lambda: MenuItem, description="The entry above it, null at the root.")
    category = graphene.Field(Category, description="The category to which it leads.")
    collection = graphene.Field(Collection, description="The collection to which it leads, if it is shown.")
    page = graphene.Field(Page, description="The page to which it leads, if it is shown.")
    level = graphene.Int(required=True, description="How deep it stands, 0 at the root.")
    children = graphene.List(graphene.NonNull(lambda: MenuItem), description="The entries below it.")
    url = graphene.String(description="The address to which it leads.")
    translation = graphene.Field(
        MenuItemTranslation,
        language_code=language_argument(),
        description="Its name in a language, null if nobody wrote one.",
    )

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[ItemInChannel], _info: Info) -> list[str]:
        """Return the names in the shop's first language."""
        return [text_in(each.row.names, DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    def resolve_menu(root: ItemInChannel, _info: Info) -> MenuInChannel:
        """Return its menu."""
        return MenuInChannel(root.row.menu, root.channel)

    @staticmethod
    def resolve_parent(root: ItemInChannel, _info: Info) -> ItemInChannel | None:
        """Return the entry above it."""
        return ItemInChannel(root.row.parent, root.channel) if root.row.parent is not None else None

    @staticmethod
    @batched
    def resolve_category(parents: Sequence[ItemInChannel], info: Info) -> list[Shelf | None]:
        """Return the shelves to which they lead."""
        return _targets(parents, info, "category_id", seen.categories_seen)

    @staticmethod
    @batched
    def resolve_collection(parents: Sequence[ItemInChannel], info: Info) -> list[CollectionRow | None]:
        """Return the collections to which they lead."""
        return _targets(parents, info, "collection_id", seen.collections_seen)

    @staticmethod
    @batched
    def resolve_page(parents: Sequence[ItemInChannel], info: Info) -> list[WrittenPage | None]:
        """Return the pages to which they lead."""
        return _targets(parents, info, "page_id", seen.pages_seen)

    @staticmethod
    @batched
    def resolve_level(parents: Sequence[ItemInChannel], _info: Info) -> list[int]:
        """Return how deep they stand."""
        return [each.row.level for each in parents]

    @staticmethod
    @batched
    def resolve_children(parents: Sequence[ItemInChannel], _info: Info) -> list[list[ItemInChannel]]:
        """Return the entries below each."""
        return [_in_channel(each.row.children, each.channel) for each in parents]

    @staticmethod
    @batched
    def resolve_url(parents: Sequence[ItemInChannel], _info: Info) -> list[str | None]:
        """Return the addresses to which they lead."""
        return [each.row.url or None for each in parents]

    @staticmethod
    @batched
    def resolve_translation(
        parents: Sequence[ItemInChannel], _info: Info, *, language_code: Any
    ) -> list[Translation | None]:
        """Return the names in just this language."""
        language = language_of(language_code)
        return [name_translation(each.id, each.row.names, language) for each in parents]


@declared
class Menu(
    kept_with(loads.kept_with_menus, lambda row: row.id, *MenuModel.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """Represents a single menu - an object that is used to help navigate through the store."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Menu", description="The ID of the menu.")
    name = graphene.String(required=True, description="The name of the menu.")
    slug = graphene.String(required=True, description="Slug of the menu.")
    items = graphene.List(graphene.NonNull(MenuItem), description="Menu items associated with this menu.")

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[MenuInChannel], _info: Info) -> list[str]:
        """Return the names."""
        return [each.row.name for each in parents]

    @staticmethod
    @batched
    def resolve_slug(parents: Sequence[MenuInChannel], _info: Info) -> list[str]:
        """Return the slugs."""
        return [each.row.slug for each in parents]

    @staticmethod
    @batched
    def resolve_items(parents: Sequence[MenuInChannel], _info: Info) -> list[list[ItemInChannel]]:
        """Return the entries at the root."""
        return [_in_channel(each.row.items, each.channel) for each in parents]


def _targets(
    parents: Sequence[ItemInChannel],
    info: Info,
    column: str,
    read: Callable[[Sequence[Place], Info], Sequence[Any]],
) -> list[Any]:
    """Return what each leads to, null for what the actor may not see."""
    keys = list(
        dict.fromkeys(
            (each.channel, key) for each in parents if (key := getattr(each.row, column)) is not None
        )
    )
    found = dict(zip(keys, read(keys, info), strict=True)) if keys else {}
    return [found.get((each.channel, getattr(each.row, column))) for each in parents]


rows_are(MenuInChannel, "Menu")
rows_are(ItemInChannel, "MenuItem")
MenuConnection = connection_of("Menu", lambda: Menu)
MenuItemConnection = connection_of("MenuItem", lambda: MenuItem)
