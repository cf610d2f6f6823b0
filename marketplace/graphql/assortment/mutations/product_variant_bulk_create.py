"""Add variants to a product, all or none."""

from typing import Any

import graphene
from django.db import transaction

from logistics.services.variant_write import variant_write_new
from marketplace.graphql.assortment.changes import variant_texts
from marketplace.graphql.assortment.frame import ERROR_FIELDS, BulkProductError, known_key, variant_row
from marketplace.graphql.assortment.inputs import ProductVariantBulkCreateInput
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.errors import DomainError

ErrorPolicyEnum = saleor_enum("ErrorPolicyEnum", "What happens to the others when one of several is refused.")


class ProductVariantBulkCreate(ServiceMutation):
    """Add variants to a product, all or none. Requires MANAGE_PRODUCTS, or to sell for its cooperative."""

    class Arguments:
        error_policy = graphene.Argument(
            ErrorPolicyEnum, description="Only REJECT_EVERYTHING: variants are added together or not at all."
        )
        product = graphene.ID(required=True, description="ID of the product.")
        variants = graphene.List(
            graphene.NonNull(ProductVariantBulkCreateInput),
            required=True,
            description="What is known of them.",
        )

    class Meta:
        error_type = BulkProductError
        error_fields = ERROR_FIELDS

    count = graphene.Int(required=True, default_value=0, description="How many were added.")
    product_variants = graphene.List(
        graphene.NonNull(ProductVariant), required=True, default_value=(), description="The variants."
    )

    @classmethod
    def perform(
        cls, info: Info, *, product: str, variants: list[dict[str, Any]], error_policy: Any = None
    ) -> Any:
        """
        Add them.

        :raises DomainError: with the index of the first variant that cannot be added
        """
        key = known_key(product, "Product", field="product")
        made = []
        with transaction.atomic():
            for index, given in enumerate(variants):
                try:
                    variant = variant_write_new(
                        actor=info.context.actor,
                        product_id=key,
                        texts=variant_texts(given),
                        now=info.context.now,
                    )
                except DomainError as refusal:
                    refusal.details = {"index": index}  # type: ignore[attr-defined]  # read by the frame
                    raise
                made.append(variant.pk)
        rows = [variant_row(info, each) for each in made]
        return cls(count=len(rows), product_variants=rows)
