"""Put pictures into another order."""

from typing import Any

import graphene

from catalog.selectors.gallery import pictures_of
from catalog.services.media_reorder import media_reorder
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, product_row
from marketplace.graphql.catalog.media import ProductMedia
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductMediaReorder(ServiceMutation):
    """Put the pictures of a product into another order. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        product_id = graphene.ID(required=True, description="ID of a product.")
        media_ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="All its pictures, in their new order."
        )

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product after the change.")
    media = graphene.List(graphene.NonNull(ProductMedia), description="The pictures in their order.")

    @classmethod
    def perform(cls, info: Info, *, product_id: str, media_ids: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such picture, or it is not the actor's to see
        """
        key = known_key(product_id, "Product", field="product_id")
        rows = media_reorder(
            actor=info.context.actor,
            product_id=key,
            media_ids=[known_key(each, "ProductMedia", field="media_ids") for each in media_ids],
            now=info.context.now,
        )
        pictures = pictures_of([row.pk for row in rows])
        return cls(product=product_row(info, key), media=[pictures[row.pk] for row in rows])
