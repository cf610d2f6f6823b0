"""Delete several products, all or none; those with a history are archived."""

from typing import Any

import graphene

from catalog.services.assortment_bulk_delete import products_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductBulkDelete(ServiceMutation):
    """Delete several products, all or none; some are archived. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of products.")

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
        keys = [known_key(each, "Product", field="ids") for each in ids]
        return cls(count=products_delete(actor=info.context.actor, product_ids=keys, now=info.context.now))
