"""Delete several product types without products, all or none."""

from typing import Any

import graphene

from catalog.services.assortment_bulk_delete import product_types_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductTypeBulkDelete(ServiceMutation):
    """Delete several product types without products, all or none. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of product types.")

    class Meta:
        error_type = ProductError
        errors_alias = "product_errors"
        error_fields = ERROR_FIELDS

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        keys = [known_key(each, "ProductType", field="ids") for each in ids]
        return cls(count=product_types_delete(actor=info.context.actor, product_type_ids=keys))
