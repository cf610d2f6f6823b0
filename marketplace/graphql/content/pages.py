"""Pages that people of the marketplace write, and their types."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import graphene
from django.utils import timezone

from catalog.models.page import Page as PageModel
from catalog.models.page import PageType as PageTypeModel
from catalog.selectors.assigned import Assigned, AttributeRow
from catalog.selectors.categories import Family
from catalog.selectors.written_pages import PageTypeRow, WrittenPage, types_with_pages
from marketplace.graphql.catalog.assigned import ObjectWithAttributes, with_attributes
from marketplace.graphql.catalog.attribute_lists import available_attributes as attributes_left
from marketplace.graphql.catalog.attributes import Attribute, SelectedAttribute, language_argument
from marketplace.graphql.catalog.texts import rich_text
from marketplace.graphql.catalog.translations import PageTranslation, Translation, full_translation
from marketplace.graphql.catalog.types import ProductType
from marketplace.graphql.content import loads
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared
from marketplace.graphql.kit.scalars import Date, DateTime, JSONString
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.kernel.actor import Permission
from marketplace.kernel.texts import text_in


def _with_pages(keys: Sequence[int]) -> dict[int, bool]:
    return dict.fromkeys(types_with_pages(keys), True)


@declared
class PageType(
    kept_with(loads.kept_with_page_types, lambda row: row.id, *PageTypeModel.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """Represents a type of page: what its pages have in common."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("PageType", description="The ID of the page type.")
    name = graphene.String(required=True, description="Name of the page type.")
    slug = graphene.String(required=True, description="Slug of the page type.")
    attributes = graphene.List(graphene.NonNull(Attribute), description="Attributes of its pages.")
    has_pages = graphene.Boolean(description="Whether there are pages of it (staff only).")
    available_attributes = attributes_left("page_type", lambda row: row.id)

    @staticmethod
    def resolve_name(root: PageTypeRow, _info: Info) -> str:
        """Return the name in the shop's first language."""
        return text_in(root.names, DEFAULT_LANGUAGE)

    @staticmethod
    @batched
    def resolve_attributes(parents: Sequence[PageTypeRow], info: Info) -> list[list[AttributeRow]]:
        """Return the attributes for customers, or all to who writes pages."""
        found = info.context.load(loads.attributes_of_page_types, [each.id for each in parents])
        sees_all = info.context.actor.may(Permission.MANAGE_PAGES)
        return [[row for row in rows or () if sees_all or row.visible_in_storefront] for rows in found]

    @staticmethod
    @batched
    def resolve_has_pages(parents: Sequence[PageTypeRow], info: Info) -> list[bool]:
        """Say whether there are pages of it."""
        require_permission(info, Permission.MANAGE_PAGES, Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES)
        return [bool(each) for each in info.context.load(_with_pages, [each.id for each in parents])]


@declared
class ReferenceType(graphene.Union):
    """To which types of things references of an attribute may be narrowed."""

    class Meta:
        types = (ProductType, PageType)

    @classmethod
    def type_of(cls, row: Family | PageTypeRow) -> type[graphene.ObjectType]:
        """Say which it is."""
        return ProductType if isinstance(row, Family) else PageType


def _assigned(parents: Sequence[WrittenPage], info: Info) -> list[list[Assigned] | None]:
    return info.context.load(loads.page_attributes, [each.id for each in parents])


@declared
class Page(
    kept_with(loads.kept_with_pages, lambda row: row.id, *PageModel.metadata_permissions),  # type: ignore[misc]
    with_attributes(_assigned),  # type: ignore[misc]
    graphene.ObjectType,
):
    """A static page that can be manually added by a shop operator through the dashboard."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata, ObjectWithAttributes)

    id = id_field("Page", description="The ID of the page.")
    seo_title = graphene.String(description="Title of the page for SEO.")
    seo_description = graphene.String(description="Description of the page for SEO.")
    title = graphene.String(required=True, description="Title of the page.")
    content = JSONString(description="Content of the page, as EditorJS blocks.")
    publication_date = graphene.Field(
        Date,
        description="The day from which it is shown.",
        deprecation_reason="Use the `publishedAt` field to fetch the publication date.",
    )
    published_at = graphene.Field(DateTime, description="The moment from which it is shown.")
    is_published = graphene.Boolean(required=True, description="Whether the page is shown.")
    slug = graphene.String(required=True, description="Slug of the page.")
    page_type = graphene.Field(PageType, required=True, description="The type of the page.")
    created = graphene.Field(DateTime, required=True, description="When it was written.")
    content_json = JSONString(
        required=True,
        description="Content of the page, as EditorJS blocks.",
        deprecation_reason="Use the `content` field instead.",
    )
    translation = graphene.Field(
        PageTranslation,
        language_code=language_argument(),
        description="Its texts in a language, null if nobody wrote any.",
    )
    attribute = graphene.Field(
        SelectedAttribute,
        slug=graphene.String(required=True, description="Slug of the attribute."),
        description="A single attribute of the page.",
        deprecation_reason="Use `assignedAttribute` field instead.",
    )
    attributes = graphene.List(
        graphene.NonNull(SelectedAttribute),
        required=True,
        description="List of attributes assigned to this page.",
        deprecation_reason="Use `assignedAttributes` field instead.",
    )

    @staticmethod
    def resolve_seo_title(root: WrittenPage, _info: Info) -> str | None:
        """Return what search engines are told, in the shop's first language."""
        return text_in(root.seo_titles, DEFAULT_LANGUAGE) or None

    @staticmethod
    def resolve_seo_description(root: WrittenPage, _info: Info) -> str | None:
        """Return what search engines are told, in the shop's first language."""
        return text_in(root.seo_descriptions, DEFAULT_LANGUAGE) or None

    @staticmethod
    def resolve_title(root: WrittenPage, _info: Info) -> str:
        """Return the title in the shop's first language."""
        return text_in(root.titles, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_content(root: WrittenPage, _info: Info) -> str | None:
        """Return the content in the shop's first language."""
        return rich_text(root.documents, {}, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_content_json(root: WrittenPage, _info: Info) -> str:
        """Return the content in the shop's first language, an empty object for none."""
        return rich_text(root.documents, {}, DEFAULT_LANGUAGE) or "{}"

    @staticmethod
    def resolve_publication_date(root: WrittenPage, _info: Info) -> date | None:
        """Return the day in Morocco."""
        return timezone.localdate(root.published_at) if root.published_at else None

    @staticmethod
    def resolve_is_published(root: WrittenPage, info: Info) -> bool:
        """Say whether everybody may read it now."""
        return root.is_shown(info.context.now)

    @staticmethod
    def resolve_created(root: WrittenPage, _info: Info) -> datetime:
        """Return when it was written."""
        return root.created_at

    @staticmethod
    @batched
    def resolve_page_type(parents: Sequence[WrittenPage], info: Info) -> list[PageTypeRow | None]:
        """Return the types."""
        return info.context.load(loads.page_types, [each.page_type_id for each in parents])

    @staticmethod
    @batched
    def resolve_translation(
        parents: Sequence[WrittenPage], _info: Info, *, language_code: Any
    ) -> list[Translation | None]:
        """Return what was written in just this language."""
        language = language_of(language_code)
        return [full_translation(each.id, language, each.titles, {}, each) for each in parents]


rows_are(WrittenPage, "Page")
rows_are(PageTypeRow, "PageType")
PageConnection = connection_of("Page", lambda: Page)
PageTypeConnection = connection_of("PageType", lambda: PageType)
