"""Say what a picture shows."""

from typing import Any

import graphene

from catalog.selectors.gallery import pictures_of
from catalog.services.media_describe import media_describe
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, product_row
from marketplace.graphql.catalog.media import ProductMedia
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE


class ProductMediaUpdateInput(graphene.InputObjectType):
    """What to change of a picture."""

    alt = graphene.String(description="What who cannot see it is told.")


class ProductMediaUpdate(ServiceMutation):
    """Say what a picture shows, for who cannot see it. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a picture.")
        input = graphene.Argument(ProductMediaUpdateInput, required=True, description="What to change.")

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product after the change.")
    media = graphene.Field(ProductMedia, description="The picture.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such picture, or it is not the actor's to see
        """
        alt = input.get("alt")
        media = media_describe(
            actor=info.context.actor,
            media_id=known_key(id, "ProductMedia"),
            alts={} if alt is None else {DEFAULT_LANGUAGE: alt},
            now=info.context.now,
        )
        return cls(product=product_row(info, media.product_id), media=pictures_of([media.pk])[media.pk])
