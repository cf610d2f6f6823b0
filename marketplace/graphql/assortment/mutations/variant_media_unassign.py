"""Let a picture show a variant no more."""

from typing import Any

import graphene

from catalog.selectors.gallery import pictures_of
from catalog.services.variant_media_assign import variant_media_unassign
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, variant_row
from marketplace.graphql.catalog.media import ProductMedia
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class VariantMediaUnassign(ServiceMutation):
    """Let a picture show a variant no more. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        media_id = graphene.ID(required=True, description="ID of a picture.")
        variant_id = graphene.ID(required=True, description="ID of a variant.")

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = {**ERROR_FIELDS, "variant": "variantId"}

    product_variant = graphene.Field(ProductVariant, description="The variant after the change.")
    media = graphene.Field(ProductMedia, description="The picture.")

    @classmethod
    def perform(cls, info: Info, *, media_id: str, variant_id: str) -> Any:
        """
        Do it.

        :raises NotFound: if there is no such picture, or it is not the actor's to see
        """
        key = known_key(media_id, "ProductMedia", field="media_id")
        variant = variant_media_unassign(
            actor=info.context.actor,
            variant_id=known_key(variant_id, "ProductVariant", field="variant_id"),
            media_id=key,
        )
        return cls(product_variant=variant_row(info, variant.pk), media=pictures_of([key])[key])
