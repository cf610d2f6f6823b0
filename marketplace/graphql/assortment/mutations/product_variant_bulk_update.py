"""Change variants of a product."""

from typing import Any

import graphene

from catalog.models.product import Variant
from catalog.selectors.seller import product_of_seller
from logistics.services.variant_write import variant_write
from marketplace.graphql.assortment.bulk_changes import prices_changed, stocks_changed
from marketplace.graphql.assortment.bulk_inputs import (
    ERROR_POLICY,
    ErrorPolicyEnum,
    ProductVariantBulkUpdateInput,
)
from marketplace.graphql.assortment.bulk_parts import (
    BULK_ERROR_FIELDS,
    ProductVariantBulkError,
    ProductVariantBulkResult,
)
from marketplace.graphql.assortment.changes import variant_texts
from marketplace.graphql.assortment.frame import known_key, variant_rows
from marketplace.graphql.kit.bulk import NamedTwice, Policy, WrittenRow, errors_told, rows_written
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.errors import NotFound


class NotItsVariant(NotFound):
    """A variant is another product's."""

    code = "NOT_PRODUCTS_VARIANT"


class ProductVariantBulkUpdate(ServiceMutation):
    """Change variants of a product. Requires MANAGE_PRODUCTS, or to sell for its cooperative."""

    class Arguments:
        error_policy = graphene.Argument(ErrorPolicyEnum, description=ERROR_POLICY)
        product = graphene.ID(required=True, description="ID of the product.")
        variants = graphene.List(
            graphene.NonNull(ProductVariantBulkUpdateInput),
            required=True,
            description="What is to change of them.",
        )

    class Meta:
        error_type = ProductVariantBulkError
        error_fields = BULK_ERROR_FIELDS

    count = graphene.Int(required=True, default_value=0, description="How many were changed.")
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
        Change them.

        :raises NotFound: if there is no such product, or it is not the actor's to see
        """
        key = known_key(product, "Product", field="product")
        product_of_seller(actor=info.context.actor, product_id=key)
        own = set(Variant.objects.filter(product=key).values_list("pk", flat=True))
        named: set[str] = set()

        def write(row: WrittenRow, given: Any) -> None:
            row.key = row.part("", lambda: _changed(info, given, own, twice=given["id"] in named))
            named.add(given["id"])
            if row.key is not None:
                stocks_changed(row, info, row.key, given.get("stocks") or {})
                prices_changed(row, info, row.key, given.get("channel_listings") or {})

        rows = rows_written(variants, Policy.said(error_policy), write)
        results = [
            {
                "product_variant": variant,
                "errors": errors_told(row, cls._meta.error_type.codes, BULK_ERROR_FIELDS),
            }
            for row, variant in zip(rows, variant_rows(info, [row.key for row in rows]), strict=True)
        ]
        return cls(count=sum(row.key is not None for row in rows), results=results)


def _changed(info: Info, given: Any, own: set[int], *, twice: bool) -> int:
    if twice:
        raise NamedTwice("Duplicated variant ID.", field="id")
    key = known_key(given["id"], "ProductVariant")
    if key not in own:
        raise NotItsVariant("This variant is not the product's.", field="id")
    texts = {name: value for name, value in given.items() if name not in ("stocks", "channel_listings")}
    changed = variant_write(
        actor=info.context.actor, variant_id=key, texts=variant_texts(texts), now=info.context.now
    )
    return changed.pk
