"""Add a picture to a product."""

from typing import Any

import graphene

from catalog.selectors.gallery import pictures_of
from catalog.services.media_add import media_add
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, product_row
from marketplace.graphql.catalog.media import ProductMedia
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import Upload
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.errors import Missing


class ProductMediaCreateInput(graphene.InputObjectType):
    """A picture of a product."""

    alt = graphene.String(description="What who cannot see it is told.")
    image = Upload(description="The picture, as a file of a multipart request.")
    product = graphene.ID(required=True, description="ID of a product.")
    media_url = graphene.String(description="Refused: pictures are kept here, made safe, and never linked.")


class ProductMediaCreate(ServiceMutation):
    """Add a picture to a product; it is made safe before it is kept. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        input = graphene.Argument(ProductMediaCreateInput, required=True, description="The picture.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product.")
    media = graphene.Field(ProductMedia, description="The picture.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Add it.

        :raises Missing: if no file came with the request
        :raises NotFound: if there is no such product, or it is not the actor's to see
        """
        key = known_key(input["product"], "Product", field="product")
        image = input.get("image")
        if image is None:
            raise Missing("Send the picture as a file of a multipart request.", field="image")
        media = media_add(
            actor=info.context.actor,
            product_id=key,
            content=image.read(),
            alts={DEFAULT_LANGUAGE: input["alt"]} if input.get("alt") else None,
            now=info.context.now,
        )
        return cls(product=product_row(info, key), media=pictures_of([media.pk]).get(media.pk))
