"""Delete several variants, all or none."""

from typing import Any

import graphene

from logistics.services.variant_write import variants_delete
from marketplace.graphql.assortment.frame import (
    ERROR_FIELDS,
    ProductError,
    known_key,
    variant_named,
)
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductVariantBulkDelete(ServiceMutation):
    """Delete several variants, all or none. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), description="IDs of variants.")
        skus = graphene.List(graphene.NonNull(graphene.String), description="SKUs of variants.")

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = ERROR_FIELDS

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str] | None = None, skus: list[str] | None = None) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        one_of(ids=ids, skus=skus)
        keys = [known_key(each, "ProductVariant", field="ids") for each in ids or ()]
        keys += [variant_named(None, each, None) for each in skus or ()]
        return cls(count=variants_delete(actor=info.context.actor, variant_ids=keys, now=info.context.now))
