"""How the fields of a category are answered. The tree is small: it is read whole, once for a request."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from catalog.selectors.categories import Shelf
from catalog.selectors.product_rows import Shelves
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.inputs import filters_of, order_of
from marketplace.graphql.catalog.pages import ProductPages
from marketplace.graphql.catalog.texts import editor_js
from marketplace.graphql.catalog.translations import Translation
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect, connect_each
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import ListPages
from marketplace.graphql.shop.channels import channel_of
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.kernel.texts import text_in

Given = Mapping[str, Any] | None
NOTHING = ListPages(())


def product_page_each(
    info: Info,
    column: str,
    groups: Mapping[int, Sequence[int]],
    *,
    channel: str | None,
    filter_: Given,
    where: Given,
    sort_by: Given,
    search: str | None,
) -> list[Page]:
    """Return a page of products for each group: the values of `column` that belong to each parent's key."""
    slug = channel or (filter_ or {}).get("channel") or (sort_by or {}).get("channel")
    found = channel_of(info, slug)
    if found is None:
        return [connect(NOTHING, info) for _ in groups]
    wants_tree = "categories" in (filter_ or {}) or "category" in (where or {})
    filters = filters_of(filter_, where, search, loads.tree_of(info) if wants_tree else None, found.currency)
    today = timezone.localdate(info.context.now)
    pages = ProductPages(found, filters, order_of(sort_by, filters), today, Shelves(column, groups))
    return connect_each(pages, info, list(groups))


class CategoryResolvers:
    """How the fields of Category are answered; its rows are the `Shelf`s of the tree."""

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[Shelf], _info: Info) -> list[str]:
        """Return the names in the shop's first language."""
        return [text_in(each.names, DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    @batched
    def resolve_description(parents: Sequence[Shelf], _info: Info) -> list[str | None]:
        """Return the descriptions as EditorJS blocks."""
        return [editor_js(text_in(each.descriptions, DEFAULT_LANGUAGE)) for each in parents]

    @staticmethod
    @batched
    def resolve_parent(parents: Sequence[Shelf], info: Info) -> list[Shelf | None]:
        """Return the shelf above each."""
        shelves = loads.tree_of(info).shelves
        return [shelves[each.parent_id] if each.parent_id is not None else None for each in parents]

    @staticmethod
    def resolve_ancestors(root: Shelf, info: Info, **_page: object) -> Page:
        """Return the way from the root down to it, itself not included."""
        return connect(ListPages(loads.tree_of(info).path(root.category_id)[:-1]), info)

    @staticmethod
    def resolve_children(root: Shelf, info: Info, **_page: object) -> Page:
        """Return the shelves directly below it."""
        return connect(ListPages(loads.tree_of(info).children(root.category_id)), info)

    @staticmethod
    @batched
    def resolve_products(
        parents: Sequence[Shelf],
        info: Info,
        *,
        channel: str | None = None,
        filter: Given = None,
        where: Given = None,
        sort_by: Given = None,
        search: str | None = None,
        **_page: object,
    ) -> list[Page]:
        """Return a page of the products of each, with what stands below it."""
        tree = loads.tree_of(info)
        keys = list(dict.fromkeys(each.category_id for each in parents))
        groups = {key: tree.ids_under(key) for key in keys}
        pages = product_page_each(
            info,
            "category_id",
            groups,
            channel=channel,
            filter_=filter,
            where=where,
            sort_by=sort_by,
            search=search,
        )
        found = dict(zip(keys, pages, strict=True))
        return [found[each.category_id] for each in parents]

    @staticmethod
    @batched
    def resolve_translation(
        parents: Sequence[Shelf], _info: Info, language_code: Any
    ) -> list[Translation | None]:
        """Return what was written in just this language."""
        language = language_of(language_code)
        found = []
        for each in parents:
            name, text = each.names.get(language), each.descriptions.get(language)
            written = Translation(each.category_id, name or None, each.slug, editor_js(text or ""), language)
            found.append(written if name or text else None)
        return found
