"""Delete a product; one with a history is archived."""

from typing import Any

import graphene

from catalog.services.product_write import product_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, product_named, product_row
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductDelete(ServiceMutation):
    """Delete a product; one with a history is archived. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        external_reference = graphene.String(description="External ID of a product.")
        id = graphene.ID(description="ID of a product.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product.")

    @classmethod
    def perform(cls, info: Info, *, id: str | None = None, external_reference: str | None = None) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        key = product_named(id, external_reference)
        row = product_row(info, key)
        product_delete(actor=info.context.actor, product_id=key, now=info.context.now)
        return cls(product=row)
