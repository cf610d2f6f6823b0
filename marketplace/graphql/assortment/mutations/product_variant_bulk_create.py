"""Add variants to a product."""

from typing import Any

import graphene

from catalog.selectors.seller import product_of_seller
from marketplace.graphql.assortment.bulk_inputs import ERROR_POLICY, ErrorPolicyEnum
from marketplace.graphql.assortment.bulk_parts import (
    BULK_ERROR_FIELDS,
    ProductVariantBulkError,
    ProductVariantBulkResult,
    variant_written,
)
from marketplace.graphql.assortment.frame import BulkProductError, known_key, variant_rows
from marketplace.graphql.assortment.inputs import ProductVariantBulkCreateInput
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.kit.bulk import Policy, WrittenRow, errors_told, rows_written
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductVariantBulkCreate(ServiceMutation):
    """Add variants to a product. Requires MANAGE_PRODUCTS, or to sell for its cooperative."""

    class Arguments:
        error_policy = graphene.Argument(ErrorPolicyEnum, description=ERROR_POLICY)
        product = graphene.ID(required=True, description="ID of the product.")
        variants = graphene.List(
            graphene.NonNull(ProductVariantBulkCreateInput),
            required=True,
            description="What is known of them.",
        )

    class Meta:
        error_type = BulkProductError
        error_fields = BULK_ERROR_FIELDS
        errors_alias = "bulk_product_errors"

    count = graphene.Int(required=True, default_value=0, description="How many were added.")
    product_variants = graphene.List(
        graphene.NonNull(ProductVariant), required=True, default_value=(), description="The variants."
    )
    results = graphene.List(
        graphene.NonNull(ProductVariantBulkResult),
        required=True,
        default_value=(),
        description="One for each.",
    )

    @classmethod
    def perform(
        cls, info: Info, *, product: str, variants: list[dict[str, Any]], error_policy: Any = None
    ) -> Any:
        """
        Add them.

        :raises NotFound: if there is no such product, or it is not the actor's to see
        """
        key = known_key(product, "Product", field="product")
        product_of_seller(actor=info.context.actor, product_id=key)

        def write(row: WrittenRow, given: Any) -> None:
            row.key = variant_written(row, info, key, given)

        rows = rows_written(variants, Policy.said(error_policy), write)
        made = variant_rows(info, [row.key for row in rows])
        codes = ProductVariantBulkError.codes
        results = [
            {"product_variant": variant, "errors": errors_told(row, codes, BULK_ERROR_FIELDS)}
            for row, variant in zip(rows, made, strict=True)
        ]
        added = [each for each in made if each is not None]
        payload = cls(count=len(added), product_variants=added, results=results)
        payload.errors = cls._indexed(rows)
        return payload

    @classmethod
    def _indexed(cls, rows: list[WrittenRow]) -> list[dict[str, Any]]:
        """Return what was refused as clients of before `results` read it."""
        codes = BulkProductError.codes
        return [
            {**told, "index": index}
            for index, row in enumerate(rows)
            for told in errors_told(row, codes, BULK_ERROR_FIELDS)
        ]
