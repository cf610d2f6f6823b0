"""What can be asked of collections, pages and menus."""

from typing import Any

import graphene

from catalog.policies import may_write_collections, may_write_pages
from catalog.selectors.collections import CollectionRow, collection_translated, collections_of
from catalog.selectors.content_lists import (
    collection_ids,
    menu_ids,
    menu_item_ids,
    page_ids,
    page_type_ids,
)
from catalog.selectors.menus import menu_items_of, menus_of
from catalog.selectors.written_pages import PageTypeRow, WrittenPage, page_translated, pages_of
from marketplace.graphql.catalog import loads as catalog_loads
from marketplace.graphql.catalog.categories import NOTHING
from marketplace.graphql.catalog.seen import collection_if_seen, page_if_seen
from marketplace.graphql.content import inputs, loads
from marketplace.graphql.content.collections import Collection, CollectionConnection
from marketplace.graphql.content.inputs import Given, content_filters, order_given
from marketplace.graphql.content.menus import (
    ItemInChannel,
    Menu,
    MenuConnection,
    MenuInChannel,
    MenuItem,
    MenuItemConnection,
)
from marketplace.graphql.content.pages import Page, PageConnection, PageType, PageTypeConnection
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.connection import Page as RelayPage
from marketplace.graphql.kit.connection import connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import KeyPages
from marketplace.graphql.shop.channels import channel_of
from marketplace.graphql.shop.languages import LanguageCodeEnum, language_of


def _slug_language() -> Any:
    return graphene.Argument(LanguageCodeEnum, description="Look among the slugs of this language first.")


def _channel_argument() -> Any:
    return graphene.String(description="Slug of a channel for which the data should be returned.")


class CollectionQueries(graphene.ObjectType):
    """What can be asked of collections."""

    collection = graphene.Field(
        Collection,
        id=graphene.ID(description="ID of the collection."),
        slug=graphene.String(description="Slug of the collection."),
        slug_language_code=_slug_language(),
        channel=_channel_argument(),
        description="Look up a collection by ID or slug.",
    )
    collections = connection_field(
        CollectionConnection,
        filter=graphene.Argument(inputs.CollectionFilterInput, description="Which to keep."),
        where=graphene.Argument(inputs.CollectionWhereInput, description="Which to keep, the newer way."),
        sort_by=graphene.Argument(inputs.CollectionSortingInput, description="How to sort them."),
        channel=_channel_argument(),
        description="List of the collections that are shown in a channel; the staff sees all.",
    )

    @staticmethod
    def resolve_collection(
        _root: object,
        info: Info,
        *,
        id: str | None = None,
        slug: str | None = None,
        slug_language_code: Any = None,
        channel: str | None = None,
    ) -> CollectionRow | None:
        """Return a collection that the actor may see."""
        one_of(id=id, slug=slug)
        found = channel_of(info, channel)
        if found is None:
            return None
        row, now = None, info.context.now
        if slug is not None and slug_language_code is not None:
            language = language_of(slug_language_code)
            row = collection_translated(slug=slug, language=language, channel=found, now=now)
        if row is None:
            key = key_of(id, "Collection") if id is not None else None
            keys, slugs = () if key is None else (key,), () if slug is None else (slug,)
            row = next(iter(collections_of(keys=keys, slugs=slugs, channel=found, now=now).values()), None)
        return collection_if_seen(row, info)

    @staticmethod
    def resolve_collections(
        _root: object,
        info: Info,
        *,
        filter: Given = None,
        where: Given = None,
        sort_by: Given = None,
        channel: str | None = None,
        **_page: object,
    ) -> RelayPage:
        """Return a page of collections."""
        named = channel or (filter or {}).get("channel") or (sort_by or {}).get("channel")
        found = channel_of(info, named)
        if found is None:
            return connect(NOTHING, info)
        now = info.context.now
        order, descending = order_given(sort_by)
        ids = collection_ids(
            found,
            now,
            content_filters("Collection", filter, where),
            order=order,
            descending=descending,
            with_hidden=may_write_collections(info.context.actor),
        )

        def read(keys: list[int]) -> list[CollectionRow | None]:
            places: list[catalog_loads.PlaceInTime] = [(found, now, key) for key in keys]
            return info.context.load(catalog_loads.collections, places)

        return connect(KeyPages(ids, read), info)


class PageQueries(graphene.ObjectType):
    """What can be asked of pages."""

    page = graphene.Field(
        Page,
        id=graphene.ID(description="ID of the page."),
        slug=graphene.String(description="The slug of the page."),
        slug_language_code=_slug_language(),
        channel=graphene.String(description="Slug of a channel for which references are read."),
        description="Look up a page by ID or slug.",
    )
    pages = connection_field(
        PageConnection,
        sort_by=graphene.Argument(inputs.PageSortingInput, description="How to sort them."),
        filter=graphene.Argument(inputs.PageFilterInput, description="Which to keep."),
        search=graphene.String(description="A part of the title."),
        where=graphene.Argument(inputs.PageWhereInput, description="Which to keep, the newer way."),
        channel=graphene.String(description="Slug of a channel for which references are read."),
        description="List of the pages that are shown; the staff sees all.",
    )
    page_type = graphene.Field(
        PageType,
        id=graphene.ID(required=True, description="ID of the page type."),
        description="Look up a page type by ID.",
    )
    page_types = connection_field(
        PageTypeConnection,
        sort_by=graphene.Argument(inputs.PageTypeSortingInput, description="How to sort them."),
        filter=graphene.Argument(inputs.PageTypeFilterInput, description="Which to keep."),
        description="List of the page types.",
    )

    @staticmethod
    def resolve_page(
        _root: object,
        info: Info,
        *,
        id: str | None = None,
        slug: str | None = None,
        slug_language_code: Any = None,
        **_channel: object,
    ) -> WrittenPage | None:
        """Return a page that the actor may read."""
        one_of(id=id, slug=slug)
        row = None
        if slug is not None and slug_language_code is not None:
            row = page_translated(slug=slug, language=language_of(slug_language_code))
        if row is None:
            key = key_of(id, "Page") if id is not None else None
            keys, slugs = () if key is None else (key,), () if slug is None else (slug,)
            row = next(iter(pages_of(keys=keys, slugs=slugs).values()), None)
        return page_if_seen(row, info)

    @staticmethod
    def resolve_pages(
        _root: object,
        info: Info,
        *,
        filter: Given = None,
        where: Given = None,
        search: str | None = None,
        sort_by: Given = None,
        **_page: object,
    ) -> RelayPage:
        """Return a page of pages."""
        given = {**(filter or {}), "search": search} if search and where is None else filter
        order, descending = order_given(sort_by)
        ids = page_ids(
            info.context.now,
            content_filters("Page", given, where),
            order=order,
            descending=descending,
            with_hidden=may_write_pages(info.context.actor),
        )
        return connect(KeyPages(ids, lambda keys: info.context.load(catalog_loads.pages, keys)), info)

    @staticmethod
    def resolve_page_type(_root: object, info: Info, *, id: str) -> PageTypeRow | None:
        """Return one type of pages."""
        return info.context.load(loads.page_types, [key_of(id, "PageType")])[0]

    @staticmethod
    def resolve_page_types(
        _root: object, info: Info, *, filter: Given = None, sort_by: Given = None, **_page: object
    ) -> RelayPage:
        """Return a page of the types of pages."""
        order, descending = order_given(sort_by)
        ids = page_type_ids(content_filters("PageType", filter), order=order, descending=descending)
        return connect(KeyPages(ids, lambda keys: info.context.load(loads.page_types, keys)), info)


class MenuQueries(graphene.ObjectType):
    """What can be asked of menus."""

    menu = graphene.Field(
        Menu,
        channel=_channel_argument(),
        id=graphene.ID(description="ID of the menu."),
        name=graphene.String(description="The menu's name."),
        slug=graphene.String(description="The menu's slug."),
        description="Look up a navigation menu by ID or name.",
    )
    menus = connection_field(
        MenuConnection,
        channel=_channel_argument(),
        sort_by=graphene.Argument(inputs.MenuSortingInput, description="How to sort them."),
        filter=graphene.Argument(inputs.MenuFilterInput, description="Which to keep."),
        description="List of the menus.",
    )
    menu_item = graphene.Field(
        MenuItem,
        id=graphene.ID(required=True, description="ID of the menu item."),
        channel=_channel_argument(),
        description="Look up a menu item by ID.",
    )
    menu_items = connection_field(
        MenuItemConnection,
        channel=_channel_argument(),
        sort_by=graphene.Argument(inputs.MenuItemSortingInput, description="How to sort them."),
        filter=graphene.Argument(inputs.MenuItemFilterInput, description="Which to keep."),
        description="List of the menu items.",
    )

    @staticmethod
    def resolve_menu(
        _root: object,
        info: Info,
        *,
        channel: str | None = None,
        id: str | None = None,
        name: str | None = None,
        slug: str | None = None,
    ) -> MenuInChannel | None:
        """Return a menu with what stands in it."""
        one_of(id=id, name=name, slug=slug)
        key = key_of(id, "Menu") if id is not None else None
        found = menus_of(
            keys=() if key is None else (key,),
            slugs=() if slug is None else (slug,),
            names=() if name is None else (name,),
        )
        row = next(iter(found.values()), None)
        return MenuInChannel(row, channel_of(info, channel)) if row is not None else None

    @staticmethod
    def resolve_menus(
        _root: object,
        info: Info,
        *,
        channel: str | None = None,
        filter: Given = None,
        sort_by: Given = None,
        **_page: object,
    ) -> RelayPage:
        """Return a page of menus."""
        order, descending = order_given(sort_by)
        ids = menu_ids(content_filters("Menu", filter), order=order, descending=descending)
        place = channel_of(info, channel)

        def read(keys: list[int]) -> list[MenuInChannel]:
            found = menus_of(keys=keys)
            return [MenuInChannel(found[key], place) for key in keys if key in found]

        return connect(KeyPages(ids, read), info)

    @staticmethod
    def resolve_menu_item(
        _root: object, info: Info, *, id: str, channel: str | None = None
    ) -> ItemInChannel | None:
        """Return an entry of a menu."""
        key = key_of(id, "MenuItem")
        row = menu_items_of([key]).get(key) if key is not None else None
        return ItemInChannel(row, channel_of(info, channel)) if row is not None else None

    @staticmethod
    def resolve_menu_items(
        _root: object,
        info: Info,
        *,
        channel: str | None = None,
        filter: Given = None,
        sort_by: Given = None,
        **_page: object,
    ) -> RelayPage:
        """Return a page of entries of menus."""
        ids = menu_item_ids(content_filters("MenuItem", filter), descending=order_given(sort_by)[1])
        place = channel_of(info, channel)

        def read(keys: list[int]) -> list[ItemInChannel]:
            found = menu_items_of(keys)
            return [ItemInChannel(found[key], place) for key in keys if key in found]

        return connect(KeyPages(ids, read), info)


class ContentQueries(CollectionQueries, PageQueries, MenuQueries):
    """What can be asked of collections, pages and menus."""
