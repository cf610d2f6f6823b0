"""Say what a variant costs in channels."""

from typing import Any

import graphene

from logistics.services.variant_write import VariantTexts, variant_write
from marketplace.graphql.assortment.changes import prices_given
from marketplace.graphql.assortment.frame import (
    ERROR_FIELDS,
    ProductChannelListingError,
    variant_named,
    variant_row,
)
from marketplace.graphql.assortment.inputs import ProductVariantChannelListingAddInput
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductVariantChannelListingUpdate(ServiceMutation):
    """Say what a variant costs in channels. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        id = graphene.ID(description="ID of a variant.")
        sku = graphene.String(description="SKU of a variant.")
        input = graphene.List(
            graphene.NonNull(ProductVariantChannelListingAddInput),
            required=True,
            description="What it costs where.",
        )

    class Meta:
        error_type = ProductChannelListingError
        error_fields = ERROR_FIELDS

    variant = graphene.Field(ProductVariant, description="The variant.")

    @classmethod
    def perform(
        cls, info: Info, *, input: list[dict[str, Any]], id: str | None = None, sku: str | None = None
    ) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        variant = variant_write(
            actor=info.context.actor,
            variant_id=variant_named(id, sku, None),
            texts=VariantTexts(prices=prices_given(input)),
            now=info.context.now,
        )
        return cls(variant=variant_row(info, variant.pk))
