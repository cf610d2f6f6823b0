"""Take a picture away."""

from typing import Any

import graphene

from catalog.selectors.gallery import pictures_of
from catalog.services.media_delete import media_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, product_row
from marketplace.graphql.catalog.media import ProductMedia
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductMediaDelete(ServiceMutation):
    """Take a picture away, with its small copies. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a picture.")

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product after the change.")
    media = graphene.Field(ProductMedia, description="The picture.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such picture, or it is not the actor's to see
        """
        key = known_key(id, "ProductMedia")
        picture = pictures_of([key]).get(key)
        (media,) = media_delete(actor=info.context.actor, media_ids=[key], now=info.context.now)
        return cls(product=product_row(info, media.product_id), media=picture)
