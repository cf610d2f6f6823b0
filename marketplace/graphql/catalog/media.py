"""Pictures of products."""

from collections.abc import Sequence
from typing import Any

import graphene

from catalog.models.media import Media
from catalog.selectors.gallery import Picture, placed_pictures
from marketplace.graphql.catalog import loads
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.graphql.shop.pictures import absolute, format_of, picture_args

ProductMediaType = saleor_enum("ProductMediaType", "What a medium is.")


class ProductMedia(
    kept_with(loads.kept_with_media, lambda row: row.media_id, *Media.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """Represents a product media."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("ProductMedia", attribute="media_id", description="The ID of the product media.")
    alt = graphene.String(required=True, description="The alt text of the media.")
    type = graphene.Field(ProductMediaType, required=True, description="The type of the media.")
    url = graphene.String(required=True, description="The URL of the media.", **picture_args())

    sort_order = graphene.Int(description="Its place among the pictures of its product.")
    oembed_data = JSONString(
        required=True, description="Empty: pictures are kept here, and nothing of other sites is shown."
    )

    @staticmethod
    @batched
    def resolve_sort_order(parents: Sequence[Picture], info: Info) -> list[int | None]:
        """Return their places."""
        return info.context.load(placed_pictures, [each.media_id for each in parents])

    @staticmethod
    def resolve_oembed_data(_root: Picture, _info: Info) -> str:
        """Return an empty object."""
        return "{}"

    @staticmethod
    def resolve_alt(root: Picture, _info: Info) -> str:
        """Return what to tell who cannot see it."""
        return root.alt(DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_type(_root: Picture, _info: Info) -> str:
        """Return IMAGE: we keep no videos."""
        return "IMAGE"

    @staticmethod
    @batched
    def resolve_url(
        parents: Sequence[Picture], _info: Info, size: int | None = None, format: Any = None
    ) -> list[str]:
        """Return the copy that fits what was asked for."""
        kind = format_of(format)
        return [absolute(each.url_for(size, kind) if size else each.url) for each in parents]


rows_are(Picture, "ProductMedia")
