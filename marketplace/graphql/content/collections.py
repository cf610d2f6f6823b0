"""Collections: products that the shop puts together by hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import graphene
from django.utils import timezone

from catalog.models.collection import Collection as CollectionModel
from catalog.models.collection import CollectionListing
from catalog.selectors.collections import CollectionRow, listings_of_collections
from marketplace.channels.models import Channel as ChannelRow
from marketplace.graphql.catalog.attributes import language_argument
from marketplace.graphql.catalog.categories import Given, product_page_each
from marketplace.graphql.catalog.texts import rich_text
from marketplace.graphql.catalog.translations import CollectionTranslation, Translation, full_translation
from marketplace.graphql.catalog.types import ProductConnection, product_list_args
from marketplace.graphql.content import loads
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connection_field, connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared
from marketplace.graphql.kit.scalars import Date, DateTime, JSONString
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.graphql.shop.pictures import Image, image_of, picture_args
from marketplace.kernel.actor import Permission
from marketplace.kernel.texts import text_in


class CollectionChannelListing(graphene.ObjectType):
    """Represents collection channel listing."""

    class Meta:
        interfaces = (Node,)

    id = id_field("CollectionChannelListing", description="The ID of the collection channel listing.")
    publication_date = graphene.Field(
        Date,
        description="The day from which it is shown.",
        deprecation_reason="Use the `publishedAt` field to fetch the publication date.",
    )
    published_at = graphene.Field(DateTime, description="The moment from which it is shown.")
    is_published = graphene.Boolean(required=True, description="Whether it is shown in the channel.")
    channel = graphene.Field(Channel, required=True, description="The channel.")

    @staticmethod
    def resolve_publication_date(root: CollectionListing, _info: Info) -> date | None:
        """Return the day in Morocco."""
        return timezone.localdate(root.published_at) if root.published_at else None

    @staticmethod
    def resolve_channel(root: CollectionListing, _info: Info) -> ChannelRow:
        """Return the channel, which came with the listing."""
        return root.channel


def _listings(keys: Sequence[int]) -> Mapping[int, list[CollectionListing]]:
    return listings_of_collections(keys)


def _list_args() -> dict[str, Any]:
    """Return the arguments of a list of products within a channel."""
    args = product_list_args()
    del args["channel"]
    return args


@declared
class Collection(
    kept_with(loads.kept_with_collections, lambda row: row.id, *CollectionModel.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """Represents a collection of products."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Collection", description="The ID of the collection.")
    seo_title = graphene.String(description="SEO title of the collection.")
    seo_description = graphene.String(description="SEO description of the collection.")
    name = graphene.String(required=True, description="Name of the collection.")
    description = JSONString(description="Description of the collection, as EditorJS blocks.")
    slug = graphene.String(required=True, description="Slug of the collection.")
    channel = graphene.String(description="Channel given to retrieve this collection.")
    products = connection_field(
        ProductConnection, description="Its products in the channel, in its own order.", **_list_args()
    )
    background_image = graphene.Field(Image, description="The picture behind its name.", **picture_args())
    translation = graphene.Field(
        CollectionTranslation,
        language_code=language_argument(),
        description="Its texts in a language, null if nobody wrote any.",
    )
    channel_listings = graphene.List(
        graphene.NonNull(CollectionChannelListing), description="Where it is shown (staff only)."
    )

    @staticmethod
    def resolve_seo_title(root: CollectionRow, _info: Info) -> str | None:
        """Return what search engines are told, in the shop's first language."""
        return text_in(root.seo_titles, DEFAULT_LANGUAGE) or None

    @staticmethod
    def resolve_seo_description(root: CollectionRow, _info: Info) -> str | None:
        """Return what search engines are told, in the shop's first language."""
        return text_in(root.seo_descriptions, DEFAULT_LANGUAGE) or None

    @staticmethod
    def resolve_name(root: CollectionRow, _info: Info) -> str:
        """Return the name in the shop's first language."""
        return text_in(root.names, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_description(root: CollectionRow, _info: Info) -> str | None:
        """Return the description as EditorJS blocks."""
        return rich_text(root.documents, root.descriptions, DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_channel(root: CollectionRow, _info: Info) -> str | None:
        """Return the slug of the channel in which it was read."""
        return root.channel.slug if root.channel else None

    @staticmethod
    @batched
    def resolve_products(
        parents: Sequence[CollectionRow],
        info: Info,
        *,
        filter: Given = None,
        where: Given = None,
        sort_by: Given = None,
        search: str | None = None,
        **_page: object,
    ) -> list[Page]:
        """Return a page of the products of each, in the order of the collection unless another is asked for."""
        found: dict[tuple[str | None, int], Page] = {}
        for slug in dict.fromkeys(each.channel.slug if each.channel else None for each in parents):
            keys = list(
                dict.fromkeys(
                    each.id for each in parents if (each.channel.slug if each.channel else None) == slug
                )
            )
            pages = product_page_each(
                info,
                "collection_id",
                {key: (key,) for key in keys},
                channel=slug,
                filter_=filter,
                where=where,
                sort_by=sort_by or (None if search else {"field": "COLLECTION", "direction": "ASC"}),
                search=search,
            )
            found.update(zip(((slug, key) for key in keys), pages, strict=True))
        return [found[each.channel.slug if each.channel else None, each.id] for each in parents]

    @staticmethod
    def resolve_background_image(root: CollectionRow, _info: Info, **_copy: object) -> dict[str, str] | None:
        """Return the picture behind its name."""
        return image_of(root.background, root.background_alts)

    @staticmethod
    @batched
    def resolve_translation(
        parents: Sequence[CollectionRow], _info: Info, *, language_code: Any
    ) -> list[Translation | None]:
        """Return what was written in just this language."""
        language = language_of(language_code)
        return [full_translation(each.id, language, each.names, each.descriptions, each) for each in parents]

    @staticmethod
    @batched
    def resolve_channel_listings(
        parents: Sequence[CollectionRow], info: Info
    ) -> list[list[CollectionListing]]:
        """Return where each is shown, to the staff."""
        require_permission(info, Permission.MANAGE_PRODUCTS)
        return [each or [] for each in info.context.load(_listings, [each.id for each in parents])]


rows_are(CollectionRow, "Collection")
CollectionConnection = connection_of("Collection", lambda: Collection)
