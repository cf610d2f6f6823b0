"""How the fields of a category are answered. The tree is small: it is read whole, once for a request."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from catalog.models.taxonomy import Category
from catalog.selectors.categories import Shelf
from catalog.selectors.product_rows import Shelves
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.inputs import filters_of, order_of, wants_tree
from marketplace.graphql.catalog.pages import ProductPages
from marketplace.graphql.catalog.texts import rich_text
from marketplace.graphql.catalog.translations import Translation, full_translation
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect, connect_each
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import ListPages
from marketplace.graphql.shop.channels import channel_of
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.graphql.shop.pictures import image_of
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
    tree = loads.tree_of(info) if wants_tree(filter_, where) else None
    filters = filters_of(filter_, where, search, tree, found.currency)
    today = timezone.localdate(info.context.now)
    pages = ProductPages(found, filters, order_of(sort_by, filters), today, Shelves(column, groups))
    return connect_each(pages, info, list(groups))


class CategoryResolvers(
    kept_with(loads.kept_with_categories, lambda row: row.category_id, *Category.metadata_permissions)  # type: ignore[misc]
):
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
        return [rich_text(each.documents, each.descriptions, DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    def resolve_seo_title(root: Shelf, _info: Info) -> str | None:
        """Return what search engines are told, in the shop's first language."""
        return text_in(root.seo_titles, DEFAULT_LANGUAGE) or None

    @staticmethod
    def resolve_seo_description(root: Shelf, _info: Info) -> str | None:
        """Return what search engines are told, in the shop's first language."""
        return text_in(root.seo_descriptions, DEFAULT_LANGUAGE) or None

    @staticmethod
    def resolve_background_image(root: Shelf, _info: Info, **_copy: object) -> dict[str, str] | None:
        """Return the picture behind its name."""
        return image_of(root.background, root.background_alts)

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
        return [
            full_translation(each.category_id, language, each.names, each.descriptions, each)
            for each in parents
        ]
